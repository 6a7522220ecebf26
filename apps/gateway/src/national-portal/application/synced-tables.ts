import type { SyncCounts } from './ports.js';

export type SyncKind = 'PROCEDURES' | 'CODE_TABLES';

/** The last result of one kind of fetch; its counts are those of the last success. */
export interface Sync extends SyncCounts {
  what: SyncKind;
  startedAt?: Date;
  succeededAt?: Date;
  /** The last failure. */
  error?: string;
}

/** A code table without its rows. */
export interface CodeTableSummary {
  name: string;
  rows: number;
  fetchedAt: Date;
  changedAt: Date;
}

export interface CodeTable extends CodeTableSummary {
  /** As sent by the portal. */
  content: Record<string, unknown>[];
}

/** The code tables of the portal, and the results of the fetches. */
export abstract class SyncedTables {
  /** Begins a fetch; false when another instance has begun it less than this ago. */
  abstract begin(what: SyncKind, intervalMs: number): Promise<boolean>;
  abstract end(what: SyncKind, counts: SyncCounts): Promise<void>;
  abstract fail(what: SyncKind, why: string): Promise<void>;
  /** True when the table has changed. */
  abstract keep(name: string, rows: unknown[]): Promise<boolean>;
  abstract request(what: SyncKind): Promise<void>;
  abstract state(): Promise<{ syncs: Sync[]; codeTables: CodeTableSummary[] }>;
  abstract table(name: string): Promise<CodeTable | undefined>;
}
