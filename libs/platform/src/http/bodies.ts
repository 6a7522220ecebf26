import { isUtf8 } from 'node:buffer';
import { DomainError } from '@motcua/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const JSON_TYPES = [/^application\/json(\s*;|$)/, /^application\/[\w.!#$&^+-]+\+json(\s*;|$)/];

type Done = (error: Error | null, body?: unknown) => void;

/** JSON in UTF-8 is what a service reads; everything else is 415 unless the service says otherwise. */
export function readJsonOnly(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
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

function notUtf8(): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'request.not-utf8',
    message: { vi: 'Nội dung không phải UTF-8.', en: 'The body is not UTF-8.' },
  });
}
