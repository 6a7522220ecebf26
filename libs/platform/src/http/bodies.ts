import { isUtf8 } from 'node:buffer';
import { PassThrough, type Readable } from 'node:stream';
import { DomainError } from '@motcua/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const JSON_TYPES = [/^application\/json(\s*;|$)/, /^application\/[\w.!#$&^+-]+\+json(\s*;|$)/];

type Done = (error: Error | null, body?: unknown) => void;

/**
 * JSON in UTF-8, unpacked, is what a service reads; everything else is 415 unless the service says otherwise.
 * @param withinMs how long a body may take to arrive; a slower one is 408.
 */
export function readJsonOnly(app: NestFastifyApplication, withinMs: number): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    if (!JSON_TYPES.some((type) => type.test(request.headers['content-type'] ?? ''))) return done(null, payload);
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return done(packed());
    const limit = request.routeOptions.bodyLimit;
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > limit) {
      // Left unread, Node.js drops it once the answer is out. Fastify would close the connection under whoever is still
      // sending, and a gateway would take that for a service that broke off.
      if (length > MOST_DROPPED_BYTES) void reply.header('connection', 'close');
      return done(tooLarge());
    }
    done(null, inTime(payload as Readable, withinMs));
  });
  // 'error': a body with `__proto__` or `constructor.prototype` is refused, not quietly stripped.
  const parse = fastify.getDefaultJsonParser('error', 'error') as (r: FastifyRequest, b: string, done: Done) => void;
  fastify.removeAllContentTypeParsers();
  for (const type of JSON_TYPES) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done: Done) => {
      if (body.length === 0) {
        // Clients set the header even when there is nothing to send; the route's own class tells what is missing.
        done(null, undefined);
      } else if (!isUtf8(body)) {
        done(notUtf8());
      } else {
        parse(request, body.toString('utf8'), done);
      }
    });
  }
}

/**
 * Bodies of these types reach the handler as the stream that they are (`request.body`), of any length, unread and
 * unchecked: for imports that are read line by line. Call it in `configure`.
 */
export function streamBodies(app: NestFastifyApplication, types: string[]): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addContentTypeParser(types, (_request: FastifyRequest, stream: unknown, done: Done) => done(null, stream));
}

/** What announces that it is too long is read and dropped up to so much, so that its sender gets to read why. */
const MOST_DROPPED_BYTES = 64 * 1024 * 1024;

/** The same bytes, or an error once they take too long. */
function inTime(payload: Readable, withinMs: number): Readable {
  const slow = Object.assign(new Error('the body took too long to arrive'), { statusCode: 408 });
  const passed = new PassThrough();
  // Nobody reads what comes with a GET: unheard, its end by time or by a broken connection would end the process.
  passed.on('error', () => undefined);
  const timer = setTimeout(() => {
    payload.unpipe(passed);
    passed.destroy(slow);
  }, withinMs);
  payload.on('error', (error) => passed.destroy(error));
  passed.on('close', () => clearTimeout(timer));
  payload.once('end', () => clearTimeout(timer));
  return payload.pipe(passed);
}

function tooLarge(): Error {
  return Object.assign(new Error('the body is too large'), { statusCode: 413 });
}

function packed(): DomainError {
  return new DomainError({
    kind: 'unsupported',
    code: 'request.content-encoding',
    message: {
      vi: 'Nội dung JSON phải gửi không nén (Content-Encoding).',
      en: 'JSON has to be sent unpacked (Content-Encoding).',
    },
  });
}

function notUtf8(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'request.not-utf8',
    message: { vi: 'Nội dung không phải UTF-8.', en: 'The body is not UTF-8.' },
  });
}
