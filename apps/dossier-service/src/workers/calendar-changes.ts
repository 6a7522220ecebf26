import { Clock, MetricsRegistry, ServiceLogger, Walker, caller, type Walk } from '@motcua/platform';
import type { Queries } from '@motcua/reference-data';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isCounted, OPEN_STATUSES } from '../domain/dossier.js';
import { Dossiers } from '../application/ports.js';
import { setDeadlineAnew } from '../domain/calendar-change.js';

/** A transaction that counts by the present calendars holds this until it commits. */
export const CALENDAR_LOCK = 'calendars';

const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

/**
 * Sets open deadlines anew when a version of their calendar comes, dossier by dossier along the one write path (ADR 16):
 * each change has its line in the history and its event.
 */
@Injectable()
export class CalendarChanges implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly walker: Walker;

  constructor(
    private readonly dataSource: DataSource,
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
    logger: ServiceLogger,
    metrics: MetricsRegistry,
  ) {
    this.walker = new Walker({
      dataSource,
      logger,
      metrics,
      tables: {
        walks: 'calendar_changes',
        last: 'last_dossier_id',
        setAside: 'deadlines_set_aside',
        item: 'dossier_id',
        subject: 'calendar_id',
      },
      marker: CALENDAR_LOCK,
      gauge: {
        name: 'dossier_deadlines_set_aside',
        help: 'Open dossiers whose deadline could not be recomputed for a new version of their calendar',
      },
      next: (walk, after, limit) => this.next(walk, after, limit),
      visit: (id, walk) => this.setAnew(id, walk),
    });
  }

  /** Notes, in the transaction that brings the calendar, that open deadlines are to be looked at. */
  calendarPublished(queries: Queries, calendarId: string, version: number): Promise<void> {
    return this.walker.begin(queries, { subject: calendarId, version });
  }

  onApplicationBootstrap(): void {
    this.walker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.walker.stop();
  }

  private async next({ subject, version }: Walk, after: string | null, limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM dossiers WHERE calendar_id = $1 AND calendar_version < $2 AND status IN (${OPEN})
         AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`,
      [subject, version, after, limit],
    );
    return rows.map(({ id }) => id);
  }

  private async setAnew(id: string, { subject, version }: Walk): Promise<boolean> {
    let changed = false;
    await this.dossiers.change(
      { id, caller: SYSTEM, input: undefined, action: 'set-deadline-anew', scopes: [{ kind: 'PROVINCE' }] },
      async (dossier, _, within) => {
        if (dossier.ending || !isCounted(dossier)) return [];
        const { officeHours } = dossier.acceptance.basis;
        const calendar = await within.calendar({ calendar: { id: subject, version }, officeHours });
        const events = setDeadlineAnew(dossier, { calendar, version }, this.clock.now());
        changed = events.length > 0;
        return events;
      },
    );
    return changed;
  }
}

/** The actor in the history of changes that no person made. */
const SYSTEM = caller({ subject: 'system:calendar', roles: ['service'] });
