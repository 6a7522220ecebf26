import { createHash } from 'node:crypto';
import pg from 'pg';

/** Far more than the services have; statements with varying text must not fill every connection. */
const MOST_PREPARED = 1_000;

const names = new Map<string, string>();

/**
 * Marks a frequent statement: on each connection PostgreSQL parses and plans it once. Returns the text itself, to be
 * passed to `query` like any other. Not for a statement whose best plan depends on its parameters or on the size of a
 * table (a list with filters, a join: a plan made for an empty table is kept until the next ANALYZE), nor for one with
 * varying text.
 * @throws Error for `SELECT *`: after a migration adds a column, PostgreSQL refuses the stored plan, and old instances
 *   would fail in a rolling upgrade
 */
export function prepared(text: string): string {
  if (names.has(text)) return text;
  if (/^\s*SELECT\s+(?:\w+\.)?\*|\bRETURNING\s+(?:\w+\.)?\*/i.test(text)) {
    throw new Error(`a prepared statement names its columns: ${text.slice(0, 80)}`);
  }
  if (names.size < MOST_PREPARED) names.set(text, createHash('sha256').update(text).digest('base64url').slice(0, 22));
  return text;
}

/**
 * A client of the pool that sends statements marked by `prepared` under a name. An error of its connection does not end
 * the process.
 */
export class PreparingClient extends pg.Client {
  constructor(...parameters: ConstructorParameters<typeof pg.Client>) {
    super(...parameters);
    // The pool removes its error listener when it hands a connection out; TypeORM adds one a promise later. If the
    // server disconnects right after ReadyForQuery, neither listens, and an unhandled error event ends the process. The
    // client itself knows that it is unusable.
    this.on('error', () => undefined);
  }

  override query(...[config, values, callback]: unknown[]): never {
    const name = typeof config === 'string' ? names.get(config) : undefined;
    const query = super.query as (...parameters: unknown[]) => never;
    return name === undefined
      ? query.call(this, config, values, callback)
      : query.call(this, { name, text: config }, values, callback);
  }
}
