import {
  type ApologyReportDossierPage,
  type ApologyReportDossiersQuery,
  type FeedbackReport,
  type FeedbackReportCell,
  type FeedbackReportItemPage,
  type FeedbackReportItemsQuery,
  type CorrectionDossierPage,
  type CorrectionDossiersQuery,
  type IntakeDossierPage,
  type IntakeDossiersQuery,
  type LatenessDossierPage,
  type LatenessDossiersQuery,
  type LatenessReport,
  type PagedReportQuery,
  type PeriodQuery,
  type PeriodReport,
  type PeriodReportDossierPage,
  type PeriodReportDossiersQuery,
  type PeriodReportQuery,
  type ReportHead,
  type ReportQuery,
  type SatisfactionReport,
  type SlicedReportQuery,
  type SupplementReportDossierPage,
  type SupplementReportDossiersQuery,
} from '@motcua/contracts';
import { localDate } from '@motcua/working-time';
import { caller, Clock, type Caller, type Language } from '@motcua/platform';
import { ConsumerControl } from '@motcua/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { Generations, holds, type ProjectionState } from '../projections/generations.js';
import { Marks } from '../projections/marks.js';
import { Watermarks } from '../projections/watermarks.js';
import { ProjectionMonitor } from '../projections/projection-monitor.js';
import { CURRENT_DEFINITION, definitionOf } from '../reports/definitions.js';
import { noCounts, type CellCounts } from '../reports/figures.js';
import { lastDayOf, periodOf } from '../reports/period.js';
import { levelsOf } from './agency-levels.js';
import { DossierListReader, type PageRequest } from './dossier-list.reader.js';
import { LatenessReader } from './lateness.reader.js';
import { FeedbackReportReader, NO_FEEDBACK } from './feedback-report.reader.js';
import { PeriodReportReader } from './period-report.reader.js';
import { requireKnown } from './known-codes.js';
import { namesOf } from './names.js';
import { requireProjected } from './projected.js';
import { scopeOf, slicingsOf, type ReportScope } from './report-scope.js';
import { reportTime, type ReportTime } from './report-time.js';

const DEFAULT_PAGE = 50;
const LISTED_SET_ASIDE = 100;

function pageOf({ cursor, limit = DEFAULT_PAGE }: PagedReportQuery): PageRequest {
  return { cursor, limit };
}

/** What narrows a report, by the field of the request. */
const FILTERS = [
  ['agency', 'agency'],
  ['agency', 'chargedAgency'],
  ['field', 'field'],
] as const;

/** What was counted of an agency, by cell. */
export interface AgencyCounts {
  code: string;
  name?: string;
  level?: string;
  dossiers: CellCounts;
  feedback: Record<FeedbackReportCell, number>;
}

/** Who compares agencies reads all of them. */
const COMPARING = caller({ subject: 'motcua', roles: ['reform-office'] });

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
    private readonly control: ConsumerControl,
    private readonly watermarks: Watermarks,
    private readonly periods: PeriodReportReader,
    private readonly dossiers: DossierListReader,
    private readonly latenesses: LatenessReader,
    private readonly feedback: FeedbackReportReader,
  ) {}

  period(caller: Caller, query: PeriodReportQuery, language: Language): Promise<PeriodReport> {
    const definition = definitionOf(query.definitionVersion ?? CURRENT_DEFINITION.version);
    return this.report(caller, query, language, async ({ snapshot, schema, state, time, scope }) => ({
      definitionVersion: definition.version,
      ...(await this.periods.read(
        snapshot,
        schema,
        { hasIntake: holds(state, 'intake'), definition },
        time,
        scope,
        slicingsOf(query),
      )),
    }));
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

  correctionDossiers(
    caller: Caller,
    query: CorrectionDossiersQuery,
    language: Language,
  ): Promise<CorrectionDossierPage> {
    return this.report(caller, query, language, async ({ snapshot, schema, time, scope }) => ({
      cell: query.cell,
      ...(await this.dossiers.readCorrections(snapshot, schema, time, scope, query.cell, pageOf(query))),
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

  /** What was counted of every agency that existed in the period: what the reform index compares. */
  agencies(query: PeriodQuery, language: Language): Promise<ReportHead & { agencies: AgencyCounts[] }> {
    return this.report(COMPARING, query, language, async ({ snapshot, schema, state, time, scope }) => {
      requireProjected(state, 'feedback');
      requireProjected(state, 'names');
      const about = { hasIntake: holds(state, 'intake'), definition: CURRENT_DEFINITION };
      const dossiers = await this.periods.count(snapshot, schema, about, time, scope, ['agency']);
      const feedback = await this.feedback.countFeedback(snapshot, schema, time, scope, ['agency']);
      const ofDossiers = new Map(dossiers.rows.map(({ slice, counts }) => [slice.agency!, counts]));
      const ofFeedback = new Map(feedback.rows.map(({ slice, counts }) => [slice.agency!, counts]));
      const codes = [...new Set([...ofDossiers.keys(), ...ofFeedback.keys()])].sort();
      const names = await namesOf(snapshot, schema, time, 'AGENCY', codes);
      const levels = await levelsOf(snapshot, schema, codes);
      return {
        agencies: codes.map((code) => ({
          ...names.slice(code),
          level: levels.get(code),
          dossiers: ofDossiers.get(code) ?? noCounts(),
          feedback: ofFeedback.get(code) ?? NO_FEEDBACK,
        })),
      };
    });
  }

  /** Head and content from one snapshot, so that what a report says of its age is true of its numbers. */
  private async report<T extends object>(
    caller: Caller,
    query: ReportQuery & Pick<Partial<LatenessDossiersQuery>, 'chargedAgency'>,
    language: Language,
    read: (reading: Reading) => Promise<T>,
  ): Promise<ReportHead & T> {
    const scope = scopeOf(caller, query);
    const time = reportTime(periodOf(query), this.clock.now());
    return this.generations.reading(this.dataSource, async (snapshot, schema, state) => {
      for (const [what, path] of FILTERS) {
        const code = query[path];
        if (code !== undefined) await requireKnown(snapshot, schema, what, code, path);
      }
      const head = await this.head(snapshot, schema, state, { time, scope, language });
      return { ...head, ...(await read({ snapshot, schema, time, scope, state })) };
    });
  }

  private async head(
    snapshot: EntityManager,
    schema: ProjectionSchema,
    state: ProjectionState,
    about: { time: ReportTime; scope: ReportScope; language: Language },
  ): Promise<ReportHead> {
    const { period, asOf, provisional } = about.time;
    const { agency, field } = about.scope;
    const marks = await this.marks.all(snapshot, schema);
    const standing = await this.control.standing(snapshot, LISTED_SET_ASIDE);
    const heard = await this.watermarks.heard(snapshot, schema, standing);
    const latest = marks.reduce<(typeof marks)[number] | undefined>(
      (a, b) => (a && a.lastRecordedAt > b.lastRecordedAt ? a : b),
      undefined,
    );
    return {
      definitionVersion: CURRENT_DEFINITION.version,
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
        producers: heard.map(({ until, ...who }) => ({ ...who, until: until?.toISOString() })),
        setAside: standing.setAsideCount,
        setAsideEvents: standing.setAside,
      },
      agency,
      agencyName: agency && (await namesOf(snapshot, schema, about.time, 'AGENCY', [agency])).slice(agency).name,
      field,
      fieldName: field && (await namesOf(snapshot, schema, about.time, 'FIELD', [field])).slice(field).name,
    };
  }
}
