import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, tap, type Observable } from 'rxjs';

/**
 * Entity tags as changed by a proxy that compresses answers: `"3-gzip"` (Apache, Caddy), `"3--gzip"` (Jetty),
 * `"3;gzip"`, each also weak. They name the same version.
 */
const PACKED = '(?:(?:--?|;)(?:x-)?(?:gzip|br|zstd|deflate|compress))?';

const VERSION_TAG = new RegExp(`^(?:W/)?("?)([1-9]\\d{0,8})${PACKED}\\1$`, 'i');

/** `"3"`: the form of a version in `ETag` and `If-Match`. */
export function etagOf(versioned: { version: number }): string {
  return `"${versioned.version}"`;
}

/** The version that a tag of `etagOf` names (`"3"`, `W/"3"`, `3`, or as a proxy wrote it); undefined for anything else. */
export function versionOf(tag: string): number | undefined {
  const version = VERSION_TAG.exec(tag.trim())?.[2];
  return version === undefined ? undefined : Number(version);
}

const TAG_IN_LIST = new RegExp(`(?:^|,)\\s*(?:W/)?"([\\w-]+?)${PACKED}"\\s*(?=,|$)`, 'gi');

/** Whether an `If-None-Match` header contains `tag` (without quotes) (RFC 9110 §13.1.2). */
export function isKnownTo(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(TAG_IN_LIST)].some(([, known]) => known === tag);
}

/**
 * Answers with JSON text byte for byte, or with 304 and no content to whoever has it already (RFC 9110 §13.1.2). A browser may keep the
 * copy and asks after it each time; no shared cache keeps it.
 * @param tag names these bytes, without quotes
 */
export async function sendTagged(
  reply: FastifyReply,
  ifNoneMatch: string | undefined,
  { tag, text }: { tag: string; text: string },
): Promise<void> {
  void reply.headers({
    etag: `"${tag}"`,
    'cache-control': 'private, no-cache',
    vary: 'Accept-Language, Authorization',
  });
  if (isKnownTo(ifNoneMatch, tag)) await reply.status(304).send();
  else await reply.type('application/json; charset=utf-8').send(text);
}

/** Answers one record with its version as `ETag`, so that the next change can name it in `If-Match`. Lists have none. */
@Injectable()
export class AnswersVersion implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer: unknown) => {
        if (!isVersioned(answer)) return;
        void reply.header('etag', etagOf(answer)).header('cache-control', 'no-store');
      }),
    );
  }
}

const isVersioned = (answer: unknown): answer is { version: number } =>
  typeof answer === 'object' && answer !== null && 'version' in answer && Number.isInteger(answer.version);

/**
 * Answers a reading that anybody may keep a copy of with a tag of its content, and with 304 and no content to whoever has it
 * already (RFC 9110 §13.1.2). The copy is asked after each time, and depends on who asks and in which language. With a token
 * the answer stays `no-store` as every other (`browserHeaders`).
 */
@Injectable()
export class AnswersContentTag implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (request.method !== 'GET' && request.method !== 'HEAD') return next.handle();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      map((answer: unknown) => {
        const tag = createHash('sha256').update(JSON.stringify(answer)).digest('hex').slice(0, 32);
        void reply.headers({ etag: `"${tag}"`, vary: 'Accept-Language, Authorization' });
        if (request.headers.authorization === undefined) void reply.header('cache-control', 'no-cache');
        if (!isKnownTo(request.headers['if-none-match'], tag)) return answer;
        void reply.status(304);
        return undefined;
      }),
    );
  }
}
