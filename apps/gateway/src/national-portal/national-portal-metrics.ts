import { MetricsRegistry } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ERROR_CLASSES } from './domain/error-class.js';
import { DESTINATION } from './persistence/entities.js';

/** Metrics for alarms on the national portal; read from its tables at each scrape. */
@Injectable()
export class NationalPortalMetrics {
  private readonly calls;
  private readonly withoutCode;

  constructor(
    private readonly registry: MetricsRegistry,
    private readonly dataSource: DataSource,
  ) {
    this.calls = registry.histogram({
      name: 'national_portal_call_seconds',
      help: 'Calls of the national portal, by service and answer',
      labelNames: ['service', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60],
    });
    this.withoutCode = registry.gauge({
      name: 'national_portal_submissions_without_code',
      help: 'Items among the submissions last fetched that have no usable code and cannot be answered',
    });
    this.figure(
      'national_portal_unsent',
      'Dossiers of which the portal lacks what is wanted',
      'count(*)::integer FROM national_sends WHERE destination = $1 AND unsent_since IS NOT NULL',
    );
    this.figure(
      'national_portal_oldest_unsent_seconds',
      'For how long the longest waiting of them has been waiting',
      `${ageOf('unsent_since')} FROM national_sends WHERE destination = $1 AND unsent_since IS NOT NULL`,
    );
    this.figure(
      'national_portal_oldest_unanswered_submission_seconds',
      'For how long the longest waiting citizen has had no answer of the province',
      `${ageOf('fetched_at')} FROM national_submissions WHERE destination = $1 AND answer IS NULL`,
    );
    this.figure(
      'national_portal_differences_open',
      'Dossiers about which both sides did not agree when they were last compared',
      'count(*)::integer FROM national_differences WHERE destination = $1 AND closed_at IS NULL',
    );
    this.failing(
      'national_portal_failing',
      'Dossiers whose send fails, by what has to be done about it',
      'national_sends',
    );
    this.failing(
      'national_portal_submissions_failing',
      'Submissions of citizens that are not a dossier yet or not answered, by what has to be done about it',
      'national_submissions',
    );
  }

  submissionsWithoutCode(count: number): void {
    this.withoutCode.set(count);
  }

  observeCall(service: string, outcome: string, seconds: number): void {
    this.calls.observe({ service, outcome }, seconds);
  }

  /** One figure from a SELECT; `$1` is the destination. */
  private figure(name: string, help: string, select: string): void {
    const { dataSource } = this;
    this.registry.gauge({
      name,
      help,
      async collect() {
        const [{ figure }] = await dataSource.query<[{ figure: number }]>(`SELECT (SELECT ${select}) AS figure`, [
          DESTINATION,
        ]);
        this.set(figure);
      },
    });
  }

  /** Failing rows by class; 0 for a class without any. */
  private failing(name: string, help: string, table: 'national_sends' | 'national_submissions'): void {
    const { dataSource } = this;
    this.registry.gauge({
      name,
      help,
      labelNames: ['error_class'],
      async collect() {
        const rows = await dataSource.query<{ error_class: string; count: number }[]>(
          `SELECT error_class, count(*)::integer AS count FROM ${table}
           WHERE destination = $1 AND error_class IS NOT NULL GROUP BY error_class`,
          [DESTINATION],
        );
        for (const error_class of ERROR_CLASSES) {
          this.set({ error_class }, rows.find((row) => row.error_class === error_class)?.count ?? 0);
        }
      },
    });
  }
}

const ageOf = (column: string): string => `coalesce(extract(epoch FROM clock_timestamp() - min(${column})), 0)::float8`;
