import type { EntityManager } from 'typeorm';
import { FrozenDossierEntity, FrozenReportEntity } from '../persistence/frozen-entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { Table } from '@motcua/platform';
import { bind } from '../reading/bind.js';
import { flaggedDossiers } from '../reading/dossiers-in-report.js';
import {
  CORRECTION_PREDICATES,
  INTAKE_PREDICATES,
  isSupplementCell,
  PREDICATES,
  type PeriodCell,
  type ReportCell,
} from '../reports/cells.js';
import type { ReportDefinition } from '../reports/definitions.js';
import type { CellChange } from '../reports/standing.js';

export interface PeriodEnds {
  from: Date;
  to: Date;
}

/** A dossier that counts otherwise in an earlier period than its frozen reports say. */
export interface ChangedDossier extends CellChange {
  dossierId: string;
  /** Where it was counted, unless it was not. */
  wasAt?: { agency: string; field: string };
  /** Where it counts now, unless it does not. */
  nowAt?: { agency: string; field: string };
  /** When the latest fact about it was recorded; undefined where that is not known. */
  learntAt?: Date;
}

const REPORTS = Table.of(FrozenReportEntity).name;
const DOSSIERS = Table.of(FrozenDossierEntity);

function predicateOf(cell: ReportCell): string {
  if (cell in INTAKE_PREDICATES) return INTAKE_PREDICATES[cell as keyof typeof INTAKE_PREDICATES];
  if (cell in CORRECTION_PREDICATES) return CORRECTION_PREDICATES[cell as keyof typeof CORRECTION_PREDICATES];
  const predicate = PREDICATES[cell as PeriodCell];
  return isSupplementCell(cell) ? `${PREDICATES.total} AND (${predicate})` : predicate;
}

/** Every dossier that any cell counts between `:from` and `:to`, with all cells that count it: by the predicates of the report itself. */
function countedDossiers(schema: ProjectionSchema, { cells }: ReportDefinition): string {
  const counting = cells.map((cell) => `CASE WHEN ${predicateOf(cell)} THEN '${cell}' END`);
  return `SELECT d.dossier_id, at_end.agency_code, d.field_code,
      greatest(d.learnt_at, (SELECT max(f.learnt_at) FROM ${schema}.dossier_flags f WHERE f.dossier_id = d.dossier_id)) AS learnt_at,
      array_remove(ARRAY[${counting.join(',\n')}]::text[], NULL) AS cells
    FROM ${flaggedDossiers(schema)}
    WHERE (${PREDICATES.total}) OR (${PREDICATES.refusedAtIntake}) OR (${INTAKE_PREDICATES.intake})
      OR (${CORRECTION_PREDICATES.corrections})`;
}

function values({ from, to }: PeriodEnds): Record<string, unknown> {
  return { from, to, as_of: to };
}

/** Keeps which dossiers a report counts in which cells. */
export async function keepCounted(
  manager: EntityManager,
  schema: ProjectionSchema,
  definition: ReportDefinition,
  period: PeriodEnds,
  reportId: string,
): Promise<void> {
  const insert = DOSSIERS.insertingFrom(`FROM (${countedDossiers(schema, definition)}) AS counted`, {
    report_id: ':report::uuid',
    period_from: ':from::timestamptz',
  });
  const [sql, parameters] = bind(insert, { ...values(period), report: reportId });
  await manager.query(sql, parameters);
}

/** Keeps as what dossiers of an earlier period count from now on. */
export async function keepChanged(
  manager: EntityManager,
  period: PeriodEnds,
  reportId: string,
  changed: ChangedDossier[],
): Promise<void> {
  const rows = changed.map(({ dossierId, nowAt, wasAt, now }) => ({
    report_id: reportId,
    period_from: period.from.toISOString(),
    dossier_id: dossierId,
    agency_code: (nowAt ?? wasAt)!.agency,
    field_code: (nowAt ?? wasAt)!.field,
    cells: [...now],
  }));
  await DOSSIERS.insertAll(manager, rows);
}

interface ChangedRow {
  dossier_id: string;
  was_agency: string | null;
  was_field: string | null;
  was: string[] | null;
  now_agency: string | null;
  now_field: string | null;
  now: string[] | null;
  learnt_at: Date | null;
}

/**
 * The dossiers that count otherwise in a frozen period than its report, as adjusted since, says. All of the period is counted again: what
 * a rebuild changed is found too, and nothing escapes.
 * @param reports the reports of the series that were not superseded
 */
export async function changedDossiers(
  manager: EntityManager,
  schema: ProjectionSchema,
  definition: ReportDefinition,
  period: PeriodEnds,
  reports: readonly string[],
): Promise<ChangedDossier[]> {
  const [sql, parameters] = bind(
    `WITH present AS (${countedDossiers(schema, definition)}), accounted AS (
       SELECT DISTINCT ON (f.dossier_id) f.dossier_id, f.agency_code, f.field_code, f.cells
       FROM ${DOSSIERS.name} f JOIN ${REPORTS} r ON r.id = f.report_id
       WHERE f.report_id = ANY(:reports::uuid[]) AND f.period_from = :from
       ORDER BY f.dossier_id, r.number DESC
     )
     SELECT coalesce(p.dossier_id, a.dossier_id) AS dossier_id, a.agency_code AS was_agency, a.field_code AS was_field,
       a.cells AS was, p.agency_code AS now_agency, p.field_code AS now_field, p.cells AS now,
       coalesce(p.learnt_at, (SELECT d.learnt_at FROM ${schema}.dossiers d WHERE d.dossier_id = a.dossier_id)) AS learnt_at
     FROM present p FULL JOIN accounted a ON a.dossier_id = p.dossier_id
     WHERE (p.agency_code, p.field_code, coalesce(p.cells, '{}')) IS DISTINCT FROM (a.agency_code, a.field_code, coalesce(a.cells, '{}'))
       AND NOT (p.dossier_id IS NULL AND a.cells = '{}')
     ORDER BY 1`,
    { ...values(period), reports },
  );
  const rows = await manager.query<ChangedRow[]>(sql, parameters);
  return rows.map((row) => ({
    dossierId: row.dossier_id,
    was: row.was ?? [],
    now: row.now ?? [],
    wasAt: row.was?.length ? { agency: row.was_agency!, field: row.was_field! } : undefined,
    nowAt: row.now_agency === null ? undefined : { agency: row.now_agency, field: row.now_field! },
    learntAt: row.learnt_at ?? undefined,
  }));
}

/** How many dossiers are kept for a report, by cell of its own period. */
export async function countsKept(manager: EntityManager, reportId: string): Promise<Record<string, number>> {
  const rows = await manager.query<{ cell: string; count: number }[]>(
    `SELECT cell, count(*)::int AS count FROM ${DOSSIERS.name} f, unnest(f.cells) AS cell WHERE f.report_id = $1 GROUP BY cell`,
    [reportId],
  );
  return Object.fromEntries(rows.map(({ cell, count }) => [cell, count]));
}
