import type { Readable } from 'node:stream';
import { clientGone, currentTraceparent, sendProblem, type BodyConfig, type ServiceLogger } from '@motcua/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ForwardedRoute } from '../openapi/routes.js';
import { forward } from './forward.js';
import type { GatewayMetrics } from './gateway-metrics.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { withOwnInstance } from './problem-instance.js';
import { NO_BODY, requestBody } from './request-body.js';
import { failureOf, isIdempotent } from './retry.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { Upstream } from './upstream.js';

export interface ProxyOptions {
  /** Prefix of every forwarded path, unknown to services: `/api/v1`. */
  prefix: string;
  routes: readonly ForwardedRoute[];
  /** By service name. */
  upstreams: ReadonlyMap<string, Upstream>;
  /** Time limit for the beginning of a service's answer after the whole request, and between two pieces of it. */
  timeoutMs: number;
  /** The same for stream operations. */
  streamTimeoutMs: number;
  metrics: GatewayMetrics;
  logger: ServiceLogger;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'];

/**
 * Forwards every documented operation, and nothing else, to its service. Bodies are streamed both ways and never
 * parsed. A Fastify scope of its own: the gateway's other modules keep their parsers and guards.
 */
export function proxyPlugin(options: ProxyOptions): (scope: FastifyInstance) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.setErrorHandler((error, request, reply) => {
      sendProblem(asUpstreamFailure(error, request), request, reply, options.logger);
    });
    const methodsOf = new Map<string, Set<string>>();
    for (const route of options.routes) {
      const upstream = options.upstreams.get(route.service);
      if (!upstream) throw new Error(`no address is known of ${route.service}, which answers ${route.operationId}`);
      const methods = route.method === 'GET' ? ['GET', 'HEAD'] : [route.method];
      const known = methodsOf.get(route.url) ?? new Set();
      methodsOf.set(route.url, known);
      methods.forEach((method) => known.add(method));
      scope.route({
        method: methods,
        url: route.url,
        exposeHeadRoute: false,
        config: {
          service: route.service,
          keyed: route.acceptsIdempotencyKey,
          public: route.public,
          forwardsStream: route.takesStream,
        } satisfies RouteKnowledge as object,
        handler: (request, reply) => pass(request, reply, route, upstream, options),
      });
    }
    for (const [url, methods] of methodsOf) {
      scope.route({
        method: METHODS.filter((method) => !methods.has(method)),
        url,
        exposeHeadRoute: false,
        config: { public: false } as object,
        // Before the body: Fastify asks a QUERY for its content type first.
        onRequest: async (_request, reply) => {
          void reply.header('allow', [...methods].join(', '));
          throw Object.assign(new Error('method not allowed'), { statusCode: 405 });
        },
        handler: (_request, reply) => reply,
      });
    }
    scope.addHook('onClose', async () => {
      await Promise.all([...options.upstreams.values()].map((upstream) => upstream.close()));
    });
  };
}

async function pass(
  request: FastifyRequest,
  reply: FastifyReply,
  route: ForwardedRoute,
  upstream: Upstream,
  options: ProxyOptions,
): Promise<FastifyReply> {
  const gone = clientGone(reply);
  const begun = process.hrtime.bigint();
  try {
    const forwarded = await forward(
      upstream,
      {
        method: request.method,
        path: (request.raw.url ?? '').slice(options.prefix.length),
        headers: requestHeaders(request.headers, route.headers, {
          requestId: String(request.id),
          traceparent: currentTraceparent(),
        }),
        body: request.body ? await requestBody(request.body as Readable, request.headers['content-length']) : NO_BODY,
        keyed: isKeyed(request),
        timeoutMs: route.takesStream ? options.streamTimeoutMs : options.timeoutMs,
        signal: gone,
      },
      options.metrics,
    );
    options.metrics.answered(route.service, forwarded.status, Number(process.hrtime.bigint() - begun) / 1e9);
    const answer = await withOwnInstance(forwarded, request.method, options.prefix);
    void reply.status(answer.status).headers(answerHeaders(answer.headers, options.prefix)).send(answer.body);
  } catch (error) {
    if (gone.aborted) return reply.hijack();
    if (error instanceof UpstreamFailure) options.metrics.failed(error.service, error.kind);
    throw error;
  }
  return reply;
}

/** The connection to a service broke after its headers and before a byte of its body was passed on. */
function asUpstreamFailure(error: unknown, request: FastifyRequest): unknown {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !/^(UND_ERR_|HPE_|ECONNRESET$|EPIPE$)/.test(code)) return error;
  const { service = 'service' } = request.routeOptions.config as RouteKnowledge;
  const mayRepeat = isIdempotent({ method: request.method, keyed: isKeyed(request) });
  return new UpstreamFailure(service, failureOf(error), error, mayRepeat);
}

/** The configuration of a forwarded route, for hooks and handlers that get only the request. */
export interface RouteKnowledge extends BodyConfig {
  service?: string;
  keyed?: boolean;
  /** Answered without a token; the gateway's own operations have guards. */
  public?: boolean;
}

/** The request has an `Idempotency-Key`, and its operation documents that header. */
function isKeyed(request: FastifyRequest): boolean {
  const { keyed = false } = request.routeOptions.config as RouteKnowledge;
  return keyed && request.headers['idempotency-key'] !== undefined;
}
