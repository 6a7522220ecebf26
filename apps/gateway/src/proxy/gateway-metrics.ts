import type { MetricsRegistry } from '@motcua/platform';
import type { Bucket } from '../limits/admission.js';
import type { Writer } from '../limits/write-budget.js';
import type { UpstreamFailureKind } from './retry.js';

/** Metrics of the gateway's own work; the platform counts requests by route. */
export class GatewayMetrics {
  private readonly answers;
  private readonly retries;
  private readonly failures;
  private readonly refusals;

  constructor(registry: MetricsRegistry) {
    this.answers = registry.histogram({
      name: 'gateway_upstream_duration_seconds',
      help: 'Time until a service began its answer, retries included',
      labelNames: ['upstream', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    });
    this.retries = registry.counter({
      name: 'gateway_upstream_retries_total',
      help: 'Requests sent to another address of a service, by what the first one did',
      labelNames: ['upstream', 'failure'],
    });
    this.failures = registry.counter({
      name: 'gateway_upstream_failures_total',
      help: 'Requests that no address of a service answered, by what the last one did',
      labelNames: ['upstream', 'failure'],
    });
    this.refusals = registry.counter({
      name: 'gateway_rate_limited_total',
      help: 'Requests refused because their client sent too many',
      labelNames: ['client'],
    });
  }

  answered(upstream: string, status: number, seconds: number): void {
    this.answers.observe({ upstream, status: String(status) }, seconds);
  }

  retried(upstream: string, failure: UpstreamFailureKind): void {
    this.retries.inc({ upstream, failure });
  }

  failed(upstream: string, failure: UpstreamFailureKind): void {
    this.failures.inc({ upstream, failure });
  }

  rateLimited(client: Bucket | Writer): void {
    this.refusals.inc({ client });
  }
}
