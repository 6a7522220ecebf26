import { Clock, MetricsRegistry, ServiceLogger, caller, toRefusal } from '@motcua/platform';
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

/** What was set aside is tried again after a minute, then after twice as long each time, at last hourly. */
const NEXT_ATTEMPT = `clock_timestamp() + least(interval '1 minute' * power(2, least(%, 10)), interval '1 hour')`;

interface CalendarVersion {
  calendar_id: string;
  version: number;
}

interface RunningChange extends CalendarVersion {
  last_dossier_id: string | null;
}

interface SetAside extends CalendarVersion {
  dossier_id: string;
}

/**
 * Sets open deadlines anew when a version of their calendar comes (design decision 6), dossier by dossier along the one
 * write path: each change has its line in the history and its event. A province has tens of thousands of open dossiers,
 * so this is not done in the consuming transaction but afterwards, in batches that survive a restart. A dossier that cannot
 * be set anew holds up no other: it is set aside with its reason, counted in `dossier_deadlines_set_aside`, and tried again.
 */
@Injectable()
export class CalendarChanges implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private readonly setAside;

  constructor(
    private readonly dataSource: DataSource,
    private readonly copies: ReferenceCopies,
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
    private readonly logger: ServiceLogger,
    metrics: MetricsRegistry,
  ) {
    this.setAside = metrics.gauge({
      name: 'dossier_deadlines_set_aside',
      help: 'Open dossiers whose deadline could not be set anew by a version of their calendar',
    });
  }

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
    while (!this.stopping && (await this.tryOneAgain()));
    const rows: { count: number }[] = await this.dataSource.query(
      'SELECT count(*)::int AS count FROM deadlines_set_aside',
    );
    this.setAside.set(rows[0]!.count);
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
      if (await this.setAnewOrAside(id, change)) changed += 1;
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

  /** The one that has waited longest; false when none is due. */
  private async tryOneAgain(): Promise<boolean> {
    const rows: SetAside[] = await this.dataSource.query(
      `SELECT dossier_id, calendar_id, version FROM deadlines_set_aside
       WHERE next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT 1`,
    );
    const due = rows[0];
    if (!due) return false;
    await this.setAnewOrAside(due.dossier_id, due);
    return true;
  }

  private async setAnewOrAside(id: string, change: CalendarVersion): Promise<boolean> {
    try {
      const changed = await this.setAnew(id, change);
      await this.dataSource.query('DELETE FROM deadlines_set_aside WHERE dossier_id = $1 AND version <= $2', [
        id,
        change.version,
      ]);
      return changed;
    } catch (error) {
      const { refusal, defect } = toRefusal(error);
      // No fault of the dossier: nothing else could be set anew now either.
      if (refusal.status === 503) throw error;
      const reason = defect ? (error as Error).name : refusal.code;
      const { calendar_id, version } = change;
      await this.dataSource.query(
        `INSERT INTO deadlines_set_aside (dossier_id, calendar_id, version, reason, next_attempt_at)
         VALUES ($1, $2, $3, $4, ${NEXT_ATTEMPT.replace('%', '0')})
         ON CONFLICT (dossier_id) DO UPDATE SET calendar_id = excluded.calendar_id,
           version = greatest(deadlines_set_aside.version, excluded.version), reason = excluded.reason,
           attempts = deadlines_set_aside.attempts + 1,
           next_attempt_at = ${NEXT_ATTEMPT.replace('%', 'deadlines_set_aside.attempts')}`,
        [id, calendar_id, version, reason],
      );
      this.logger.error('the deadline of a dossier cannot be set anew; it is set aside', {
        dossierId: id,
        calendarId: calendar_id,
        calendarVersion: version,
        reason,
        err: error,
      });
      return false;
    }
  }

  /** Doing it twice, as two instances may, changes nothing the second time. */
  private async setAnew(id: string, { calendar_id, version }: CalendarVersion): Promise<boolean> {
    let changed = false;
    await this.dossiers.change(
      { id, caller: SYSTEM, action: 'set-deadline-anew', scopes: [{ kind: 'PROVINCE' }] },
      async (dossier, _, within) => {
        // Ended meanwhile: nothing to set.
        if (!dossier.basis || !OPEN_STATUSES.includes(dossier.status)) return [];
        const calendar = await within.calendar({
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
