import type {
  CorrectionCell,
  CorrectionDossier,
  IntakeCell,
  IntakeDossier,
  LatenessDossiersQuery,
  PeriodReportDossier,
  ReportSlice,
} from '@motcua/contracts';
import { decodeCursor, pageOf, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DossierRow } from '../persistence/entities.js';
import type { NameRow } from '../persistence/catalog-entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import {
  CORRECTION_PREDICATES,
  INTAKE_PREDICATES,
  isSupplementCell,
  PREDICATES,
  type PeriodCell,
} from '../reports/cells.js';
import { bind } from './bind.js';
import { atAgencyInReport, dossiersWithClock, flaggedDossiers, isFlagged, parametersOf } from './dossiers-in-report.js';
import { namesOf } from './names.js';
import type { ReportScope } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import { scopePredicates } from './sliced-counts.js';

export interface PageRequest {
  cursor?: string;
  limit: number;
}

/** What is told of a dossier whatever its state. */
const LISTED = [
  'dossier_id',
  'code',
  'field_code',
  'procedure_code',
  'channel',
] as const satisfies (keyof DossierRow)[];

interface ListedRow extends Pick<DossierRow, (typeof LISTED)[number] | 'agency_code'> {
  sort_at: string;
}

const LISTED_FROM_ACCEPTANCE = [
  ...LISTED,
  'legacy_system',
  'legacy_id',
  'refused_at',
  'accepted_at',
] as const satisfies (keyof DossierRow)[];

/** A dossier as it stood at the period's end. */
interface AcceptedRow
  extends
    ListedRow,
    Pick<
      DossierRow,
      | (typeof LISTED_FROM_ACCEPTANCE)[number]
      | 'ended_at'
      | 'ended_kind'
      | 'due_at'
      | 'punctuality'
      | 'apologised_at'
      | 'appointed_at'
    > {
  paused: boolean;
}

/** A dossier as it stood in intake at the period's end. */
interface IntakeRow extends ListedRow, Pick<DossierRow, 'intake_end'> {
  submitted_at: Date;
  intake_ended_at: Date | null;
}

/** A reopened dossier as its correction stood at the period's end. */
interface CorrectionRow
  extends
    ListedRow,
    Pick<
      DossierRow,
      'ended_at' | 'punctuality' | 'correct_by' | 'corrected_at' | 'correction_kept' | 'result_reversed'
    > {
  reopened_at: Date;
  reopening_found_by: NonNullable<DossierRow['reopening_found_by']>;
}

/** What is read of the dossiers behind a number. */
interface Listing {
  from: string;
  /** What is selected of `d`. */
  columns: string[];
  /** The predicate that counted them. */
  predicate: string;
  /** Values that it names, beside those of the period and the scope. */
  values?: Record<string, unknown>;
  /**
   * The order of a list is that of the instant by which its cell is a range, so that a page is read from an index and
   * never by walking through everything that was ever submitted.
   */
  sortAt: string;
}

/** A row of a report on lateness; what it does not name, it does not have. */
export type Charged = Pick<LatenessDossiersQuery, 'party' | 'chargedAgency' | 'unit'>;

function isMadeLate(schema: ProjectionSchema): string {
  return `d.dossier_id IN (SELECT s.dossier_id FROM ${schema}.dossier_time_shares s
    WHERE s.late_minutes IS NOT NULL AND s.party = :party
      AND s.agency_code IS NOT DISTINCT FROM :charged_agency::text AND s.unit IS NOT DISTINCT FROM :charged_unit::text)`;
}

interface Reading {
  manager: EntityManager;
  schema: ProjectionSchema;
  time: ReportTime;
  scope: ReportScope;
  page: PageRequest;
}

/** Lists the dossiers behind a number of a period report, by the very predicate that counted them. */
@Injectable()
export class DossierListReader {
  read(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    cell: PeriodCell,
    page: PageRequest,
    madeLateBy?: Charged,
  ): Promise<Page<PeriodReportDossier>> {
    const hasEnded = 'd.counted_ended_at < :to';
    const flagged = isSupplementCell(cell);
    const listing = {
      from: flagged ? flaggedDossiers(schema) : dossiersWithClock(schema),
      columns: [
        ...LISTED_FROM_ACCEPTANCE.map((column) => `d.${column}`),
        `CASE WHEN ${hasEnded} THEN d.ended_at END AS ended_at`,
        `CASE WHEN ${hasEnded} THEN d.ended_kind END AS ended_kind`,
        `CASE WHEN ${hasEnded} THEN d.punctuality END AS punctuality`,
        `CASE WHEN ${hasEnded} THEN d.ended_due_at ELSE at_end.due_at END AS due_at`,
        ...['apologised_at', 'appointed_at'].map(
          (column) => `CASE WHEN d.apologised_at < :to THEN d.${column} END AS ${column}`,
        ),
        `coalesce(NOT ${hasEnded} AND at_end.clock = 'PAUSED', false) AS paused`,
      ],
      predicate: [
        PREDICATES[cell],
        ...(flagged ? [PREDICATES.total, isFlagged(schema)] : []),
        ...(madeLateBy ? [isMadeLate(schema)] : []),
      ].join(' AND '),
      values: madeLateBy && {
        party: madeLateBy.party,
        charged_agency: madeLateBy.chargedAgency,
        charged_unit: madeLateBy.unit,
      },
      sortAt: sortOf(cell),
    };
    return this.list({ manager, schema, time, scope, page }, listing, (row: AcceptedRow, about) => ({
      ...about,
      legacySystem: row.legacy_system ?? undefined,
      legacyId: row.legacy_id ?? undefined,
      refusedAt: row.refused_at?.toISOString(),
      acceptedAt: row.accepted_at?.toISOString(),
      endedAt: row.ended_at?.toISOString(),
      endedKind: row.ended_kind ?? undefined,
      dueAt: row.due_at?.toISOString(),
      apologisedAt: row.apologised_at?.toISOString(),
      appointedAt: row.appointed_at?.toISOString(),
      punctuality: row.punctuality ?? undefined,
      paused: row.paused,
    }));
  }

  readIntake(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    cell: IntakeCell,
    page: PageRequest,
  ): Promise<Page<IntakeDossier>> {
    const hasLeft = 'd.intake_ended_at < :to';
    const listing = {
      from: dossiersWithClock(schema),
      columns: [
        ...LISTED.map((column) => `d.${column}`),
        'd.submitted_at',
        `CASE WHEN ${hasLeft} THEN d.intake_end END AS intake_end`,
        `CASE WHEN ${hasLeft} THEN d.intake_ended_at END AS intake_ended_at`,
      ],
      predicate: INTAKE_PREDICATES[cell],
      sortAt: cell === 'intake.submitted' ? 'd.submitted_at' : 'd.intake_ended_at',
    };
    return this.list({ manager, schema, time, scope, page }, listing, (row: IntakeRow, about) => ({
      ...about,
      submittedAt: row.submitted_at.toISOString(),
      intakeEnd: row.intake_end ?? undefined,
      intakeEndedAt: row.intake_ended_at?.toISOString(),
    }));
  }

  readCorrections(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    cell: CorrectionCell,
    page: PageRequest,
  ): Promise<Page<CorrectionDossier>> {
    const listing = {
      from: dossiersWithClock(schema),
      columns: [
        ...LISTED.map((column) => `d.${column}`),
        ...['ended_at', 'punctuality', 'reopened_at', 'reopening_found_by', 'correct_by'].map(
          (column) => `d.${column}`,
        ),
        ...['corrected_at', 'correction_kept', 'result_reversed'].map(
          (column) => `CASE WHEN d.corrected_at < :to THEN d.${column} END AS ${column}`,
        ),
      ],
      predicate: CORRECTION_PREDICATES[cell],
      sortAt: 'd.reopened_at',
    };
    return this.list(
      { manager, schema, time, scope, page },
      listing,
      (row: CorrectionRow, { channel: _channel, ...about }) => ({
        ...about,
        endedAt: row.ended_at?.toISOString(),
        punctuality: row.punctuality ?? undefined,
        reopenedAt: row.reopened_at.toISOString(),
        foundBy: row.reopening_found_by,
        correctBy: row.correct_by?.toISOString(),
        correctedAt: row.corrected_at?.toISOString(),
        kept: row.correction_kept ?? undefined,
        reversed: row.result_reversed ?? undefined,
      }),
    );
  }

  private async list<Row extends ListedRow, Item>(
    { manager, schema, time, scope, page }: Reading,
    listing: Listing,
    present: (row: Row, about: AboutDossier) => Item,
  ): Promise<Page<Item>> {
    const agency = await atAgencyInReport(manager, schema, time, scope);
    const where = [listing.predicate, ...scopePredicates('d', scope, agency)].join(' AND ');
    const parameters = { ...parametersOf(time), ...scope, ...listing.values };
    const rows = await this.rows<Row>(manager, listing, where, parameters, page);
    const [sql, values] = bind(`SELECT count(*)::int AS count FROM ${listing.from} WHERE ${where}`, parameters);
    const counted = await manager.query<{ count: number }[]>(sql, values);
    const about = await this.aboutDossiers(manager, schema, time, rows);
    return pageOf(
      rows,
      page.limit,
      { value: counted[0]!.count, capped: false },
      (row) => present(row, about(row)),
      (row) => ({ at: row.sort_at, id: row.dossier_id }),
    );
  }

  private async rows<Row extends ListedRow>(
    manager: EntityManager,
    { from, columns, sortAt }: Listing,
    where: string,
    parameters: Record<string, unknown>,
    page: PageRequest,
  ): Promise<Row[]> {
    // Instants travel as texts: a Date holds milliseconds, and a row between two of them would be skipped.
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, { at: 'string', id: 'uuid' });
    const [sql, values] = bind(
      `SELECT ${sortAt}::text AS sort_at, at_end.agency_code, ${columns.join(', ')}
       FROM ${from}
       WHERE ${where} ${after ? `AND (${sortAt}, d.dossier_id) > (:after_at::timestamptz, :after_id::uuid)` : ''}
       ORDER BY ${sortAt}, d.dossier_id
       LIMIT :limit`,
      { ...parameters, after_at: after?.at, after_id: after?.id, limit: page.limit + 1 },
    );
    return manager.query<Row[]>(sql, values);
  }

  private async aboutDossiers(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    rows: ListedRow[],
  ): Promise<(row: ListedRow) => AboutDossier> {
    const named = (kind: NameRow['kind'], column: 'agency_code' | 'field_code' | 'procedure_code') =>
      namesOf(
        manager,
        schema,
        time,
        kind,
        rows.map((row) => row[column]),
      );
    const agencies = await named('AGENCY', 'agency_code');
    const fields = await named('FIELD', 'field_code');
    const procedures = await named('PROCEDURE', 'procedure_code');
    return (row) => ({
      dossierId: row.dossier_id,
      code: row.code ?? undefined,
      agency: agencies.slice(row.agency_code),
      field: fields.slice(row.field_code),
      procedure: procedures.slice(row.procedure_code),
      channel: row.channel,
    });
  }
}

interface AboutDossier extends Pick<IntakeDossier, 'dossierId' | 'code' | 'channel'> {
  agency: ReportSlice;
  field: ReportSlice;
  procedure: ReportSlice;
}

function sortOf(cell: PeriodCell): string {
  if (cell === 'refusedAtIntake') return 'd.refused_at';
  return /^(imported\.)?received/.test(cell) ? 'd.accepted_at' : 'd.counted_ended_at';
}
