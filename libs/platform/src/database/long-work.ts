import type { EntityManager } from 'typeorm';

interface Bounds {
  /** Longest wait for one lock. */
  lockMs: number;
  /** Longest run of one statement; 0: no limit. */
  statementMs: number;
}

/**
 * Background work with its own limits instead of those of a request (`DATABASE_LOCK_TIMEOUT_MS`,
 * `DATABASE_STATEMENT_TIMEOUT_MS`).
 */
const LONG_WORK = {
  /** A batch of lines of an import: hundreds of rows in a statement. */
  import: { lockMs: 10_000, statementMs: 120_000 },
  /** Emptying a projection: it waits for readers, and a million rows go at once. */
  rebuild: { lockMs: 60_000, statementMs: 0 },
  /** Counting all periods of a series again, and waiting for another who does. */
  freeze: { lockMs: 10_000, statementMs: 300_000 },
  /** Deleting expired rows, and moving a day's rows together. */
  housekeeping: { lockMs: 10_000, statementMs: 600_000 },
  /**
   * Renaming the accounts of a whole table at start: it may take minutes, and a second instance that starts waits for
   * it.
   */
  accounts: { lockMs: 600_000, statementMs: 0 },
} satisfies Record<string, Bounds>;

export type LongWork = keyof typeof LONG_WORK;

/** Sets the limits of the named work for the transaction of `manager`. */
export async function longWork(manager: Pick<EntityManager, 'query'>, name: LongWork): Promise<void> {
  const { lockMs, statementMs } = LONG_WORK[name];
  await manager.query(`SELECT set_config('lock_timeout', $1, true), set_config('statement_timeout', $2, true)`, [
    String(lockMs),
    String(statementMs),
  ]);
}
