import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { ServiceLogger } from '../observability/service-logger.js';
import { sendProblem } from './problem.filter.js';

/**
 * Answers 405 with `Allow` to a method that an address does not have (RFC 9110 §15.5.6); a router knows only routes,
 * and would answer 404. Call it before any route is added.
 */
export function refuseOtherMethods(app: NestFastifyApplication, logger: ServiceLogger): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const addresses = new Map<string, { pattern: RegExp; parameters: number; methods: Set<string> }>();
  fastify.addHook('onRoute', ({ url, method }: RouteOptions) => {
    // A wildcard route answers every method.
    if (url.includes('*')) return;
    const parameters = url.split('/').filter((segment) => PARAMETER.test(segment)).length;
    const address = addresses.get(url) ?? { pattern: patternOf(url), parameters, methods: new Set() };
    addresses.set(url, address);
    for (const one of [method].flat()) address.methods.add(one.toUpperCase());
  });
  // After the hooks of `onRequest`, so that rate limits count these requests, too.
  fastify.addHook('preParsing', async (request, reply) => {
    if (!request.is404) return;
    const path = request.url.split('?', 1)[0]!;
    // `/sends/resend` is a separate address, not one of `/sends/:id`.
    const [address] = [...addresses.values()]
      .filter(({ pattern }) => pattern.test(path))
      .sort((a, b) => a.parameters - b.parameters);
    if (!address || address.methods.has(request.method)) return;
    void reply.header('allow', [...address.methods].join(', '));
    sendProblem(Object.assign(new Error('method not allowed'), { statusCode: 405 }), request, reply, logger);
    return reply;
  });
}

const PARAMETER = /^:[^:]/;

/** `/dossiers/:id` as find-my-way reads it; `::` is a colon. */
function patternOf(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (PARAMETER.test(segment)) return '[^/]+';
    return segment.replaceAll('::', ':').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${segments.join('/')}$`);
}
