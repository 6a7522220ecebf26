import type { PeriodReportDossier } from '@motcua/contracts';
import { decodeCursor, pageOf, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DossierRow } from '../persistence/entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { isSupplementCell, PREDICATES, type ReportCell } from '../reports/cells.js';
import { bind } from './bind.js';
import { dossiersWithClock, flaggedDossiers, isFlagged, parametersOf } from './dossiers-in-report.js';
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
  'legacy_system',
  'legacy_id',
  'agency_code',
  'field_code',
  'procedure_code',
  'channel',
  'refused_at',
  'accepted_at',
] as const satisfies (keyof DossierRow)[];

/** A dossier as it stood at the period's end. */
interface ListedRow extends Pick<
  DossierRow,
  (typeof LISTED)[number] | 'ended_at' | 'ended_kind' | 'due_at' | 'punctuality'
> {
  sort_at: string;
  paused: boolean;
}

/** Lists the dossiers behind a number of a period report, by the very predicate that counted them. */
@Injectable()
export class DossierListReader {
  async read(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    cell: ReportCell,
    page: PageRequest,
  ): Promise<Page<PeriodReportDossier>> {
    const flagged = isSupplementCell(cell);
    const narrowed = flagged ? [PREDICATES.total, isFlagged(schema)] : [];
    const where = [PREDICATES[cell], ...narrowed, ...scopePredicates('d', scope)].join(' AND ');
    const from = flagged ? flaggedDossiers(schema) : dossiersWithClock(schema);
    const parameters = { ...parametersOf(time), ...scope };
    const rows = await this.rows(manager, from, where, parameters, cell, page);
    const [sql, values] = bind(`SELECT count(*)::int AS count FROM ${from} WHERE ${where}`, parameters);
    const counted = await manager.query<{ count: number }[]>(sql, values);
    const present = await this.presenter(manager, schema, rows);
    return pageOf(rows, page.limit, { value: counted[0]!.count, capped: false }, present, (row) => ({
      at: row.sort_at,
      id: row.dossier_id,
    }));
  }

  private async rows(
    manager: EntityManager,
    from: string,
    where: string,
    parameters: Record<string, unknown>,
    cell: ReportCell,
    page: PageRequest,
  ): Promise<ListedRow[]> {
    const sortAt = sortOf(cell);
    // Instants travel as texts: a Date holds milliseconds, and a row between two of them would be skipped.
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, { at: 'string', id: 'uuid' });
    const hasEnded = 'd.counted_ended_at < :to';
    const [sql, values] = bind(
      `SELECT ${sortAt}::text AS sort_at, ${LISTED.map((column) => `d.${column}`).join(', ')},
         CASE WHEN ${hasEnded} THEN d.ended_at END AS ended_at,
         CASE WHEN ${hasEnded} THEN d.ended_kind END AS ended_kind,
         CASE WHEN ${hasEnded} THEN d.punctuality END AS punctuality,
         CASE WHEN ${hasEnded} THEN d.ended_due_at ELSE at_end.due_at END AS due_at,
         coalesce(NOT ${hasEnded} AND at_end.clock = 'PAUSED', false) AS paused
       FROM ${from}
       WHERE ${where} ${after ? `AND (${sortAt}, d.dossier_id) > (:after_at::timestamptz, :after_id::uuid)` : ''}
       ORDER BY ${sortAt}, d.dossier_id
       LIMIT :limit`,
      { ...parameters, after_at: after?.at, after_id: after?.id, limit: page.limit + 1 },
    );
    return manager.query<ListedRow[]>(sql, values);
  }

  private async presenter(
    manager: EntityManager,
    schema: ProjectionSchema,
    rows: ListedRow[],
  ): Promise<(row: ListedRow) => PeriodReportDossier> {
    const named = (
      table: 'agencies' | 'fields' | 'procedures',
      column: 'agency_code' | 'field_code' | 'procedure_code',
    ) =>
      namesOf(
        manager,
        schema,
        table,
        rows.map((row) => row[column]),
      );
    const agencies = await named('agencies', 'agency_code');
    const fields = await named('fields', 'field_code');
    const procedures = await named('procedures', 'procedure_code');
    return (row) => ({
      dossierId: row.dossier_id,
      code: row.code ?? undefined,
      legacySystem: row.legacy_system ?? undefined,
      legacyId: row.legacy_id ?? undefined,
      agency: agencies.slice(row.agency_code),
      field: fields.slice(row.field_code),
      procedure: procedures.slice(row.procedure_code),
      channel: row.channel,
      refusedAt: row.refused_at?.toISOString(),
      acceptedAt: row.accepted_at?.toISOString(),
      endedAt: row.ended_at?.toISOString(),
      endedKind: row.ended_kind ?? undefined,
      dueAt: row.due_at?.toISOString(),
      punctuality: row.punctuality ?? undefined,
      paused: row.paused,
    });
  }
}

/**
 * The order of a list is that of the instant by which its cell is a range, so that a page is read from an index and
 * never by walking through everything that was ever accepted.
 */
function sortOf(cell: ReportCell): string {
  if (cell === 'refusedAtIntake') return 'd.refused_at';
  return cell.startsWith('received') ? 'd.accepted_at' : 'd.counted_ended_at';
}
