import {
  Clock,
  MetricsRegistry,
  Parameters,
  Repeating,
  ServiceLogger,
  Walker,
  caller,
  type Walk,
} from '@motcua/platform';
import type { Queries } from '@motcua/reference-data';
import { localDate, type LocalDate } from '@motcua/working-time';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Dossiers, ReferenceData } from '../application/ports.js';
import { transferConsultations } from '../domain/consultation.js';
import { LIFECYCLE, type LifecycleEdge } from '../domain/lifecycle.js';
import { transfer } from '../domain/transfer.js';
import { RECEIVING } from '../persistence/scope-predicate.js';

const LOOK_EVERY_MS = 1_000;
/** A dossier can come to an agency that has ended: by a legacy import, or by a submission that was under way at midnight. */
const LOOK_AGAIN_AFTER_MS = 60_000;

/** What the lifecycle asks of them beside their state. */
const ONLY: Partial<Record<NonNullable<LifecycleEdge['only']> | 'ALL', string>> = {
  ACCEPTED_HERE: " AND d.origin = 'LIVE'",
  WITH_REOPENING_NOT_SETTLED: ' AND d.reopened_at IS NOT NULL AND d.correction_delivered_at IS NULL',
};

/** Those that the lifecycle lets go to another agency. */
const TRANSFERABLE = LIFECYCLE.filter(({ action }) => action === 'transfer')
  .map(({ from, only }) => `d.status = '${from}'${ONLY[only ?? 'ALL'] ?? ''}`)
  .map((condition) => `(${condition})`)
  .join(' OR ');

/** In whichever part an agency has it. */
const has = (agencyCode: string): string => `(d.agency_code = ${agencyCode} OR ${RECEIVING} = ${agencyCode})`;

/** What it is asked and has not answered. */
const CONSULTED = `t.kind = 'CONSULTATION' AND t.outcome IS NULL`;

/**
 * Transfers what is left to do at an agency to its successor, from the day after its last (ADR 106), dossier by dossier along the
 * one write path: each transfer has its line in the history and its event. What has nobody to go to is counted in a gauge.
 */
@Injectable()
export class AgencyTransfers implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly walker: Walker;
  private readonly looking: Repeating;
  private readonly without;
  private lastLook?: { day: LocalDate; at: number };

  constructor(
    private readonly dataSource: DataSource,
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
    logger: ServiceLogger,
    metrics: MetricsRegistry,
  ) {
    this.walker = new Walker({
      dataSource,
      logger,
      metrics,
      tables: {
        walks: 'agency_transfers',
        last: 'last_dossier_id',
        setAside: 'transfers_set_aside',
        item: 'dossier_id',
        subject: 'agency_code',
      },
      gauge: {
        name: 'dossier_transfers_set_aside',
        help: 'Dossiers of agencies that have ended which could not be transferred to the successor',
      },
      next: (walk, after, limit) => this.next(walk, after, limit),
      visit: (id, walk) => this.transferred(id, walk),
    });
    this.without = metrics.gauge({
      name: 'dossiers_without_successor',
      help: 'Dossiers that are not done, at agencies that have ended and named no successor',
      labelNames: ['agency'],
    });
    const failing = 'dossiers of agencies that have ended are not transferred';
    this.looking = new Repeating(() => this.look(), { log: logger, failing });
  }

  /** Notes, in the transaction that brings the agency, that its dossiers are to be looked at. */
  agencyChanged(queries: Queries, agencyCode: string, version: number): Promise<void> {
    return this.walker.begin(queries, { subject: agencyCode, version });
  }

  onApplicationBootstrap(): void {
    this.looking.start();
    this.walker.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.looking.stop(), this.walker.stop()]);
  }

  /** At the start, on every new day by the service's clock, and once a minute. */
  private async look(): Promise<number> {
    const day = localDate(this.clock.now());
    const { lastLook } = this;
    const now = performance.now();
    if (lastLook?.day === day && now - lastLook.at < LOOK_AGAIN_AFTER_MS) return LOOK_EVERY_MS;
    try {
      await this.referenceData.askForSuccessors(day);
    } finally {
      // The catalog may be away; who has a successor by the copies does not wait for it.
      await this.beginWalks(day);
      await this.countWithout(day);
    }
    this.lastLook = { day, at: now };
    return LOOK_EVERY_MS;
  }

  private async beginWalks(day: LocalDate): Promise<void> {
    const parameters = new Parameters();
    const ended = successions(day, parameters);
    await this.dataSource.query(
      `INSERT INTO agency_transfers (agency_code, version, state)
       SELECT e.code, e.version, 'RUNNING' FROM (${ended}) e WHERE e.heir IS NOT NULL AND EXISTS (
         SELECT FROM dossiers d WHERE ${has('e.code')} AND (${TRANSFERABLE})
           AND NOT EXISTS (SELECT FROM transfers_set_aside s WHERE s.dossier_id = d.id)
         UNION ALL
         SELECT FROM dossier_tasks t WHERE t.agency_code = e.code AND ${CONSULTED}
           AND NOT EXISTS (SELECT FROM transfers_set_aside s WHERE s.dossier_id = t.dossier_id))
       ON CONFLICT (agency_code, version) DO UPDATE
         SET state = 'RUNNING', last_dossier_id = NULL, started_at = clock_timestamp(), finished_at = NULL
         WHERE agency_transfers.state = 'COMPLETED'`,
      parameters.values,
    );
  }

  private async countWithout(day: LocalDate): Promise<void> {
    const parameters = new Parameters();
    const ended = successions(day, parameters);
    const rows: { code: string; count: number }[] = await this.dataSource.query(
      `SELECT e.code, count(*)::int AS count FROM (${ended}) e JOIN dossiers d ON ${has('e.code')}
       WHERE e.heir IS NULL AND (${TRANSFERABLE}) GROUP BY e.code`,
      parameters.values,
    );
    this.without.reset();
    for (const { code, count } of rows) this.without.set({ agency: code }, count);
  }

  private async next({ subject }: Walk, after: string | null, limit: number): Promise<string[]> {
    if (!(await this.heirOf(subject))) return [];
    const rows: { id: string }[] = await this.dataSource.query(
      `(SELECT d.id FROM dossiers d WHERE ${has('$1')} AND (${TRANSFERABLE})
          AND ($2::uuid IS NULL OR d.id > $2) ORDER BY d.id LIMIT $3)
       UNION (SELECT t.dossier_id FROM dossier_tasks t WHERE t.agency_code = $1 AND ${CONSULTED}
          AND ($2::uuid IS NULL OR t.dossier_id > $2) ORDER BY t.dossier_id LIMIT $3)
       ORDER BY id LIMIT $3`,
      [subject, after, limit],
    );
    return rows.map(({ id }) => id);
  }

  private async transferred(id: string, { subject }: Walk): Promise<boolean> {
    const heir = await this.heirOf(subject);
    let changed = false;
    await this.dossiers.change(
      { id, caller: SYSTEM, input: undefined, action: 'transfer', scopes: [{ kind: 'PROVINCE' }] },
      (dossier) => {
        if (!heir) return [];
        const succession = { from: subject, to: heir };
        const now = this.clock.now();
        const events = [...transferConsultations(dossier, succession, now), ...transfer(dossier, succession, now)];
        changed = events.length > 0;
        return events;
      },
    );
    return changed;
  }

  /** Who has the dossiers of an agency today; undefined while that is the agency, and where nobody is named. */
  private async heirOf(agencyCode: string): Promise<string | undefined> {
    const heir = await this.referenceData.heirOf(agencyCode, localDate(this.clock.now()));
    return heir === agencyCode ? undefined : heir;
  }
}

/** Agencies that have ended by a day, each with the first in the line of its successors that has not. */
function successions(day: LocalDate, parameters: Parameters): string {
  const by = `${parameters.add(day)}::date`;
  return `
    WITH RECURSIVE line AS (
      SELECT code, version, successor_code AS heir, 1 AS place FROM agencies WHERE valid_to < ${by}
      UNION ALL
      SELECT l.code, l.version, a.successor_code, l.place + 1 FROM line l JOIN agencies a ON a.code = l.heir
      WHERE a.valid_to < ${by} AND l.place < ${LONGEST_LINE}
    )
    SELECT DISTINCT ON (code) code, version, heir FROM line ORDER BY code, place DESC`;
}

/** The catalog lets no line of successors lead back; a copy that did would never end. */
const LONGEST_LINE = 50;

/** The actor in the history of transfers. */
const SYSTEM = caller({ subject: 'system:agencies', roles: ['service'] });
