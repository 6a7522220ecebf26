import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/caller.js';
import { Readiness } from './health.js';
import { MetricsRegistry } from './metrics.js';

/** Endpoints for the machines that run the service. No tokens: only they can reach its address. */
@Public()
@ApiExcludeController()
@Controller()
export class OperationsController {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
  ) {}

  /**
   * Says that the process is alive; checks no dependency, so that an outage elsewhere does not restart this process.
   */
  @Get('livez')
  live(): { status: string } {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const report = await this.readiness.report();
    reply.status(report.ready ? 200 : 503);
    return { status: report.ready ? 'ok' : 'not-ready', checks: report.checks };
  }

  @Get('metrics')
  async scrape(@Res() reply: FastifyReply): Promise<void> {
    const { contentType, body } = await this.metrics.text();
    await reply.header('content-type', contentType).send(body);
  }
}
