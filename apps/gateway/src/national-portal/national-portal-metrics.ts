import type { MetricsRegistry } from '@motcua/platform';
import type { DataSource } from 'typeorm';
import { ERROR_CLASSES } from './domain/error-class.js';
import { DESTINATION } from './persistence/send-row.js';

/** What an alarm on the national portal needs to know; read from the ledger when it is asked for. */
export class NationalPortalMetrics {
  private readonly calls;

  constructor(registry: MetricsRegistry, dataSource: DataSource) {
    this.calls = registry.histogram({
      name: 'national_portal_call_seconds',
      help: 'Calls of the national portal, by service and answer',
      labelNames: ['service', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    });
    registry.gauge({
      name: 'national_portal_unsent',
      help: 'Dossiers of which the portal lacks what is wanted',
      async collect() {
        const [{ count }] = (await dataSource.query(
          'SELECT count(*)::integer AS count FROM national_sends WHERE destination = $1 AND unsent_since IS NOT NULL',
          [DESTINATION],
        )) as [{ count: number }];
        this.set(count);
      },
    });
    registry.gauge({
      name: 'national_portal_oldest_unsent_seconds',
      help: 'For how long the longest waiting of them has been waiting',
      async collect() {
        const [{ age }] = (await dataSource.query(
          `SELECT coalesce(extract(epoch FROM now() - min(unsent_since)), 0)::float8 AS age FROM national_sends
           WHERE destination = $1 AND unsent_since IS NOT NULL`,
          [DESTINATION],
        )) as [{ age: number }];
        this.set(age);
      },
    });
    registry.gauge({
      name: 'national_portal_differences_open',
      help: 'Dossiers about which both sides did not agree when they were last compared',
      async collect() {
        const [{ count }] = (await dataSource.query(
          'SELECT count(*)::integer AS count FROM national_differences WHERE destination = $1 AND closed_at IS NULL',
          [DESTINATION],
        )) as [{ count: number }];
        this.set(count);
      },
    });
    registry.gauge({
      name: 'national_portal_failing',
      help: 'Dossiers whose send fails, by what has to be done about it',
      labelNames: ['error_class'],
      async collect() {
        const rows = (await dataSource.query(
          `SELECT error_class, count(*)::integer AS count FROM national_sends
           WHERE destination = $1 AND error_class IS NOT NULL GROUP BY error_class`,
          [DESTINATION],
        )) as { error_class: string; count: number }[];
        for (const error_class of ERROR_CLASSES) {
          this.set({ error_class }, rows.find((row) => row.error_class === error_class)?.count ?? 0);
        }
      },
    });
  }

  observeCall(service: string, outcome: string, seconds: number): void {
    this.calls.observe({ service, outcome }, seconds);
  }
}
