interface Queries {
  query<T = unknown>(sql: string, parameters?: unknown[]): Promise<T>;
}

/**
 * Marks, until this transaction ends, that it relies on what it reads from now on. The lock is only taken in shared
 * mode, so nobody waits for it: `holdersOf` tells a recount whose commits it must wait for.
 */
export async function holdMarker(transaction: Queries, name: string): Promise<void> {
  await transaction.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [name]);
}

/**
 * The transactions of all instances that hold the marker now. Their changes are visible once they are no longer listed.
 */
export async function holdersOf(queries: Queries, name: string): Promise<Set<string>> {
  const rows = await queries.query<{ holder: string }[]>(
    `SELECT virtualtransaction AS holder FROM pg_locks, hashtextextended($1, 0) AS key
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND ((classid::bigint << 32) | objid::bigint) = key`,
    [name],
  );
  return new Set(rows.map(({ holder }) => holder));
}
