import { createHash } from 'node:crypto';
import pg from 'pg';

/** Far more than the services have; statements that are put together anew each time must not fill every connection. */
const MOST_PREPARED = 1_000;

const names = new Map<string, string>();

/**
 * Marks a statement that runs over and over: each connection has PostgreSQL parse and plan it once and then only names
 * it. The answer is the text itself, to be given to `query` like any other. Not for a statement whose best plan hangs on
 * its parameters or on how large a table is (a list with filters, a join: a plan made while a table was empty is kept
 * until it is next analysed), nor for one whose text is different each time.
 * @throws Error for `SELECT *`: after a migration has added a column, PostgreSQL refuses the plan that it has kept, and
 * the old instances of a rolling upgrade would fail
 */
export function prepared(text: string): string {
  if (names.has(text)) return text;
  if (/^\s*SELECT\s+(?:\w+\.)?\*|\bRETURNING\s+(?:\w+\.)?\*/i.test(text)) {
    throw new Error(`a prepared statement names its columns: ${text.slice(0, 80)}`);
  }
  if (names.size < MOST_PREPARED) names.set(text, createHash('sha256').update(text).digest('base64url').slice(0, 22));
  return text;
}

/** A client of the pool that sends a statement marked by `prepared` under its name, and whose loss ends nothing but itself. */
export class PreparingClient extends pg.Client {
  constructor(...parameters: ConstructorParameters<typeof pg.Client>) {
    super(...parameters);
    // The pool stops listening when it hands a connection out, TypeORM begins a promise later. A server that goes away in
    // the very packet that says that it is ready is heard by neither, and an error unheard ends the process. The client
    // knows by itself that it cannot be used any more.
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
