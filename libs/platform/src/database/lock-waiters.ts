import pg from 'pg';
import type { ServiceLogger } from '../observability/service-logger.js';

const LOOK_EVERY_MS = 50;
/**
 * A service's change holds its locks for milliseconds; a transaction that blocks others for longer is something else.
 */
const LONG_HELD_MS = 500;

/**
 * Those of the processes that wait for a lock, longest wait first, with the transactions at the end of their wait
 * chains.
 */
const WAITING = `
  WITH RECURSIVE waits AS (
    SELECT waiter.pid AS waiter, blocker.pid AS blocker, since
    FROM (SELECT pid, min(waitstart) AS since FROM pg_locks WHERE NOT granted AND pid = ANY ($1::integer[]) GROUP BY pid)
      AS waiter, unnest(pg_blocking_pids(waiter.pid)) AS blocker (pid)
    UNION
    SELECT waiter, next.pid, since FROM waits, unnest(pg_blocking_pids(waits.blocker)) AS next (pid)
  )
  SELECT waits.waiter, array_agg(DISTINCT held.virtualtransaction) AS holders FROM waits
  JOIN pg_locks AS held ON held.pid = waits.blocker AND held.granted AND held.locktype = 'virtualxid'
  WHERE NOT EXISTS (SELECT FROM pg_locks AS own WHERE own.pid = waits.blocker AND NOT own.granted)
  GROUP BY waits.waiter, since ORDER BY since`;

interface Watched {
  url: string;
  service: string;
  poolSize: number;
  /** The connected clients of the pool. */
  clients: ReadonlySet<pg.Client>;
  /** Number of callers that wait for a connection of the pool. */
  callersWaiting: () => number;
  logger: ServiceLogger;
}

/**
 * Keeps half of the pool for requests that do not wait for a long-held lock. Otherwise, while a person in psql holds a
 * lock, the requests that need it could occupy every connection. While callers wait for a connection, requests that
 * wait for a long-held lock are cancelled, down to half of the pool, and answer 503 with Retry-After. It uses a
 * separate connection, opened when callers first wait.
 */
export class LockWaiters {
  private readonly timer: NodeJS.Timeout;
  private client?: pg.Client;
  private looking = false;
  private told = false;
  /** Time since which others have been seen waiting for a transaction. */
  private heldSince = new Map<string, number>();

  constructor(private readonly watched: Watched) {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private async look(): Promise<void> {
    if (this.looking || this.watched.callersWaiting() === 0) return;
    this.looking = true;
    try {
      const cancelled = await this.cancelOverdue();
      if (cancelled > 0 && !this.told) {
        this.watched.logger.warn('requests wait for a lock that somebody holds; the longest waiting are refused', {
          cancelled,
        });
      }
      this.told = cancelled > 0;
    } catch {
      // The database is unavailable: the requests themselves notice and report it.
      const lost = this.client;
      this.client = undefined;
      await lost?.end().catch(() => undefined);
    } finally {
      this.looking = false;
    }
  }

  private async cancelOverdue(): Promise<number> {
    const processes = [...this.watched.clients].map(processOf);
    const client = (this.client ??= await this.connect());
    const { rows } = await client.query<{ waiter: number; holders: string[] }>({
      name: 'waiting',
      text: WAITING,
      values: [processes],
    });
    const now = performance.now();
    const holders = new Set(rows.flatMap((row) => row.holders));
    this.heldSince = new Map([...holders].map((holder) => [holder, this.heldSince.get(holder) ?? now]));
    const overdue = rows
      .filter((row) => row.holders.some((holder) => now - this.heldSince.get(holder)! >= LONG_HELD_MS))
      .map(({ waiter }) => waiter);
    const tooMany = overdue.slice(0, Math.max(0, overdue.length - Math.floor(this.watched.poolSize / 2)));
    if (tooMany.length === 0) return 0;
    const cancelled = await client.query<{ count: number }>({
      name: 'cancel',
      text: `SELECT count(pg_cancel_backend(pid))::integer AS count
        FROM (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted AND pid = ANY ($1::integer[])) AS waiter`,
      values: [tooMany],
    });
    return cancelled.rows[0]!.count;
  }

  private async connect(): Promise<pg.Client> {
    const { url, service } = this.watched;
    const client = new pg.Client({
      connectionString: url,
      application_name: `${service} lock waiters`,
      connectionTimeoutMillis: 5_000,
      statement_timeout: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}

/** The PostgreSQL process of a connection; missing in pg's types. */
function processOf(client: pg.Client): number | undefined {
  return (client as unknown as { processID?: number }).processID;
}
