import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { FeedbackStatus } from '@motcua/contracts';
import { Clock, MetricsRegistry, ServiceLogger, Walker, type Walk } from '@motcua/platform';
import { OpenDeadlines, type Queries } from '@motcua/reference-data';
import { DataSource } from 'typeorm';
import { recountDeadlines } from '../domain/recount-deadlines.js';
import { FeedbackEntity } from '../persistence/entities.js';
import { PostgresFeedbacks } from '../persistence/postgres-feedbacks.js';
import { PostgresOffices } from '../persistence/postgres-offices.js';

/** The marker that each transaction holds which counts by the present calendars and office hours. */
export const CALENDAR_LOCK = 'offices';

const OPEN_STATUSES: FeedbackStatus[] = ['NEW', 'FORWARDED', 'ACCEPTED', 'ANSWERED'];
const OPEN = OPEN_STATUSES.map((status) => `'${status}'`).join(', ');

/**
 * Counts open deadlines anew when their calendar or office hours change, one feedback item at a time through the ordinary write
 * path, so that each move has its line in the history.
 */
@Injectable()
export class CalendarChanges extends OpenDeadlines implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly walker: Walker;

  constructor(
    private readonly dataSource: DataSource,
    private readonly feedbacks: PostgresFeedbacks,
    private readonly offices: PostgresOffices,
    private readonly clock: Clock,
    logger: ServiceLogger,
    metrics: MetricsRegistry,
  ) {
    super();
    this.walker = new Walker({
      dataSource,
      logger,
      metrics,
      tables: {
        walks: 'deadline_walks',
        last: 'last_feedback_id',
        setAside: 'deadlines_set_aside',
        item: 'feedback_id',
        subject: 'subject',
      },
      marker: CALENDAR_LOCK,
      gauge: {
        name: 'feedback_deadlines_set_aside',
        help: 'Open feedback whose deadlines could not be counted anew by a change of their calendar or agency',
      },
      next: (walk, after, limit) => this.next(walk, after, limit),
      visit: (id) => this.recount(id),
    });
  }

  /** Notes, in the transaction that brings the change, that open deadlines are to be looked at. */
  calendarPublished(queries: Queries, calendarId: string, version: number): Promise<void> {
    return this.walker.begin(queries, { subject: `calendar:${calendarId}`, version });
  }

  agencyChanged(queries: Queries, agencyCode: string, version: number): Promise<void> {
    return this.walker.begin(queries, { subject: `agency:${agencyCode}`, version });
  }

  onApplicationBootstrap(): void {
    this.walker.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.walker.stop();
  }

  /** By hand: PostgreSQL uses the index of open items only for a statement that has their statuses in its text. */
  private async next({ subject }: Walk, after: string | null, limit: number): Promise<string[]> {
    const [kind, code] = [subject.slice(0, subject.indexOf(':')), subject.slice(subject.indexOf(':') + 1)];
    const agencies = kind === 'agency' ? 'SELECT $1::text' : 'SELECT code FROM agencies WHERE calendar_id = $1';
    const rows: { id: string }[] = await this.dataSource.query(
      `SELECT id FROM feedbacks WHERE status IN (${OPEN}) AND agency_code IN (${agencies})
         AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
      [code, after, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Counts by what is known of the agency now: the change that began the walk, or a newer one. */
  private recount(id: string): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      // As a filing does: a walk for a still newer change waits until this transaction has ended.
      await this.offices.hold(manager);
      const row = await manager.findOne(FeedbackEntity, { select: { id: true, agency_code: true }, where: { id } });
      const office = row && (await this.offices.findKnown(manager, row.agency_code));
      if (!office) return false;
      let moved = false;
      await this.feedbacks.changeWithin(manager, { id, actor: SYSTEM, scopes: [{ kind: 'PROVINCE' }] }, (feedback) => {
        // It may have ended in the meantime.
        if (!feedback || !OPEN_STATUSES.includes(feedback.status)) return [];
        const events = recountDeadlines(feedback, office, this.clock.now());
        moved = events.length > 0;
        return events;
      });
      return moved;
    });
  }
}

/** The actor that the history names for what no person did. */
const SYSTEM = { subject: 'system:calendar' };
