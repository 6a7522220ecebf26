import { Injectable } from '@nestjs/common';
import { NationalPortal, PortalSilent, ProcedureImports, type SyncCounts } from './ports.js';
import { Submissions } from './submissions.js';
import { SyncedTables, type SyncKind } from './synced-tables.js';

/** Records per import: few enough for one request, enough to keep the overhead small. */
const BATCH = 50;
/** After this many consecutive refusals the portal is at fault, not a procedure. */
const MOST_IN_A_ROW = 10;

/** Fetches the portal's master data: code tables, and procedures, which the catalog imports as drafts. */
@Injectable()
export class SynchroniseDown {
  constructor(
    private readonly portal: NationalPortal,
    private readonly tables: SyncedTables,
    private readonly imports: ProcedureImports,
    private readonly submissions: Submissions,
  ) {}

  /** Runs each fetch that has not begun for `intervalMs`, in the first instance to claim it. */
  async execute({ intervalMs }: { intervalMs: number }): Promise<void> {
    await this.once('CODE_TABLES', intervalMs, () => this.codeTables());
    await this.once('PROCEDURES', intervalMs, () => this.procedures());
  }

  private async once(what: SyncKind, intervalMs: number, work: () => Promise<SyncCounts>): Promise<void> {
    if (!(await this.tables.begin(what, intervalMs))) return;
    try {
      const counts = await work();
      // Submissions that failed for lack of a code may succeed now.
      if (counts.changed > 0) await this.submissions.retryAll('FIX_MAPPING');
      await this.tables.end(what, counts);
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
    let inARow = 0;
    for (let at = 0; at < codes.length; at += BATCH) {
      const records: object[] = [];
      for (const code of codes.slice(at, at + BATCH)) {
        try {
          const record = await this.portal.procedure(code);
          if (record) records.push(record);
          inARow = 0;
        } catch (error) {
          // A procedure that the portal cannot deliver does not block later ones; a portal that delivers none is
          // unavailable.
          inARow += 1;
          if (inARow >= MOST_IN_A_ROW || (error instanceof PortalSilent && !error.reached)) throw error;
          counts.refused += 1;
        }
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
