import { STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { ServiceConfig } from '../config/service-config.js';
import { MOST_DROPPED_BYTES } from '../http/bodies.js';
import { PROBLEM_TYPE, problemOf } from '../http/problem.js';
import { sendProblem, type RequestWithProblem } from '../http/problem.filter.js';
import { MAX_SEGMENT_LENGTH, normalTarget } from '../http/request-target.js';
import { toRefusal } from '../http/refusals.js';
import type { MetricsRegistry } from '../observability/metrics.js';
import type { ServiceLogger } from '../observability/service-logger.js';
import { childTraceparent, runWithTrace, type TraceContext } from '../observability/trace-context.js';

/**
 * How long a connection may be idle; every answer announces it (`Keep-Alive: timeout=5`), so that a client does not
 * send on a connection that is being closed. SHUTDOWN_DRAIN_MS must be longer.
 */
const KEEP_ALIVE_MS = 5_000;
/** After this time without a connection, the drain is complete. */
const QUIET_MS = 250;

interface IncomingRaw {
  headers: Record<string, string | string[] | undefined>;
}

/** The Fastify side of a service: ids, limits, and problem documents even for what the router refuses by itself. */
export function httpAdapter(config: ServiceConfig, logger: ServiceLogger): FastifyAdapter {
  const options = {
    bodyLimit: config.HTTP_BODY_LIMIT_BYTES,
    requestIdHeader: false,
    genReqId: (raw: IncomingRaw) => requestIdOf(raw.headers['x-request-id']),
    rewriteUrl: normalTarget,
    routerOptions: { maxParamLength: MAX_SEGMENT_LENGTH },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-request-id', String(request.id));
      sendProblem(error, request, reply, logger);
    },
    clientErrorHandler: answerUnreadable,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: config.HTTP_REQUEST_TIMEOUT_MS,
    http: {
      headersTimeout: config.HTTP_HEADERS_TIMEOUT_MS,
      // How often Node.js checks for timed-out connections.
      connectionsCheckingInterval: Math.min(5_000, config.HTTP_HEADERS_TIMEOUT_MS / 2),
    },
    forceCloseConnections: false,
  };
  return new FastifyAdapter(options as never);
}

/** A caller's own id is kept if it is short and harmless in a log line; else the request gets a UUIDv7. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && /^[\w.:-]{8,100}$/.test(header) ? header : uuidv7();
}

/** Answers requests that never reach a route: invalid HTTP, or oversized header fields. */
function answerUnreadable(error: Error & { code?: string; rawPacket?: Buffer }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOfUnreadable(error);
  const { refusal } = toRefusal({ statusCode: status, code: error.code });
  const message =
    status === 400
      ? { vi: 'Yêu cầu không đúng giao thức HTTP.', en: 'The request is not well-formed HTTP.' }
      : refusal.message;
  const body = JSON.stringify(problemOf({ ...refusal, message }, 'vi', { requestId: uuidv7() }));
  const allow = status === 405 ? 'Allow: GET, HEAD, POST, PUT, PATCH, DELETE\r\n' : '';
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${allow}Content-Type: ${PROBLEM_TYPE}; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function statusOfUnreadable({ code, rawPacket }: Error & { code?: string; rawPacket?: Buffer }): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  // The parser stops at the first letter; the rest distinguishes an unknown method from invalid HTTP.
  const wellFormed = /^[A-Z]{3,20} \S{1,2000} HTTP\/1\.[01]\r?\n/.test(
    rawPacket?.subarray(0, 2_100).toString('latin1') ?? '',
  );
  return code === 'HPE_INVALID_METHOD' && wellFormed ? 405 : 400;
}

/** Counts requests in progress, so that a stopping service knows when the last one is done. */
export class RequestsInFlight {
  private count = 0;
  private waiting: (() => void)[] = [];
  stopping = false;

  enter(): void {
    this.count += 1;
  }

  leave(): void {
    this.count -= 1;
    if (this.count === 0) {
      this.waiting.forEach((resolve) => resolve());
      this.waiting = [];
    }
  }

  /** From now on every answer asks its client to close the connection. */
  stop(): void {
    this.stopping = true;
  }

  /** Resolves when none is left. */
  async none(): Promise<void> {
    if (this.count > 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }
}

/** Counts open client connections, so that a stopping service knows when all clients have left. */
export class OpenConnections {
  private readonly open = new Set<Socket>();
  private lastSeenAt = Number.NEGATIVE_INFINITY;

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      this.open.add(socket);
      socket.once('close', () => {
        this.open.delete(socket);
        this.lastSeenAt = performance.now();
      });
    });
  }

  /** Resolves when there has been none for a moment, or when `timeoutMs` are over. */
  async gone(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline && (this.open.size > 0 || performance.now() - this.lastSeenAt < QUIET_MS)) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

interface ObservedRequest extends RequestWithProblem {
  trace?: TraceContext;
  entered?: boolean;
}

/** Answers are data, and browsers must not interpret them otherwise; only the page at /docs runs scripts. */
function browserHeaders({ url, headers }: FastifyRequest): Record<string, string> {
  const page = /^\/docs(-|\/|$)/.test(url);
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    // With a token the answer may contain private data.
    ...(headers.authorization === undefined ? {} : { 'cache-control': 'no-store' }),
    'content-security-policy': `${page ? "object-src 'none'" : "default-src 'none'"}; base-uri 'none'; frame-ancestors 'none'`,
  };
}

/** Trace context, log line, metrics and the count of requests in flight: hooks that see every request. */
export function observeRequests(
  app: NestFastifyApplication,
  to: { logger: ServiceLogger; metrics: MetricsRegistry; inFlight: RequestsInFlight },
): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const leave = (observed: ObservedRequest): void => {
    if (!observed.entered) return;
    observed.entered = false;
    to.inFlight.leave();
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const observed = request as ObservedRequest;
    observed.entered = true;
    to.inFlight.enter();
    // A client that disconnects before its answer is complete causes no `onResponse`.
    reply.raw.once('close', () => leave(observed));
    void reply.header('x-request-id', String(request.id)).headers(browserHeaders(request));
    const incoming = request.headers['traceparent'];
    observed.trace = {
      requestId: String(request.id),
      traceparent: childTraceparent(typeof incoming === 'string' ? incoming : undefined),
    };
    runWithTrace(observed.trace, done);
  });
  // Reading a body leaves the asynchronous context that the first hook opened.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const trace = (request as ObservedRequest).trace;
    if (trace) runWithTrace(trace, done);
    else done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (to.inFlight.stopping) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const observed = request as ObservedRequest;
    // The route pattern, never the path or query string: those contain codes, names and numbers of people.
    const route = request.is404 ? '(none)' : (request.routeOptions.url ?? '(none)');
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    to.metrics.httpRequests.observe(labels, reply.elapsedTime / 1000);
    if (!QUIET.has(route) || reply.statusCode >= 400) {
      to.logger.info('request', {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        requestId: String(request.id),
        traceId: observed.trace?.traceparent.slice(3, 35),
        ...(observed.problemCode ? { code: observed.problemCode } : {}),
      });
    }
    cutOffUnlessRead(request, reply);
    leave(observed);
    done();
  });
}

const LINGER_MS = 5_000;

/**
 * A client that was answered before its body arrived gets some time to send the rest, which nobody needs, and to read the
 * answer; then it is cut off. Without reading the rest, its next request on this connection would never be read.
 */
function cutOffUnlessRead(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  if (raw.complete) return;
  raw.unpipe();
  let dropped = 0;
  raw.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > MOST_DROPPED_BYTES) raw.destroy();
  });
  raw.resume();
  const timer = setTimeout(() => raw.complete || raw.destroy(), LINGER_MS).unref();
  raw.once('end', () => clearTimeout(timer));
  reply.raw.once('close', () => raw.complete && clearTimeout(timer));
}

/** Machines request these every few seconds; their lines would hide the others. */
const QUIET = new Set(['/livez', '/readyz', '/metrics']);
