import type {
  CorrectionCell,
  CorrectionDossier,
  EventEnvelope,
  FeedbackFigures,
  FeedbackReportCell,
  FeedbackReportItem,
  FeedbackReportRow,
  IntakeCell,
  IntakeDossier,
  PeriodFigures,
  PeriodReportDossier,
  PeriodReportRow,
} from '@motcua/contracts';
import { openDataSource, ServiceLogger, type Page } from '@motcua/platform';
import { testDatabase } from '@motcua/testing';
import type { DataSource } from 'typeorm';
import { reportingMigrations } from '../persistence/migrations/index.js';
import { PROJECTION_TABLES, reportingEntities } from '../persistence/entities.js';
import { schemaOf } from '../persistence/projection-tables.js';
import type { DossierEventData } from '../projections/dossier-change.js';
import { FeedbackProjection } from '../projections/feedback-projection.js';
import type { FeedbackEventData } from '../projections/feedback-stints.js';
import { DossierProjection } from '../projections/dossier-projection.js';
import { FeedbackReportReader } from '../reading/feedback-report.reader.js';
import { LatenessReader } from '../reading/lateness.reader.js';
import { DossierListReader, type Charged, type PageRequest } from '../reading/dossier-list.reader.js';
import { PeriodReportReader } from '../reading/period-report.reader.js';
import type { ReportScope, Slicing } from '../reading/report-scope.js';
import type { ReportTime } from '../reading/report-time.js';
import type { PeriodCell, ReportCell } from '../reports/cells.js';
import { periodOf } from '../reports/period.js';

/** A reporting database without a service around it: events in, figures out. */
export class ReportingDatabase {
  private readonly schema = schemaOf('blue');
  private readonly projection = new DossierProjection();
  private readonly periods = new PeriodReportReader();
  private readonly dossiers = new DossierListReader();
  private readonly feedbackProjection = new FeedbackProjection();
  private readonly feedback = new FeedbackReportReader();
  private readonly latenesses = new LatenessReader();

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

  async projectFeedback(events: EventEnvelope<FeedbackEventData>[]): Promise<void> {
    await this.dataSource.transaction((manager) => this.feedbackProjection.apply(manager, this.schema, events));
  }

  feedbackReport(
    from: string,
    to: string,
    options: ReportScope & { by?: Slicing[] } = {},
  ): Promise<{ total: FeedbackFigures; rows: FeedbackReportRow[] }> {
    const { by = [], ...scope } = options;
    return this.feedback.readFeedback(this.dataSource.manager, this.schema, ended(from, to), scope, by);
  }

  /** Every feedback item behind a number, page by page. */
  behindFeedback(
    cell: FeedbackReportCell,
    from: string,
    to: string,
    options: ListOptions = {},
  ): Promise<FeedbackReportItem[]> {
    return this.pages(cell, options, (scope, page) =>
      this.feedback.listFeedback(this.dataSource.manager, this.schema, ended(from, to), scope, cell, page),
    );
  }

  report(
    from: string,
    to: string,
    options: ReportScope & { by?: Slicing[] } = {},
  ): Promise<{ total: PeriodFigures; rows: PeriodReportRow[] }> {
    const { by = [], ...scope } = options;
    return this.periods.read(this.dataSource.manager, this.schema, { hasIntake: true }, ended(from, to), scope, by);
  }

  /** Every dossier behind a number, page by page. */
  behind(cell: PeriodCell, from: string, to: string, options: ListOptions = {}): Promise<PeriodReportDossier[]> {
    return this.pages(cell, options, (scope, page) =>
      this.dossiers.read(this.dataSource.manager, this.schema, ended(from, to), scope, cell, page),
    );
  }

  lateness(from: string, to: string, scope: ReportScope = {}): ReturnType<LatenessReader['read']> {
    return this.latenesses.read(this.dataSource.manager, this.schema, ended(from, to), scope);
  }

  /** Every dossier behind a row of a report on lateness, page by page. */
  madeLateBy(row: Charged, from: string, to: string, options: ListOptions = {}): Promise<PeriodReportDossier[]> {
    return this.pages('ended.late', options, (scope, page) =>
      this.dossiers.read(this.dataSource.manager, this.schema, ended(from, to), scope, 'ended.late', page, row),
    );
  }

  /** Every dossier behind a number of intake, page by page. */
  behindIntake(cell: IntakeCell, from: string, to: string, options: ListOptions = {}): Promise<IntakeDossier[]> {
    return this.pages(cell, options, (scope, page) =>
      this.dossiers.readIntake(this.dataSource.manager, this.schema, ended(from, to), scope, cell, page),
    );
  }

  /** The same of a number of corrections. */
  behindCorrection(
    cell: CorrectionCell,
    from: string,
    to: string,
    options: ListOptions = {},
  ): Promise<CorrectionDossier[]> {
    return this.pages(cell, options, (scope, page) =>
      this.dossiers.readCorrections(this.dataSource.manager, this.schema, ended(from, to), scope, cell, page),
    );
  }

  private async pages<Item>(
    cell: ReportCell | FeedbackReportCell,
    { pageSize = 100, ...scope }: ListOptions,
    read: (scope: ReportScope, page: PageRequest) => Promise<Page<Item>>,
  ): Promise<Item[]> {
    const found: Item[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor, total } = await read(scope, { cursor, limit: pageSize });
      found.push(...items);
      cursor = nextCursor;
      if (!cursor && total.value !== found.length) {
        throw new Error(`${cell} counts ${total.value} and lists ${found.length}`);
      }
    } while (cursor);
    return found;
  }
}

type ListOptions = ReportScope & { pageSize?: number };

function ended(from: string, to: string): ReportTime {
  const period = periodOf({ from, to });
  return { period, asOf: period.to, provisional: false, countedUntil: period.to };
}
