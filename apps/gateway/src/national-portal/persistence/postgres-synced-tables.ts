import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import type { SyncCounts } from '../application/ports.js';
import {
  SyncedTables,
  type CodeTable,
  type CodeTableSummary,
  type Sync,
  type SyncKind,
} from '../application/synced-tables.js';
import { CODE_TABLES, DESTINATION, SYNCS, type CodeTableRow, type SyncRow } from './entities.js';
import { now } from './statements.js';

/** After a failure it is retried before the next interval. */
const AFTER_FAILURE_MS = 600_000;

@Injectable()
export class PostgresSyncedTables extends SyncedTables {
  private readonly syncs: Repository<SyncRow>;

  constructor(private readonly dataSource: DataSource) {
    super();
    this.syncs = dataSource.getRepository(SYNCS);
  }

  async begin(what: SyncKind, intervalMs: number): Promise<boolean> {
    // Hand-written SQL: the claiming statement also decides whether it is due.
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
    await this.syncs.update(
      { destination: DESTINATION, what },
      { succeeded_at: now, records_read: read, changed, refused, error: null },
    );
  }

  async fail(what: SyncKind, why: string): Promise<void> {
    await this.syncs.update(
      { destination: DESTINATION, what },
      {
        error: why.slice(0, 2_000),
        due_at: () => `least(due_at, clock_timestamp() + interval '${AFTER_FAILURE_MS} milliseconds')`,
      },
    );
  }

  async request(what: SyncKind): Promise<void> {
    await this.syncs
      .createQueryBuilder()
      .insert()
      .values({ destination: DESTINATION, what, due_at: now })
      .orUpdate(['due_at'], ['destination', 'what'])
      .execute();
  }

  async keep(name: string, rows: unknown[]): Promise<boolean> {
    // Hand-written SQL: PostgreSQL compares the new table with the stored one.
    const [kept]: { changed: boolean }[] = await this.dataSource.query(
      `INSERT INTO national_code_tables AS t (destination, name, content, fetched_at, changed_at) SELECT $1, $2, $3::jsonb, at, at FROM clock_timestamp() at
       ON CONFLICT (destination, name) DO UPDATE SET content = excluded.content, fetched_at = excluded.fetched_at,
         changed_at = CASE WHEN t.content = excluded.content THEN t.changed_at ELSE excluded.changed_at END
       RETURNING changed_at = fetched_at AS changed`,
      [DESTINATION, name, JSON.stringify(rows)],
    );
    return kept!.changed;
  }

  async state(): Promise<{ syncs: Sync[]; codeTables: CodeTableSummary[] }> {
    const syncs = await this.syncs.find({ where: { destination: DESTINATION }, order: { what: 'ASC' } });
    // Hand-written SQL: the rows of a table are counted in the database.
    const tables: (Omit<CodeTableRow, 'content'> & { rows: number })[] = await this.dataSource.query(
      `SELECT name, jsonb_array_length(content) AS rows, fetched_at, changed_at FROM national_code_tables
       WHERE destination = $1 ORDER BY name`,
      [DESTINATION],
    );
    return { syncs: syncs.map(syncOf), codeTables: tables.map((table) => summaryOf(table, table.rows)) };
  }

  async table(name: string): Promise<CodeTable | undefined> {
    const row = await this.dataSource.manager.findOneBy(CODE_TABLES, { destination: DESTINATION, name });
    return row ? { ...summaryOf(row, row.content.length), content: row.content } : undefined;
  }
}

function syncOf(row: SyncRow): Sync {
  return {
    what: row.what,
    startedAt: row.started_at ?? undefined,
    succeededAt: row.succeeded_at ?? undefined,
    read: row.records_read,
    changed: row.changed,
    refused: row.refused,
    error: row.error ?? undefined,
  };
}

function summaryOf(row: Omit<CodeTableRow, 'content'>, rows: number): CodeTableSummary {
  return {
    name: row.name,
    rows,
    fetchedAt: row.fetched_at,
    changedAt: row.changed_at,
  };
}
