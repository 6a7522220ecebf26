import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { v7 as uuid } from 'uuid';

/** The tables that one submission writes, in dossier-service's order. */
const TABLES = ['idempotency_keys', 'dossiers', 'dossier_history', 'dossier_submissions', 'dossier_persons', 'outbox'];
/** How to find the sample in tables without `id` or `dossier_id`. */
const BY: Record<string, string> = {
  idempotency_keys: `operation = 'dossier.submit' AND convert_from(body, 'UTF8') LIKE '%' || $1 || '%'`,
  dossiers: 'id::text = $1',
  outbox: 'aggregate_id = $1',
};

interface Row {
  table: string;
  columns: string[];
  types: string[];
  values: (string | null)[];
}

/**
 * The rows of the gateway's submission, written by bare node-pg: those of a real one, read back column by column, with
 * new ids, so that the baseline writes everything that the service writes.
 */
export class BareSubmission {
  private constructor(
    private readonly sampleId: string,
    readonly rows: Row[],
  ) {}

  /** The rows of a dossier that was only submitted, in the database of dossier-service. */
  static async of(client: pg.Client, dossierId: string): Promise<BareSubmission> {
    const rows: Row[] = [];
    for (const table of TABLES) {
      const columns = await client.query<{ name: string; type: string }>(
        `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
         WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attidentity = '' AND attgenerated = ''
         ORDER BY attnum`,
        [table],
      );
      const names = columns.rows.map(({ name }) => name);
      const types = columns.rows.map(({ type }) => type);
      const found = await client.query<(string | null)[]>({
        text: `SELECT ${names.map((name) => `${name}::text`).join(', ')} FROM ${table}
               WHERE ${BY[table] ?? 'dossier_id::text = $1'}`,
        values: [dossierId],
        rowMode: 'array',
      });
      if (found.rows.length === 0) throw new Error(`the submission ${dossierId} left nothing in ${table}`);
      for (const values of found.rows) {
        // The relay's later update is not part of the submission.
        const published = names.indexOf('published_at');
        rows.push({
          table,
          columns: names,
          types,
          values: values.map((value, at) => (at === published ? null : value)),
        });
      }
    }
    return new BareSubmission(dossierId, rows);
  }

  /** An ordinary transaction: BEGIN, one INSERT per row, COMMIT; with prepared plans. */
  async statementByStatement(client: pg.ClientBase): Promise<void> {
    const values = this.fresh();
    await client.query('BEGIN');
    for (const [index, row] of this.rows.entries()) {
      await client.query({ name: `bare ${index}`, text: insert(row, 0), values: values[index] });
    }
    await client.query('COMMIT');
  }

  /** The minimum: one statement in one round trip, which commits by itself. */
  async atOnce(client: pg.ClientBase): Promise<void> {
    const values = this.fresh();
    let before = 0;
    const inserts = this.rows.map((row, index) => {
      const text = `i${index} AS (${insert(row, before)} RETURNING 1)`;
      before += row.values.length;
      return text;
    });
    await client.query({
      name: 'bare at once',
      text: `WITH ${inserts.join(', ')} SELECT`,
      values: values.flat(),
    });
  }

  /** The same transaction as a script of pgbench. */
  pgbenchScript(): string {
    const id = `('00000000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))`;
    const literal = (value: string | null, row: Row, at: number): string => {
      if (value === null) return 'NULL';
      if (isOwnId(row, at)) return `${id}::${row.types[at]}`;
      const parts = value.split(this.sampleId).map((part) => `'${part.replaceAll("'", "''")}'`);
      return `(${parts.join(` || ${id} || `)})::${row.types[at]}`;
    };
    const inserts = this.rows.map((row) => {
      const values = row.values.map((value, at) => literal(value, row, at));
      return `INSERT INTO ${row.table} (${row.columns.join(', ')}) VALUES (${values.join(', ')});`;
    });
    return ['\\set n random(1, 140737488355327)', 'BEGIN;', ...inserts, 'COMMIT;'].join('\n');
  }

  private fresh(): (string | null)[][] {
    const id = uuid();
    return this.rows.map((row) =>
      row.values.map((value, at) => {
        if (value === null) return null;
        if (isOwnId(row, at)) return row.table === 'outbox' ? uuid() : randomUUID();
        return value.replaceAll(this.sampleId, id);
      }),
    );
  }
}

/** The id of the event and the client's key are new each time, independent of the dossier's id. */
function isOwnId(row: Row, at: number): boolean {
  const column = row.columns[at];
  return (row.table === 'outbox' && column === 'id') || (row.table === 'idempotency_keys' && column === 'key');
}

function insert(row: Row, before: number): string {
  const places = row.values.map((_value, at) => `$${before + at + 1}`);
  return `INSERT INTO ${row.table} (${row.columns.join(', ')}) VALUES (${places.join(', ')})`;
}
