import { ServiceLogger, Clock, caller } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OPEN_STATUSES } from '../application/dossier-view.js';
import { Dossiers } from '../application/ports.js';
import { setDeadlineAnew } from '../domain/calendar-change.js';
import type { Queries } from './queries.js';
import { ReferenceCopies } from './reference-copies.js';

const BATCH = 100;
const LOOK_EVERY_MS = 1_000;
const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

interface RunningChange {
  calendar_id: string;
  version: number;
  last_dossier_id: string | null;
}

/**
 * Sets open deadlines anew when a version of their calendar comes (design decision 6), dossier by dossier along the one
 * write path: each change has its line in the history and its event. A province has tens of thousands of open dossiers,
 * so this is not done in the consuming transaction but afterwards, in batches that survive a restart.
 */
@Injectable()
export class CalendarChanges implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly copies: ReferenceCopies,
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
    private readonly logger: ServiceLogger,
  ) {}

  /** Notes, in the transaction that brings the calendar, that open deadlines are to be looked at. */
  async begin(queries: Queries, calendarId: string, version: number): Promise<void> {
    await this.copies.lockCalendars(queries);
    await queries.query(
      `INSERT INTO calendar_changes (calendar_id, version, state) VALUES ($1, $2, 'RUNNING') ON CONFLICT DO NOTHING`,
      [calendarId, version],
    );
  }

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      this.running = this.work()
        .catch((error: unknown) => this.logger.warn('open deadlines are not set anew yet', { err: error }))
        .finally(() => {
          if (!this.stopping) this.schedule();
        });
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  private async work(): Promise<void> {
    while (!this.stopping && (await this.oneBatch()));
  }

  /** One batch of the oldest running change; false when there is none, or another instance has it. */
  private async oneBatch(): Promise<boolean> {
    const change = await this.takeOldest();
    if (!change) return false;
    const ids: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM dossiers WHERE calendar_id = $1 AND calendar_version < $2 AND status IN (${OPEN})
         AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT ${BATCH}`,
      [change.calendar_id, change.version, change.last_dossier_id],
    );
    let changed = 0;
    for (const { id } of ids) {
      if (this.stopping) return false;
      if (await this.setAnew(id, change)) changed += 1;
    }
    await this.dataSource.query(
      `UPDATE calendar_changes SET looked_at = looked_at + $3, changed = changed + $4,
         last_dossier_id = coalesce($5, last_dossier_id),
         state = CASE WHEN $6 THEN 'COMPLETED' ELSE state END,
         finished_at = CASE WHEN $6 THEN clock_timestamp() END
       WHERE calendar_id = $1 AND version = $2 AND state = 'RUNNING'`,
      [change.calendar_id, change.version, ids.length, changed, ids.at(-1)?.id ?? null, ids.length < BATCH],
    );
    return true;
  }

  private async takeOldest(): Promise<RunningChange | undefined> {
    const rows: RunningChange[] = await this.dataSource.query(
      `SELECT calendar_id, version, last_dossier_id FROM calendar_changes WHERE state = 'RUNNING'
       ORDER BY started_at LIMIT 1`,
    );
    return rows[0];
  }

  /** Doing it twice, as two instances may, changes nothing the second time. */
  private async setAnew(id: string, { calendar_id, version }: RunningChange): Promise<boolean> {
    let changed = false;
    await this.dossiers.change(
      { id, caller: SYSTEM, action: 'set-deadline-anew', scopes: [{ kind: 'PROVINCE' }] },
      async (dossier) => {
        // Ended meanwhile: nothing to set.
        if (!dossier.basis || !OPEN_STATUSES.includes(dossier.status)) return [];
        const calendar = await this.copies.calendar(this.dataSource, {
          calendar: { id: calendar_id, version },
          officeHours: dossier.basis.officeHours,
        });
        const events = setDeadlineAnew(dossier, { calendar, version }, this.clock.now());
        changed = events.length > 0;
        return events;
      },
    );
    return changed;
  }
}

/** Who it is in the history that no person did. */
const SYSTEM = caller({ subject: 'system:calendar', roles: ['service'] });
