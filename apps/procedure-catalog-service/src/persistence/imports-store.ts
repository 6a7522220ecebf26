import { DomainError } from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import type { ImportLine, ImportProgress, ProcedureImports, Stamp } from '../application/ports.js';

function takenOver(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'import.taken-over',
    message: {
      vi: 'Lần nhập này đã được một yêu cầu khác tiếp tục.',
      en: 'Another request went on with this import.',
    },
  });
}

const RECORD_LINES = `
  INSERT INTO procedure_import_lines (import_id, line, outcome, procedure_code, hash, reason, flags)
  SELECT $1, line, outcome, "procedureCode", hash, reason, flags
  FROM jsonb_to_recordset($2::jsonb)
    AS r (line integer, outcome text, "procedureCode" text, hash text, reason jsonb, flags jsonb)`;

const RECORD_PROGRESS = `
  UPDATE procedure_imports SET last_line = $3, digest = $4, created = created + $5, changed = changed + $6,
    unchanged = unchanged + $7, refused = refused + $8, updated_at = $9
  WHERE id = $1 AND session = $2`;

/** Imports of procedures in one transaction on PostgreSQL. */
export class ImportsStore implements ProcedureImports {
  constructor(private readonly manager: EntityManager) {}

  async open(id: string, session: string, { at, by }: Stamp): Promise<ImportProgress & { resumed: boolean }> {
    const rows: { last_line: number; digest: string; resumed: boolean }[] = await this.manager.query(
      `INSERT INTO procedure_imports AS i (id, status, session, started_at, started_by, updated_at)
       VALUES ($1, 'RUNNING', $2, $3, $4, $3)
       ON CONFLICT (id) DO UPDATE SET status = 'RUNNING', session = excluded.session, updated_at = excluded.updated_at
       RETURNING last_line, digest, (xmax <> 0) AS resumed`,
      [id, session, at, by],
    );
    const row = rows[0];
    if (!row) throw new Error('an import that was just written is not there');
    return { id, lastLine: row.last_line, digest: row.digest, resumed: row.resumed };
  }

  async hashesOf(id: string, codes: string[]): Promise<Map<string, string>> {
    if (codes.length === 0) return new Map();
    const rows: { procedure_code: string; hash: string }[] = await this.manager.query(
      `SELECT procedure_code, hash FROM procedure_import_lines
       WHERE import_id = $1 AND procedure_code = ANY($2::text[]) AND hash IS NOT NULL`,
      [id, codes],
    );
    return new Map(rows.map((row) => [row.procedure_code, row.hash]));
  }

  async record(session: string, progress: ImportProgress, lines: ImportLine[], at: Date): Promise<void> {
    const count = (outcome: ImportLine['outcome']) => lines.filter((line) => line.outcome === outcome).length;
    const [, updated]: [unknown, number] = await this.manager.query(RECORD_PROGRESS, [
      progress.id,
      session,
      progress.lastLine,
      progress.digest,
      count('CREATED'),
      count('CHANGED'),
      count('UNCHANGED'),
      count('REFUSED'),
      at,
    ]);
    if (updated === 0) throw takenOver();
    await this.manager.query(RECORD_LINES, [progress.id, JSON.stringify(lines)]);
  }

  async close(id: string, session: string, status: 'COMPLETED' | 'INTERRUPTED', at: Date): Promise<void> {
    await this.manager.query(
      'UPDATE procedure_imports SET status = $3, updated_at = $4 WHERE id = $1 AND session = $2',
      [id, session, status, at],
    );
  }
}
