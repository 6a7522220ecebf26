import {
  DomainError,
  type ApologyReportDossierPage,
  type ApologyReportDossiersQuery,
  type FeedbackReport,
  type FeedbackReportItemPage,
  type FeedbackReportItemsQuery,
  type IntakeDossierPage,
  type IntakeDossiersQuery,
  type LatenessDossierPage,
  type LatenessDossiersQuery,
  type LatenessReport,
  type PagedReportQuery,
  type PeriodReport,
  type PeriodReportDossierPage,
  type PeriodReportDossiersQuery,
  type ReportHead,
  type ReportQuery,
  type SatisfactionReport,
  type SlicedReportQuery,
  type SupplementReportDossierPage,
  type SupplementReportDossiersQuery,
} from '@motcua/contracts';
import { localDate } from '@motcua/working-time';
import { Clock, type Caller, type Language } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { Generations, holds, type PROJECTED_SINCE, type ProjectionState } from '../projections/generations.js';
import { Marks } from '../projections/marks.js';
import { ProjectionMonitor } from '../projections/projection-monitor.js';
import { lastDayOf, periodOf } from '../reports/period.js';
import { DossierListReader, type PageRequest } from './dossier-list.reader.js';
import { LatenessReader } from './lateness.reader.js';
import { FeedbackReportReader } from './feedback-report.reader.js';
import { PeriodReportReader } from './period-report.reader.js';
import { noSuchAgency, scopeOf, slicingsOf, type ReportScope } from './report-scope.js';
import { reportTime, type ReportTime } from './report-time.js';

/** Version of the definitions in docs/reports.md; a change of what any number counts is a new version. */
const DEFINITION_VERSION = 4;
const DEFAULT_PAGE = 50;

function pageOf({ cursor, limit = DEFAULT_PAGE }: PagedReportQuery): PageRequest {
  return { cursor, limit };
}

interface Reading {
  snapshot: EntityManager;
  schema: ProjectionSchema;
  time: ReportTime;
  scope: ReportScope;
  state: ProjectionState;
}

/** Every report: who may see what, of which period, from one snapshot, with how current it is. */
@Injectable()
export class Reports {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly generations: Generations,
    private readonly marks: Marks,
    private readonly monitor: ProjectionMonitor,
    private readonly periods: PeriodReportReader,
    private readonly dossiers: DossierListReader,
    private readonly latenesses: LatenessReader,
    private readonly feedback: FeedbackReportReader,
  ) {}

  period(caller: Caller, query: SlicedReportQuery, language: Language): Promise<PeriodReport> {
    return this.report(caller, query, language, ({ snapshot, schema, state, time, scope }) =>
      this.periods.read(snapshot, schema, holds(state, 'intake'), time, scope, slicingsOf(query)),
    );
  }

  periodDossiers(
    caller: Caller,
    query: PeriodReportDossiersQuery,
    language: Language,
  ): Promise<PeriodReportDossierPage> {
    return this.report(caller, query, language, async ({ snapshot, schema, time, scope }) => ({
      cell: query.cell,
      ...(await this.dossiers.read(snapshot, schema, time, scope, query.cell, pageOf(query))),
    }));
  }

  intakeDossiers(caller: Caller, query: IntakeDossiersQuery, language: Language): Promise<IntakeDossierPage> {
    return this.report(caller, query, language, async ({ snapshot, schema, state, time, scope }) => {
      requireProjected(state, 'intake');
      return {
        cell: query.cell,
        ...(await this.dossiers.readIntake(snapshot, schema, time, scope, query.cell, pageOf(query))),
      };
    });
  }

  supplementDossiers(
    caller: Caller,
    query: SupplementReportDossiersQuery,
    language: Language,
  ): Promise<SupplementReportDossierPage> {
    return this.report(caller, query, language, async ({ snapshot, schema, time, scope }) => ({
      cell: query.cell,
      ...(await this.dossiers.read(snapshot, schema, time, scope, `supplements.${query.cell}`, pageOf(query))),
    }));
  }

  apologyDossiers(
    caller: Caller,
    query: ApologyReportDossiersQuery,
    language: Language,
  ): Promise<ApologyReportDossierPage> {
    return this.report(caller, query, language, async ({ snapshot, schema, time, scope }) => ({
      cell: query.cell,
      ...(await this.dossiers.read(snapshot, schema, time, scope, `apologies.${query.cell}`, pageOf(query))),
    }));
  }

  lateness(caller: Caller, query: ReportQuery, language: Language): Promise<LatenessReport> {
    return this.report(caller, query, language, ({ snapshot, schema, time, scope }) =>
      this.latenesses.read(snapshot, schema, time, scope),
    );
  }

  latenessDossiers(caller: Caller, query: LatenessDossiersQuery, language: Language): Promise<LatenessDossierPage> {
    return this.report(caller, query, language, ({ snapshot, schema, time, scope }) =>
      this.dossiers.read(snapshot, schema, time, scope, 'ended.late', pageOf(query), query),
    );
  }

  feedbackReport(caller: Caller, query: SlicedReportQuery, language: Language): Promise<FeedbackReport> {
    return this.report(caller, query, language, async ({ snapshot, schema, state, time, scope }) => {
      requireProjected(state, 'feedback');
      return this.feedback.readFeedback(snapshot, schema, time, scope, slicingsOf(query));
    });
  }

  feedbackItems(caller: Caller, query: FeedbackReportItemsQuery, language: Language): Promise<FeedbackReportItemPage> {
    return this.report(caller, query, language, async ({ snapshot, schema, state, time, scope }) => {
      requireProjected(state, 'feedback');
      return {
        cell: query.cell,
        ...(await this.feedback.listFeedback(snapshot, schema, time, scope, query.cell, pageOf(query))),
      };
    });
  }

  satisfaction(caller: Caller, query: SlicedReportQuery, language: Language): Promise<SatisfactionReport> {
    return this.report(caller, query, language, ({ snapshot, schema, time, scope }) =>
      this.feedback.readSatisfaction(snapshot, schema, time, scope, slicingsOf(query)),
    );
  }

  /** Head and content from one snapshot, so that what a report says of its age is true of its numbers. */
  private async report<T extends object>(
    caller: Caller,
    query: ReportQuery,
    language: Language,
    read: (reading: Reading) => Promise<T>,
  ): Promise<ReportHead & T> {
    const scope = scopeOf(caller, query);
    const time = reportTime(periodOf(query), this.clock.now());
    return this.generations.reading(this.dataSource, async (snapshot, schema, state) => {
      if (query.agency !== undefined) await this.requireAgency(snapshot, schema, query.agency);
      const head = await this.head(snapshot, schema, state, { time, scope, language });
      return { ...head, ...(await read({ snapshot, schema, time, scope, state })) };
    });
  }

  /**
   * A report on a misspelt code would look like one on an idle agency. An agency whose name has not arrived yet is known by its
   * dossiers. By hand: each part stops at its first row.
   */
  private async requireAgency(snapshot: EntityManager, schema: ProjectionSchema, agency: string): Promise<void> {
    const found = await snapshot.query<unknown[]>(
      `SELECT 1 FROM ${schema}.agencies WHERE code = $1
       UNION ALL (SELECT 1 FROM ${schema}.dossiers WHERE agency_code = $1 AND accepted_at IS NOT NULL LIMIT 1)
       UNION ALL (SELECT 1 FROM ${schema}.dossiers WHERE agency_code = $1 AND submitted_at IS NOT NULL LIMIT 1)
       UNION ALL (SELECT 1 FROM ${schema}.feedback_stints WHERE agency_code = $1 LIMIT 1)
       LIMIT 1`,
      [agency],
    );
    if (found.length === 0) throw noSuchAgency(agency);
  }

  private async head(
    snapshot: EntityManager,
    schema: ProjectionSchema,
    state: ProjectionState,
    about: { time: ReportTime; scope: ReportScope; language: Language },
  ): Promise<ReportHead> {
    const { period, asOf, provisional } = about.time;
    const marks = await this.marks.all(snapshot, schema);
    const latest = marks.reduce<(typeof marks)[number] | undefined>(
      (a, b) => (a && a.lastRecordedAt > b.lastRecordedAt ? a : b),
      undefined,
    );
    return {
      definitionVersion: DEFINITION_VERSION,
      period: {
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        firstDay: localDate(period.from),
        lastDay: lastDayOf(period),
        preset: period.preset,
        name: period.name[about.language],
      },
      asOf: asOf.toISOString(),
      provisional,
      freshness: {
        asOfEvent: latest?.lastEventId,
        projectedUntil: latest?.lastRecordedAt.toISOString(),
        lag: this.monitor.lag,
        rebuilding: state.building !== undefined,
      },
      agency: about.scope.agency,
      field: about.scope.field,
    };
  }
}

const NOT_PROJECTED: Record<keyof typeof PROJECTED_SINCE, { code: string; vi: string; en: string }> = {
  intake: { code: 'report.intake-not-projected', vi: 'phần tiếp nhận hồ sơ', en: 'the intake of dossiers' },
  feedback: {
    code: 'report.feedback-not-projected',
    vi: 'phần phản ánh, kiến nghị theo từng cơ quan',
    en: 'what is open of feedback',
  },
};

/** @throws DomainError when the projection was filled before it held what the report needs */
function requireProjected(state: ProjectionState, what: keyof typeof PROJECTED_SINCE): void {
  if (holds(state, what)) return;
  const { code, vi, en } = NOT_PROJECTED[what];
  throw new DomainError({
    kind: 'conflict',
    code,
    message: {
      vi: `Dữ liệu báo cáo chưa có ${vi}. Đề nghị bộ phận vận hành dựng lại dữ liệu báo cáo (POST /projections/rebuild).`,
      en: `The projection does not hold ${en} yet. Ask operations for a rebuild (POST /projections/rebuild).`,
    },
  });
}
