import {
  canonicalJson,
  type FreezeReportRequest,
  type FrozenFigures,
  type FrozenReportDocument,
  type FrozenReportSummary,
  type FrozenRow,
} from '@motcua/contracts';
import { ConsumerControl } from '@motcua/messaging';
import {
  Clock,
  contentHash,
  idempotent,
  idempotentRequest,
  longWork,
  type Caller,
  type Command,
} from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { CalendarEntity } from '../persistence/catalog-entities.js';
import { FrozenReportEntity } from '../persistence/frozen-entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { Generations } from '../projections/generations.js';
import { Watermarks } from '../projections/watermarks.js';
import { levelsOf } from '../reading/agency-levels.js';
import { namesOf, type Names } from '../reading/names.js';
import { PeriodReportReader } from '../reading/period-report.reader.js';
import { requireProjected } from '../reading/projected.js';
import type { Slicing } from '../reading/report-scope.js';
import { reportTime, type ReportTime } from '../reading/report-time.js';
import { CURRENT_DEFINITION, definitionOf, SHARES, type ReportDefinition } from '../reports/definitions.js';
import { checkIdentities, noCounts, ReportIdentityError, type CellCounts } from '../reports/figures.js';
import { lastDayOf, periodOf, type Period } from '../reports/period.js';
import { shareOf, standingOf, type CellDeltas } from '../reports/standing.js';
import { adjustmentLines, standingDeltas } from './adjustments.js';
import { changedDossiers, countsKept, keepChanged, keepCounted, type ChangedDossier } from './counted-dossiers.js';
import { FrozenReportStore, seriesOf, type KeptReport } from './frozen-report-store.js';
import {
  factsMissing,
  frozenAlready,
  notSetAside,
  outOfOrder,
  periodNotOver,
  rebuildGoesOn,
  signerUnnamed,
  supersedesOther,
} from './refusals.js';

const FORMAT = 'motcua-frozen-report/1';
/** As many as `withoutEvents` may name. */
const MOST_SET_ASIDE = 1_000;
const CALENDARS = tableInEachSchema(CalendarEntity);

type Lines = ReturnType<typeof adjustmentLines>;

interface Freezing {
  snapshot: EntityManager;
  schema: ProjectionSchema;
  time: ReportTime;
  definition: ReportDefinition;
}

/** The place of a report in its series. */
interface Place {
  number: number;
  previous?: KeptReport;
  supersedes?: KeptReport;
  /** The reports that stand, without the one that is superseded. */
  standing: KeptReport[];
}

/**
 * Signs a period report: from then on it stands as it is. Its numbers, what they were made of and how far every producer had been heard come
 * from one snapshot. Freezing waits for another freezing, so that each sees the one before it in the series.
 */
@Injectable()
export class FreezeReport {
  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly generations: Generations,
    private readonly control: ConsumerControl,
    private readonly watermarks: Watermarks,
    private readonly periods: PeriodReportReader,
    private readonly store: FrozenReportStore,
  ) {}

  /**
   * @throws DomainError `conflict` when the period is not over, facts of it may be missing, it is frozen already, or another one comes first;
   *   `forbidden` when the account does not say who signs
   */
  async execute(command: Command<FreezeReportRequest>): Promise<FrozenReportSummary> {
    const { caller, input } = command;
    const period = periodOf(input);
    return this.generations.reading(
      this.dataSource,
      (snapshot, schema, state) =>
        idempotent(snapshot, idempotentRequest('report.freeze', command), async () => {
          await longWork(snapshot, 'freeze');
          if (caller.name === undefined) throw signerUnnamed();
          const now = this.clock.now();
          const time = reportTime(period, now);
          if (time.provisional) throw periodNotOver(period);
          if (state.building !== undefined) throw rebuildGoesOn();
          requireProjected(state, 'intake');
          requireProjected(state, 'names');
          const place = placeIn(await this.store.series(snapshot, input.preset), period, input);
          const freezing = { snapshot, schema, time, definition: CURRENT_DEFINITION };
          const document = await this.documentOf(freezing, place, { caller, input, now });
          return this.keep(freezing, place, { caller, now, ...document });
        }),
      { first: FrozenReportEntity },
    );
  }

  private async documentOf(
    freezing: Freezing,
    place: Place,
    { caller, input, now }: { caller: Caller; input: FreezeReportRequest; now: Date },
  ): Promise<{ document: FrozenReportDocument; adjusted: Map<KeptReport, ChangedDossier[]> }> {
    const { snapshot, schema, time, definition } = freezing;
    const { period } = time;
    const facts = await this.factsOf(freezing, input.withoutEvents ?? []);
    const adjusted = new Map<KeptReport, ChangedDossier[]>();
    const lines: Lines = [];
    const ids = place.standing.map(({ id }) => id);
    for (const earlier of place.standing) {
      const by = definitionOf(earlier.definitionVersion);
      const changed = await changedDossiers(snapshot, schema, by, earlier.period, ids);
      if (changed.length > 0) adjusted.set(earlier, changed);
      lines.push(...adjustmentLines(earlier.period, changed, definition));
    }
    const byAgency = await this.figuresBy('agency', freezing, lines);
    const byField = await this.figuresBy('field', freezing, lines);
    const names = {
      agency: await namesOf(snapshot, schema, time, 'AGENCY', [...byAgency.rows.keys()]),
      field: await namesOf(snapshot, schema, time, 'FIELD', [...byField.rows.keys()]),
    };
    const levels = await levelsOf(snapshot, schema, [...byAgency.rows.keys()]);
    const document: FrozenReportDocument = {
      format: FORMAT,
      series: seriesOf(input.preset),
      number: place.number,
      definition: definitionIn(definition),
      period: {
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        firstDay: localDate(period.from),
        lastDay: lastDayOf(period),
        preset: input.preset,
        name: period.name.vi,
      },
      frozenAt: now.toISOString(),
      signedBy: { name: caller.name!, title: caller.title, role: 'procedure-control', on: localDate(now) },
      ...facts,
      total: byAgency.total,
      byAgency: rowsOf(byAgency.rows, names.agency).map((row) => ({ ...row, level: levels.get(row.code) })),
      byField: rowsOf(byField.rows, names.field),
      adjustments: lines.map((line) => ({
        ...line,
        agency: names.agency.slice(line.agency),
        field: names.field.slice(line.field),
      })),
      supersedes: place.supersedes && { hash: place.supersedes.hash, reason: input.reason! },
      previous: place.previous?.hash,
    };
    return { document, adjusted };
  }

  /**
   * How far every producer has been heard, and what is set aside.
   * @throws DomainError `conflict` unless all of the period has been heard and every event that is set aside is named
   */
  private async factsOf(
    { snapshot, schema, time }: Freezing,
    named: string[],
  ): Promise<Pick<FrozenReportDocument, 'producers' | 'withoutEvents' | 'calendars'>> {
    const standing = await this.control.standing(snapshot, MOST_SET_ASIDE);
    const heard = await this.watermarks.heard(snapshot, schema, standing);
    const late = heard.filter(({ until }) => until === undefined || until < time.period.to);
    const unnamed = standing.setAside.filter(({ id }) => !named.includes(id));
    // Where there are more than can be named, it cannot be signed without them.
    const more = standing.setAsideCount > standing.setAside.length;
    if (late.length > 0 || unnamed.length > 0 || more) throw factsMissing(late, unnamed, standing.setAside);
    const unknown = named.filter((id) => !standing.setAside.some((event) => event.id === id));
    if (unknown.length > 0) throw notSetAside(unknown);
    const calendars = await snapshot.query<{ id: string; version: number }[]>(
      `SELECT id, max(version) AS version FROM ${CALENDARS[schema].name} GROUP BY id ORDER BY id`,
    );
    return {
      producers: heard.map(({ until, ...who }) => ({ ...who, until: until!.toISOString() })),
      withoutEvents: standing.setAside,
      calendars,
    };
  }

  private async figuresBy(
    slicing: Slicing,
    { snapshot, schema, time, definition }: Freezing,
    lines: Lines,
  ): Promise<{ total: FrozenFigures; rows: Map<string, FrozenFigures> }> {
    const counted = await this.periods.count(snapshot, schema, { hasIntake: true, definition }, time, {}, [slicing]);
    const own = new Map(counted.rows.map(({ slice, counts }) => [slice[slicing]!, counts]));
    const codes = [...new Set([...own.keys(), ...lines.map((line) => line[slicing])])].sort();
    const figures = (counts: CellCounts, deltas: CellDeltas, row: string) =>
      figuresIn(counts, standingOf(counts, deltas, definition), definition, row);
    return {
      total: figures(counted.total, standingDeltas(lines), 'the total'),
      rows: new Map(
        codes.map((code) => {
          const deltas = standingDeltas(lines, { [slicing]: code });
          return [code, figures(own.get(code) ?? noCounts(), deltas, code)];
        }),
      ),
    };
  }

  private async keep(
    { snapshot, schema, time, definition }: Freezing,
    place: Place,
    frozen: {
      document: FrozenReportDocument;
      adjusted: Map<KeptReport, ChangedDossier[]>;
      caller: Caller;
      now: Date;
    },
  ): Promise<FrozenReportSummary> {
    const { document } = frozen;
    const row = {
      id: uuid(),
      series: document.series,
      number: document.number,
      period_from: time.period.from,
      period_to: time.period.to,
      supersedes: place.supersedes?.number ?? null,
      frozen_at: frozen.now,
      frozen_by: frozen.caller.subject,
      hash: contentHash(document),
      document: canonicalJson(document),
    };
    const kept = await this.store.add(snapshot, row);
    await keepCounted(snapshot, schema, definition, time.period, row.id);
    checkKept(await countsKept(snapshot, row.id), document.total.own);
    for (const [earlier, changed] of frozen.adjusted) {
      await keepChanged(snapshot, earlier.period, row.id, changed);
    }
    return kept;
  }
}

/** @throws DomainError `conflict` when another period comes first, or the period is frozen and is not to be superseded */
function placeIn(series: KeptReport[], period: Period, { supersedes, reason }: FreezeReportRequest): Place {
  const previous = series.at(-1);
  const number = (previous?.number ?? 0) + 1;
  const superseded = new Set(series.map((report) => report.supersedes));
  const standing = series.filter((report) => !superseded.has(report.number));
  const latest = standing.at(-1);
  const same = standing.find((report) => report.period.from.getTime() === period.from.getTime());
  if (supersedes !== undefined) {
    if (latest === undefined || latest !== same || latest.hash !== supersedes || reason === undefined) {
      throw supersedesOther();
    }
    return { number, previous, supersedes: latest, standing: standing.filter((report) => report !== latest) };
  }
  if (same) throw frozenAlready(same);
  if (latest && latest.period.to.getTime() !== period.from.getTime()) throw outOfOrder(latest);
  return { number, previous, standing };
}

function definitionIn({ version, identities, shares, flows, openings }: ReportDefinition) {
  return { version, identities, shares: SHARES.map((name) => ({ name, ...shares[name] })), flows, openings };
}

/** @throws ReportIdentityError when what is reported does not add up */
function figuresIn(own: CellCounts, standing: CellCounts, definition: ReportDefinition, row: string): FrozenFigures {
  checkIdentities(own, row, definition);
  checkIdentities(standing, `${row}, with adjustments`, definition);
  return {
    own,
    standing,
    shares: SHARES.map((name) => ({ name, ...shareOf(standing, definition.shares[name]) })),
  };
}

function rowsOf(rows: Map<string, FrozenFigures>, names: Names): FrozenRow[] {
  return [...rows].map(([code, figures]) => ({ ...names.slice(code), ...figures }));
}

/** The dossiers that are kept beside the report are those that it counts. */
function checkKept(kept: Record<string, number>, counts: Record<string, number>): void {
  for (const [cell, count] of Object.entries(counts)) {
    const of = kept[cell] ?? 0;
    if (of !== count) throw new ReportIdentityError('dossiers kept = counted', cell, of, count);
  }
}
