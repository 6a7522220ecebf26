import type {
  FlagCount,
  ImportLinePage,
  ImportLineView,
  ListImportLinesQuery,
  ProcedureImportReport,
  RefusalCount,
} from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf } from '@motcua/platform';
import type { EntityManager } from 'typeorm';
import type { ReadLanguage } from '../application/catalog-reads.js';
import type { ImportLine } from '../application/ports.js';
import { firstOf } from './not-found.js';

type Reader = Pick<EntityManager, 'query'>;

interface ImportRow {
  id: string;
  status: ProcedureImportReport['status'];
  last_line: number;
  created: number;
  changed: number;
  unchanged: number;
  refused: number;
  started_at: Date;
  started_by: string;
  updated_at: Date;
  flagged: number;
  flags: FlagCount[] | null;
  refusals: RefusalCount[] | null;
}

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

function reportOf(row: ImportRow): ProcedureImportReport {
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
    startedAt: row.started_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    startedBy: row.started_by,
  };
}

export async function listImports(reader: Reader): Promise<ProcedureImportReport[]> {
  const rows = (await reader.query(`${REPORTS} ORDER BY i.started_at DESC, i.id DESC LIMIT 50`)) as ImportRow[];
  return rows.map(reportOf);
}

export async function getImport(reader: Reader, id: string): Promise<ProcedureImportReport> {
  const rows = (await reader.query(`${REPORTS} WHERE i.id = $1`, [id])) as ImportRow[];
  return reportOf(firstOf(rows, 'procedure-import', 'lần nhập', 'import'));
}

interface LineRow {
  line: number;
  outcome: ImportLine['outcome'];
  procedure_code: string | null;
  reason: NonNullable<ImportLine['reason']> | null;
  flags: ImportLine['flags'];
}

const lineOf =
  (language: ReadLanguage) =>
  (row: LineRow): ImportLineView => ({
    line: row.line,
    outcome: row.outcome,
    procedureCode: row.procedure_code ?? undefined,
    reason: row.reason
      ? { code: row.reason.code, path: row.reason.path ?? undefined, message: row.reason.message[language] }
      : undefined,
    flags: Object.keys(row.flags) as ImportLineView['flags'],
  });

export async function listImportLines(
  reader: Reader,
  id: string,
  query: ListImportLinesQuery,
  language: ReadLanguage,
): Promise<ImportLinePage> {
  await getImport(reader, id);
  const limit = query.limit ?? 100;
  const after = query.cursor ? decodeCursor(query.cursor, { line: 'number' }).line : 0;
  const matching = `
    SELECT line, outcome, procedure_code, reason, flags FROM procedure_import_lines
    WHERE import_id = $1 AND ($2::text IS NULL OR outcome = $2) AND ($3::text IS NULL OR flags ? $3)
      AND ($4::boolean IS NULL OR (flags <> '{}') = $4)`;
  const flagged = query.flagged === undefined ? null : query.flagged === 'true';
  const parameters = [id, query.outcome ?? null, query.flag ?? null, flagged];
  const total = await cappedCount(reader, matching, parameters, 10_000);
  const rows = (await reader.query(`${matching} AND line > $5 ORDER BY line LIMIT ${limit + 1}`, [
    ...parameters,
    Math.trunc(after),
  ])) as LineRow[];
  return pageOf(rows, limit, total, lineOf(language), ({ line }) => ({ line }));
}
