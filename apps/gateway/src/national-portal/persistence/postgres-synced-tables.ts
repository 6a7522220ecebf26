import type { NationalCodeTable, NationalCodeTableInfo, NationalSyncState, NationalSyncView } from '@motcua/contracts';
import type { DataSource } from 'typeorm';
import { SyncedTables, type SyncCounts, type SyncKind } from '../application/ports.js';
import { DESTINATION } from './send-row.js';

/** After a failure it is not left for a whole interval. */
const AFTER_FAILURE_MS = 600_000;

export class PostgresSyncedTables extends SyncedTables {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async begin(what: SyncKind, intervalMs: number): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `INSERT INTO national_syncs AS s (destination, what, due_at, started_at)
       VALUES ($1, $2, clock_timestamp() + $3::float8 * interval '1 millisecond', clock_timestamp())
       ON CONFLICT (destination, what) DO UPDATE SET due_at = excluded.due_at, started_at = excluded.started_at
       WHERE s.due_at <= clock_timestamp() RETURNING 1`,
      [DESTINATION, what, intervalMs],
    );
    return rows.length > 0;
  }

  async end(what: SyncKind, { read, changed, refused }: SyncCounts): Promise<void> {
    await this.dataSource.query(
      `UPDATE national_syncs SET succeeded_at = clock_timestamp(), records_read = $3, changed = $4, refused = $5,
         error = NULL WHERE destination = $1 AND what = $2`,
      [DESTINATION, what, read, changed, refused],
    );
  }

  async fail(what: SyncKind, why: string): Promise<void> {
    await this.dataSource.query(
      `UPDATE national_syncs SET error = $3,
         due_at = least(due_at, clock_timestamp() + $4::integer * interval '1 millisecond')
       WHERE destination = $1 AND what = $2`,
      [DESTINATION, what, why.slice(0, 2_000), AFTER_FAILURE_MS],
    );
  }

  async request(what: SyncKind): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO national_syncs (destination, what, due_at) VALUES ($1, $2, clock_timestamp())
       ON CONFLICT (destination, what) DO UPDATE SET due_at = excluded.due_at`,
      [DESTINATION, what],
    );
  }

  async keep(name: string, rows: unknown[]): Promise<boolean> {
    const [kept]: { changed: boolean }[] = await this.dataSource.query(
      `INSERT INTO national_code_tables AS t (destination, name, content, fetched_at, changed_at) SELECT $1, $2, $3::jsonb, at, at FROM clock_timestamp() at
       ON CONFLICT (destination, name) DO UPDATE SET content = excluded.content, fetched_at = excluded.fetched_at,
         changed_at = CASE WHEN t.content = excluded.content THEN t.changed_at ELSE excluded.changed_at END
       RETURNING changed_at = fetched_at AS changed`,
      [DESTINATION, name, JSON.stringify(rows)],
    );
    return kept!.changed;
  }

  async state(): Promise<NationalSyncState> {
    const syncs: SyncRow[] = await this.dataSource.query(
      'SELECT * FROM national_syncs WHERE destination = $1 ORDER BY what',
      [DESTINATION],
    );
    const tables: TableRow[] = await this.dataSource.query(
      `SELECT name, jsonb_array_length(content) AS rows, fetched_at, changed_at FROM national_code_tables
       WHERE destination = $1 ORDER BY name`,
      [DESTINATION],
    );
    return { syncs: syncs.map(syncOf), codeTables: tables.map(infoOf) };
  }

  async table(name: string): Promise<NationalCodeTable | undefined> {
    const rows: (TableRow & { content: Record<string, unknown>[] })[] = await this.dataSource.query(
      `SELECT *, jsonb_array_length(content) AS rows FROM national_code_tables WHERE destination = $1 AND name = $2`,
      [DESTINATION, name],
    );
    return rows[0] && { ...infoOf(rows[0]), content: rows[0].content };
  }
}

interface SyncRow {
  what: NationalSyncView['what'];
  started_at: Date | null;
  succeeded_at: Date | null;
  records_read: number;
  changed: number;
  refused: number;
  error: string | null;
}

interface TableRow {
  name: string;
  rows: number;
  fetched_at: Date;
  changed_at: Date;
}

function syncOf(row: SyncRow): NationalSyncView {
  return {
    what: row.what,
    startedAt: row.started_at?.toISOString(),
    succeededAt: row.succeeded_at?.toISOString(),
    read: row.records_read,
    changed: row.changed,
    refused: row.refused,
    error: row.error ?? undefined,
  };
}

function infoOf(row: TableRow): NationalCodeTableInfo {
  return {
    name: row.name,
    rows: row.rows,
    fetchedAt: row.fetched_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}
