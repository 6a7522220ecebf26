import { isUtf8 } from 'node:buffer';
import { DomainError } from '@motcua/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { bodyNotTaken } from './declared-input.js';
import { mediaTypeOf, streamTypesOf, wrongContentType, type BodyConfig } from './content-types.js';

const JSON_TYPES = [/^application\/json(\s*;|$)/, /^application\/[\w.!#$&^+-]+\+json(\s*;|$)/];

const BODYLESS = new Set(['GET', 'HEAD']);

type Done = (error: Error | null, body?: unknown) => void;

/**
 * A service reads uncompressed JSON in UTF-8; everything else is 415, and so is JSON on a route that takes streams
 * (`TakesStream`). Call it before any route is added.
 */
export function readBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    // Fastify reads none of these, and the gateway forwards none: who sends a filter in it is answered without.
    if (BODYLESS.has(request.method) && !request.is404 && Number(request.headers['content-length'] ?? 0) > 0) {
      return done(bodyNotTaken());
    }
    if (!JSON_TYPES.some((type) => type.test(request.headers['content-type'] ?? ''))) return done(null, payload);
    if (streamTypesOf(request).length > 0) return done(wrongContentType());
    const encoding = request.headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') return done(packed());
    const limit = request.routeOptions.bodyLimit;
    const length = Number(request.headers['content-length'] ?? 0);
    if (length > limit) {
      // Node.js discards an unread body after the answer. Fastify would close the connection while the client is still
      // sending, and a gateway would treat that as a service that broke off.
      if (length > MOST_DROPPED_BYTES) void reply.header('connection', 'close');
      return done(tooLarge());
    }
    done(null, payload);
  });
  // 'error': a body with `__proto__` or `constructor.prototype` is refused, not silently stripped.
  const parse = fastify.getDefaultJsonParser('error', 'error') as (r: FastifyRequest, b: string, done: Done) => void;
  fastify.removeAllContentTypeParsers();
  for (const type of JSON_TYPES) {
    fastify.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done: Done) => {
      if (body.length === 0) {
        // Clients set the header even without a body; the route's class reports missing fields.
        done(null, undefined);
      } else if (!isUtf8(body)) {
        done(notUtf8());
      } else {
        parse(request, body.toString('utf8'), done);
      }
    });
  }
  fastify.addHook('onRoute', ({ config }: RouteOptions) => {
    for (const type of (config as BodyConfig | undefined)?.streamTypes ?? []) {
      if (!fastify.hasContentTypeParser(type)) fastify.addContentTypeParser(type, passStream);
    }
  });
}

/** One parser serves every route, so the type is checked per route: no other route gets a stream instead of JSON. */
function passStream(request: FastifyRequest, stream: unknown, done: Done): void {
  if (streamTypesOf(request).includes(mediaTypeOf(request))) done(null, stream);
  else done(wrongContentType());
}

/** The unread rest of a refused body is read and dropped up to this size, so that its sender can read the refusal. */
export const MOST_DROPPED_BYTES = 64 * 1024 * 1024;

function tooLarge(): Error {
  return Object.assign(new Error('the body is too large'), { statusCode: 413 });
}

function packed(): DomainError {
  return new DomainError({
    kind: 'unsupported',
    code: 'request.content-encoding',
    message: {
      vi: 'Nội dung JSON phải gửi không nén (Content-Encoding).',
      en: 'Send JSON without compression (Content-Encoding).',
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
