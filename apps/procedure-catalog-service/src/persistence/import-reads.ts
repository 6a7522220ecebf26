import type { ListImportLinesQuery } from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf, type Page } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import type { ImportReport, RecordedLine } from '../application/catalog-reads.js';
import { notFound } from '../domain/refusals.js';
import { ProcedureImportLineEntity, type ProcedureImportLineRow, type ProcedureImportRow } from './entities.js';

interface ReportRow extends Omit<ProcedureImportRow, 'session' | 'digest'> {
  flagged: number;
  flags: ImportReport['flags'] | null;
  refusals: ImportReport['refusals'] | null;
}

/** By hand: PostgreSQL counts over the members of a JSON object, and gives the counts as JSON. */
const REPORTS = `
  SELECT i.id, i.status, i.last_line, i.created, i.changed, i.unchanged, i.refused, i.started_at, i.started_by,
    i.updated_at,
    (SELECT count(*)::int FROM procedure_import_lines l WHERE l.import_id = i.id AND l.flags <> '{}') AS flagged,
    (SELECT jsonb_agg(jsonb_build_object('code', code, 'procedures', procedures, 'occurrences', occurrences) ORDER BY code)
     FROM (SELECT f.key AS code, count(*) AS procedures, sum(f.value::int) AS occurrences
           FROM procedure_import_lines l, jsonb_each_text(l.flags) f WHERE l.import_id = i.id GROUP BY f.key) AS counted
    ) AS flags,
    (SELECT jsonb_agg(jsonb_build_object('code', code, 'lines', lines) ORDER BY code)
     FROM (SELECT l.reason->>'code' AS code, count(*) AS lines
           FROM procedure_import_lines l WHERE l.import_id = i.id AND l.outcome = 'REFUSED' GROUP BY 1) AS counted
    ) AS refusals
  FROM procedure_imports i`;

function reportOf(row: ReportRow): ImportReport {
  return {
    id: row.id,
    status: row.status,
    lastLine: row.last_line,
    created: row.created,
    changed: row.changed,
    unchanged: row.unchanged,
    refused: row.refused,
    flags: row.flags ?? [],
    refusals: row.refusals ?? [],
    flaggedProcedures: row.flagged,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    startedBy: row.started_by,
  };
}

export async function listImports(manager: EntityManager): Promise<ImportReport[]> {
  const rows = await manager.query<ReportRow[]>(`${REPORTS} ORDER BY i.started_at DESC, i.id DESC LIMIT 50`);
  return rows.map(reportOf);
}

export async function getImport(manager: EntityManager, id: string): Promise<ImportReport> {
  const [row] = await manager.query<ReportRow[]>(`${REPORTS} WHERE i.id = $1`, [id]);
  if (row) return reportOf(row);
  throw notFound('procedure-import');
}

function lineOf({ line, outcome, procedure_code, reason, flags }: ProcedureImportLineRow): RecordedLine {
  return { line, outcome, procedureCode: procedure_code ?? undefined, reason: reason ?? undefined, flags };
}

export async function listImportLines(
  manager: EntityManager,
  id: string,
  query: ListImportLinesQuery,
): Promise<Page<RecordedLine>> {
  await getImport(manager, id);
  const limit = query.limit ?? 100;
  const after = query.cursor ? decodeCursor(query.cursor, { line: 'number' }).line : 0;
  const found = manager.createQueryBuilder(ProcedureImportLineEntity, 'l').where('l.import_id = :id', { id });
  if (query.outcome) found.andWhere('l.outcome = :outcome', { outcome: query.outcome });
  if (query.flag) found.andWhere('l.flags ? :flag', { flag: query.flag });
  if (query.flagged) found.andWhere(`(l.flags <> '{}') = :flagged`, { flagged: query.flagged === 'true' });
  const total = await cappedCount(manager, ...found.getQueryAndParameters(), 10_000);
  const rows = await found
    .andWhere('l.line > :after', { after: Math.trunc(after) })
    .orderBy('l.line')
    .limit(limit + 1)
    .getMany();
  return pageOf(rows, limit, total, lineOf, ({ line }) => ({ line }));
}
