import type { EventEnvelope, PeriodFigures, PeriodReportDossier, PeriodReportRow } from '@motcua/contracts';
import { openDataSource, ServiceLogger } from '@motcua/platform';
import { testDatabase } from '@motcua/testing';
import type { DataSource } from 'typeorm';
import { reportingMigrations } from '../persistence/migrations/index.js';
import { PROJECTION_TABLES, reportingEntities } from '../persistence/entities.js';
import { schemaOf } from '../persistence/projection-tables.js';
import type { DossierEventData } from '../projections/dossier-change.js';
import { DossierProjection } from '../projections/dossier-projection.js';
import { DossierListReader } from '../reading/dossier-list.reader.js';
import { PeriodReportReader } from '../reading/period-report.reader.js';
import type { ReportScope, Slicing } from '../reading/report-scope.js';
import type { ReportTime } from '../reading/report-time.js';
import type { ReportCell } from '../reports/cells.js';
import { periodOf } from '../reports/period.js';

/** A reporting database without a service around it: events in, figures out. */
export class ReportingDatabase {
  private readonly schema = schemaOf('blue');
  private readonly projection = new DossierProjection();
  private readonly periods = new PeriodReportReader();
  private readonly dossiers = new DossierListReader();

  private constructor(
    readonly dataSource: DataSource,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<ReportingDatabase> {
    const database = await testDatabase();
    const dataSource = await openDataSource({
      service: 'reporting-service',
      url: database.url,
      poolSize: 3,
      waitMs: 10_000,
      logger: new ServiceLogger({ service: 'reporting-service', level: 'silent' }),
      migrations: reportingMigrations,
      entities: reportingEntities,
    });
    return new ReportingDatabase(dataSource, () => database.drop());
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
    await this.drop();
  }

  async clear(): Promise<void> {
    await this.dataSource.query(`TRUNCATE ${PROJECTION_TABLES[this.schema].join(', ')}`);
  }

  async project(events: EventEnvelope<DossierEventData>[]): Promise<void> {
    await this.dataSource.transaction((manager) => this.projection.apply(manager, this.schema, events));
  }

  report(
    from: string,
    to: string,
    options: ReportScope & { by?: Slicing[] } = {},
  ): Promise<{ total: PeriodFigures; rows: PeriodReportRow[] }> {
    const { by = [], ...scope } = options;
    return this.periods.read(this.dataSource.manager, this.schema, ended(from, to), scope, by);
  }

  /** Every dossier behind a number, page by page. */
  async behind(
    cell: ReportCell,
    from: string,
    to: string,
    options: ReportScope & { pageSize?: number } = {},
  ): Promise<PeriodReportDossier[]> {
    const { pageSize = 100, ...scope } = options;
    const found: PeriodReportDossier[] = [];
    let cursor: string | undefined;
    do {
      const time = ended(from, to);
      const page = { cursor, limit: pageSize };
      const read = await this.dossiers.read(this.dataSource.manager, this.schema, time, scope, cell, page);
      found.push(...read.items);
      cursor = read.nextCursor;
      if (!cursor && read.total.value !== found.length) {
        throw new Error(`${cell} counts ${read.total.value} and lists ${found.length}`);
      }
    } while (cursor);
    return found;
  }
}

function ended(from: string, to: string): ReportTime {
  const period = periodOf({ from, to });
  return { period, asOf: period.to, provisional: false, countedUntil: period.to };
}
