import { Injectable } from '@nestjs/common';
import { NationalPortal, ProcedureImports, SyncedTables, type SyncCounts, type SyncKind } from './ports.js';

/** Records of one import: few enough for one request, many enough that requests do not rule. */
const BATCH = 50;

/** Fetches what the portal is the master of: code tables, and procedures, which the catalog imports as drafts. */
@Injectable()
export class SynchroniseDown {
  constructor(
    private readonly portal: NationalPortal,
    private readonly tables: SyncedTables,
    private readonly imports: ProcedureImports,
  ) {}

  /** Does what has not been begun for `intervalMs`, in whichever instance comes first. */
  async execute(intervalMs: number): Promise<void> {
    await this.once('CODE_TABLES', intervalMs, () => this.codeTables());
    await this.once('PROCEDURES', intervalMs, () => this.procedures());
  }

  private async once(what: SyncKind, intervalMs: number, work: () => Promise<SyncCounts>): Promise<void> {
    if (!(await this.tables.begin(what, intervalMs))) return;
    try {
      await this.tables.end(what, await work());
    } catch (error) {
      await this.tables.fail(what, error instanceof Error ? error.message : 'unknown');
      throw error;
    }
  }

  private async codeTables(): Promise<SyncCounts> {
    const counts = { read: 0, changed: 0, refused: 0 };
    for (const name of this.portal.codeTables) {
      const changed = await this.tables.keep(name, await this.portal.codeTable(name));
      counts.read += 1;
      counts.changed += changed ? 1 : 0;
    }
    return counts;
  }

  private async procedures(): Promise<SyncCounts> {
    const counts: SyncCounts = { read: 0, changed: 0, refused: 0 };
    const codes = await this.portal.procedureCodes();
    for (let at = 0; at < codes.length; at += BATCH) {
      const records: object[] = [];
      for (const code of codes.slice(at, at + BATCH)) {
        const record = await this.portal.procedure(code);
        if (record) records.push(record);
      }
      if (records.length === 0) continue;
      const done = await this.imports.import(records);
      counts.read += done.read;
      counts.changed += done.changed;
      counts.refused += done.refused;
    }
    return counts;
  }
}
