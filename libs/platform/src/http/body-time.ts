import { PassThrough, type Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { takesStream } from './content-types.js';

export interface BodyTimes {
  /** How long a body may take to arrive. */
  wholeMs: number;
  /** Longest pause of a stream while the reader waits. */
  idleMs: number;
}

/**
 * Minimum rate of a stream over the time in which the reader waited: otherwise a byte now and then would hold a
 * connection for an hour. A line of an import has some 800 bytes, so this is one line in eight seconds.
 */
const LEAST_BYTES_PER_SECOND = 100;

/**
 * Read-ahead of a stream. A connection that is not read does not show that its client has disconnected; a smaller body
 * is read at once, so that its import ends with its client.
 */
const READ_AHEAD_BYTES = 1024 * 1024;

/**
 * Limits the time of every body, whatever its type and whether or not anything parses it; a slower one is 408. For a
 * stream only the time in which its reader waits counts, not the time in which the service is busy.
 */
export function holdBodiesToTime(app: NestFastifyApplication, times: BodyTimes): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const body = payload as Readable;
    if (!hasBody(request)) return done(null, payload);
    done(null, takesStream(request) ? whileSteady(body, times.idleMs) : whole(body, times.wholeMs));
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The same bytes, or an error once they take too long. */
function whole(payload: Readable, withinMs: number): Readable {
  const passed = passedOn(payload);
  const timer = setTimeout(() => tooSlow(payload, passed), withinMs);
  passed.on('close', () => clearTimeout(timer));
  payload.once('end', () => clearTimeout(timer));
  return payload.pipe(passed);
}

/** The same bytes, or an error after a pause of `idleMs` or, after that time, below the minimum rate. */
function whileSteady(payload: Readable, idleMs: number): Readable {
  const passed = passedOn(payload, READ_AHEAD_BYTES);
  let bytes = 0;
  let waitedMs = 0;
  let idleForMs = 0;
  let lookedAt = performance.now();
  const timer = setInterval(
    () => {
      const sinceMs = performance.now() - lookedAt;
      lookedAt += sinceMs;
      // Data is waiting to be read: the sender could not send more.
      if (passed.writableNeedDrain) {
        idleForMs = 0;
        return;
      }
      waitedMs += sinceMs;
      idleForMs += sinceMs;
      const least = ((waitedMs - idleMs) / 1_000) * LEAST_BYTES_PER_SECOND;
      if (idleForMs >= idleMs || bytes < least) tooSlow(payload, passed);
    },
    Math.min(1_000, idleMs / 10),
  );
  payload.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    idleForMs = 0;
  });
  passed.on('close', () => clearInterval(timer));
  payload.once('end', () => clearInterval(timer));
  return payload.pipe(passed);
}

function passedOn(payload: Readable, highWaterMark?: number): PassThrough {
  const passed = new PassThrough(highWaterMark === undefined ? {} : { highWaterMark });
  // Nobody reads the body of a GET; without a listener, its time-out or a broken connection would end the process.
  passed.on('error', () => undefined);
  payload.on('error', (error) => passed.destroy(error));
  payload.on('close', () => {
    if (!payload.readableEnded) passed.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  });
  return passed;
}

function tooSlow(payload: Readable, passed: PassThrough): void {
  payload.unpipe(passed);
  passed.destroy(Object.assign(new Error('the body took too long to arrive'), { statusCode: 408 }));
}
