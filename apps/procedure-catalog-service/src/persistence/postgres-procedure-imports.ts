import { longWork } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, Not, type EntityManager } from 'typeorm';
import {
  NotStorableError,
  type DraftToSave,
  type ImportLine,
  type ImportProgress,
  type ImportSession,
  type ImportStatus,
  type KnownToCatalog,
  type ProcedureImports,
  type Stamp,
} from '../application/ports.js';
import { conflict } from '../domain/refusals.js';
import { ProcedureImportLineEntity, ProcedureImportEntity } from './entities.js';
import { lockProcedures, saveDrafts } from './procedure-rows.js';

/** SQLSTATE 22 (data exception) and 54 (a limit of PostgreSQL is exceeded). */
function isDataError(error: unknown): boolean {
  const { code } = (error as { driverError?: { code?: unknown } }).driverError ?? {};
  return typeof code === 'string' && /^(22|54)/.test(code);
}

@Injectable()
export class PostgresProcedureImports implements ProcedureImports {
  constructor(private readonly dataSource: DataSource) {}

  /** By hand: `xmax` tells in the same statement whether the row was there before. */
  async open({ id, session }: ImportSession, { at, by }: Stamp): Promise<ImportProgress & { resumed: boolean }> {
    const [row] = await this.dataSource.query<(ImportProgress & { resumed: boolean })[]>(
      `INSERT INTO procedure_imports AS i (id, status, session, started_at, started_by, updated_at)
       VALUES ($1, 'RUNNING', $2, $3, $4, $3)
       ON CONFLICT (id) DO UPDATE SET status = 'RUNNING', session = excluded.session, updated_at = excluded.updated_at
       RETURNING last_line AS "lastLine", digest, (xmax <> 0) AS resumed`,
      [id, session, at, by],
    );
    if (!row) throw new Error('an import that was just written is not there');
    return row;
  }

  async record(
    of: ImportSession,
    { progress, codes, stamp }: { progress: ImportProgress; codes: string[]; stamp: Stamp },
    decide: (known: KnownToCatalog) => { lines: ImportLine[]; drafts: DraftToSave[] },
  ): Promise<void> {
    try {
      await this.dataSource.transaction(async (manager) => {
        await longWork(manager, 'import');
        const { lines, drafts } = decide(await knownOf(manager, of.id, codes));
        await saveDrafts(manager, drafts, stamp);
        await recordProgress(manager, of, progress, lines, stamp.at);
        await recordLines(manager, of.id, lines);
      });
    } catch (error) {
      if (isDataError(error)) throw new NotStorableError('the database cannot hold it', { cause: error });
      throw error;
    }
  }

  async close({ id, session }: ImportSession, status: Exclude<ImportStatus, 'RUNNING'>, at: Date): Promise<void> {
    await this.dataSource.manager.update(ProcedureImportEntity, { id, session }, { status, updated_at: at });
  }
}

async function knownOf(manager: EntityManager, importId: string, codes: string[]): Promise<KnownToCatalog> {
  if (codes.length === 0) return { procedures: new Map(), hashes: new Map() };
  const lines = await manager.find(ProcedureImportLineEntity, {
    select: { import_id: true, line: true, procedure_code: true, hash: true },
    where: { import_id: importId, procedure_code: In(codes), hash: Not(IsNull()) },
  });
  const procedures = await lockProcedures(manager, { code: In(codes) });
  return {
    procedures: new Map(procedures.map((procedure) => [procedure.code, procedure])),
    hashes: new Map(lines.map(({ procedure_code, hash }) => [procedure_code!, hash!])),
  };
}

async function recordProgress(
  manager: EntityManager,
  { id, session }: ImportSession,
  { lastLine, digest }: ImportProgress,
  lines: ImportLine[],
  at: Date,
): Promise<void> {
  const count = (outcome: ImportLine['outcome']) => lines.filter((line) => line.outcome === outcome).length;
  const { affected } = await manager
    .createQueryBuilder()
    .update(ProcedureImportEntity)
    .set({
      last_line: lastLine,
      digest,
      updated_at: at,
      created: () => 'created + :created',
      changed: () => 'changed + :changed',
      unchanged: () => 'unchanged + :unchanged',
      refused: () => 'refused + :refused',
    })
    .where({ id, session })
    .setParameters({
      created: count('CREATED'),
      changed: count('CHANGED'),
      unchanged: count('UNCHANGED'),
      refused: count('REFUSED'),
    })
    .execute();
  if (affected === 0)
    throw conflict(
      'import.taken-over',
      'Lần nhập này đã được một yêu cầu khác tiếp tục.',
      'Another request is already processing this import.',
    );
}

async function recordLines(manager: EntityManager, importId: string, lines: ImportLine[]): Promise<void> {
  if (lines.length === 0) return;
  await manager.insert(
    ProcedureImportLineEntity,
    lines.map(({ line, outcome, procedureCode = null, hash = null, reason = null, flags }) => ({
      import_id: importId,
      line,
      outcome,
      procedure_code: procedureCode,
      hash,
      reason,
      flags,
    })),
  );
}
