import { randomUUID } from 'node:crypto';
import { backOffMs } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { Any, DataSource, type EntityManager } from 'typeorm';
import { GatewayConfig } from '../../config.js';
import { SendLedger, type Claim, type SettledEntry } from '../application/send-ledger.js';
import {
  resend,
  settle,
  want,
  type SendEntry,
  type SendOutcome,
  type Waits,
  type WantedState,
} from '../domain/send-entry.js';
import { DESTINATION, SEND_ATTEMPTS, SENDS, SUBMISSIONS, type SendAttemptRow, type SendRow } from './entities.js';
import { entryOf, rowOf } from './send-row.js';

/** Every column of an entry; a claim writes the lease. */
const COLUMNS = Object.entries(SENDS.options.columns).filter(([name]) => name !== 'lease');
const NAMES = COLUMNS.map(([name]) => name);
const TYPED = COLUMNS.map(([name, column]) => `${name} ${column!.type as string}`).join(', ');

/** The content of an event, and its recording time. */
export type SaidState = WantedState & { recordedAt: Date };

/**
 * The ledger in PostgreSQL. `domain/send-entry.ts` alone decides about an entry; this class stores it. For entries from
 * before this instance's start the portal may have a later state, because the ledger may come from a backup.
 */
@Injectable()
export class PostgresSendLedger extends SendLedger {
  private readonly began = new Date();
  private readonly waits: Waits;
  private readonly leaseMs: number;

  constructor(
    private readonly dataSource: DataSource,
    config: GatewayConfig,
  ) {
    super();
    const { NATIONAL_PORTAL_BACKOFF_BASE_MS: baseMs, NATIONAL_PORTAL_BACKOFF_CAP_MS: longestMs } = config;
    this.leaseMs = config.NATIONAL_PORTAL_LEASE_MS;
    this.waits = {
      delayMs: config.NATIONAL_PORTAL_SEND_DELAY_MS,
      afterFailures: (failures, atMostMs = Infinity) =>
        backOffMs({ baseMs, capMs: Math.min(longestMs, atMostMs) }, failures),
    };
  }

  /** Records events, in the transaction that consumes them. */
  async want(manager: EntityManager, wanted: SaidState[]): Promise<void> {
    const { known, at } = await this.locked(
      manager,
      wanted.map(({ dossierId }) => dossierId),
    );
    const next = new Map<string, SendEntry>();
    for (const state of wanted) {
      const before = next.get(state.dossierId) ?? known.get(state.dossierId);
      next.set(state.dossierId, want(before, state, at, this.waits, state.recordedAt < this.began));
    }
    await this.store(
      manager,
      [...next.values()].filter((entry) => entry !== known.get(entry.dossierId)),
    );
  }

  async claim(limit: number): Promise<Claim> {
    const lease = randomUUID();
    const begun = performance.now();
    // Hand-written SQL: one statement selects, skips locked rows, and leases. The selection is in WITH: a plan may run
    // a subquery of FROM once per row, and its LIMIT would apply to each run. An entry that is already OPEN was
    // abandoned and must be looked up.
    const [rows]: [SendRow[]] = await this.dataSource.query(
      `WITH due AS MATERIALIZED (
         SELECT dossier_id FROM national_sends
         WHERE destination = $1 AND state IN ('DUE', 'OPEN') AND due_at <= clock_timestamp()
         ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED
       )
       UPDATE national_sends s SET lease = $2, state = 'OPEN',
         look_first = s.look_first OR s.state = 'OPEN' OR coalesce(least(s.unsent_since, s.acknowledged_at) < $5, false),
         due_at = clock_timestamp() + $3::integer * interval '1 millisecond'
       FROM due WHERE s.destination = $1 AND s.dossier_id = due.dossier_id RETURNING s.*`,
      [DESTINATION, lease, this.leaseMs, limit, this.began],
    );
    return { lease, entries: rows.map(entryOf), until: begun + this.leaseMs * USABLE };
  }

  async settle({ lease }: Claim, settled: SettledEntry[]): Promise<void> {
    if (settled.length === 0) return;
    await this.dataSource.transaction(async (manager) => {
      const ids = settled.map(({ dossierId }) => dossierId);
      const rows = await locking(manager, ids).andWhere({ lease, state: 'OPEN' }).getMany();
      if (rows.length === 0) return;
      const at = await timeOf(manager);
      const outcomes = new Map(settled.map(({ dossierId, outcome }) => [dossierId, outcome]));
      const ended = rows.map((row) => ({ entry: entryOf(row), outcome: outcomes.get(row.dossier_id)! }));
      await this.store(
        manager,
        ended.map(({ entry, outcome }) => settle(entry, outcome, at, this.waits)),
      );
      await manager.insert(
        SEND_ATTEMPTS,
        ended.map(({ entry, outcome }) => attemptRowOf(entry.dossierId, outcome, at)),
      );
    });
  }

  async fromPortal(dossierIds: string[]): Promise<ReadonlySet<string>> {
    const rows = await this.dataSource.manager.find(SUBMISSIONS, {
      select: { destination: true, portal_code: true, dossier_id: true },
      where: { destination: DESTINATION, dossier_id: Any(dossierIds) },
    });
    return new Set(rows.map(({ dossier_id }) => dossier_id!));
  }

  async resend(dossiers: WantedState[]): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const ids = dossiers.map(({ dossierId }) => dossierId);
      const { known, at } = await this.locked(manager, ids);
      const entries = dossiers.map((state) => resend(want(known.get(state.dossierId), state, at, this.waits), at));
      await this.store(manager, entries);
    });
  }

  async forgetAttempts(days: number): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .delete()
      .from(SEND_ATTEMPTS)
      .where(`at < clock_timestamp() - make_interval(days => :days)`, { days })
      .execute();
  }

  private async locked(
    manager: EntityManager,
    dossierIds: string[],
  ): Promise<{ known: Map<string, SendEntry>; at: Date }> {
    const rows = await locking(manager, dossierIds).getMany();
    return { known: new Map(rows.map((row) => [row.dossier_id, entryOf(row)])), at: await timeOf(manager) };
  }

  /** Hand-written SQL with one parameter, because a batch of events may exceed a statement's number of parameters. */
  private async store(manager: EntityManager, entries: SendEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const sorted = [...entries].sort((a, b) => (a.dossierId < b.dossierId ? -1 : 1));
    await manager.query(
      `INSERT INTO national_sends (${NAMES.join(', ')})
       SELECT ${NAMES.map((name) => `r.${name}`).join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r (${TYPED})
       ON CONFLICT (destination, dossier_id) DO UPDATE
       SET ${NAMES.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [JSON.stringify(sorted.map(rowOf))],
    );
  }
}

/** Always in the same order, to prevent deadlocks. */
function locking(manager: EntityManager, dossierIds: string[]) {
  return manager
    .createQueryBuilder(SENDS, 's')
    .where({ destination: DESTINATION, dossier_id: Any(dossierIds) })
    .orderBy('s.dossier_id')
    .setLock('pessimistic_write');
}

/** Read after the rows are locked, so that they do not change any more. */
async function timeOf(manager: EntityManager): Promise<Date> {
  const [{ at }] = (await manager.query('SELECT clock_timestamp() AS at')) as [{ at: Date }];
  return at;
}

function attemptRowOf(dossierId: string, outcome: SendOutcome, at: Date): SendAttemptRow {
  const failure = 'failure' in outcome ? outcome.failure : undefined;
  return {
    destination: DESTINATION,
    dossier_id: dossierId,
    at,
    outcome: outcome.kind,
    version: 'version' in outcome ? outcome.version : null,
    error_class: failure?.class ?? null,
    error_code: failure?.code ?? null,
    error_message: failure?.message ?? null,
  };
}

/** The share of a lease for calls; the rest is for storing their results. */
const USABLE = 0.8;
