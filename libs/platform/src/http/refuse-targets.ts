import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { ServiceLogger } from '../observability/service-logger.js';
import { sendProblem } from './problem.filter.js';
import { flawOf } from './request-target.js';

/** Answers the requests whose target `normalTarget` refused. */
export function refuseTargets(app: NestFastifyApplication, logger: ServiceLogger): void {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  // After the hooks of `onRequest`, so that rate limits count these requests, too.
  fastify.addHook('preParsing', async (request, reply) => {
    const flaw = flawOf(request.raw);
    if (!flaw) return;
    sendProblem(Object.assign(new Error('the target of the request is refused'), flaw), request, reply, logger);
    return reply;
  });
}
