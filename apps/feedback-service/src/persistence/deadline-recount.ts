import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { feedbackNotFound } from '../domain/refusals.js';
import { recountDeadlines } from '../domain/recount-deadlines.js';
import { PostgresFeedbacks } from './postgres-feedbacks.js';
import { PostgresOffices } from './postgres-offices.js';

const OPEN = `('NEW', 'FORWARDED', 'ACCEPTED', 'ANSWERED')`;

/** Counts open deadlines anew when the calendar or the hours that they hang on change; each move stands in the history. */
@Injectable()
export class DeadlineRecount {
  constructor(
    @Inject(PostgresFeedbacks) private readonly feedbacks: PostgresFeedbacks,
    @Inject(PostgresOffices) private readonly offices: PostgresOffices,
  ) {}

  /** @param cause the event that changed the calendar, for the history */
  async forCalendar(manager: EntityManager, calendarId: string, at: Date, cause: string): Promise<void> {
    const rows: { agency_code: string }[] = await manager.query(
      `SELECT DISTINCT f.agency_code FROM feedbacks f JOIN agencies a ON a.code = f.agency_code
       WHERE f.status IN ${OPEN} AND a.calendar_id = $1 ORDER BY 1`,
      [calendarId],
    );
    for (const { agency_code } of rows) await this.forAgency(manager, agency_code, at, cause);
  }

  async forAgency(manager: EntityManager, agencyCode: string, at: Date, cause: string): Promise<void> {
    const office = await this.offices.findKnown(manager, agencyCode);
    if (!office) return;
    const rows: { id: string }[] = await manager.query(
      `SELECT id FROM feedbacks WHERE agency_code = $1 AND status IN ${OPEN} ORDER BY id`,
      [agencyCode],
    );
    for (const { id } of rows) {
      await this.feedbacks.changeWithin(
        manager,
        { id, actor: { subject: cause }, visibility: { everywhere: true } },
        (feedback) => {
          if (!feedback) throw feedbackNotFound();
          return recountDeadlines(feedback, office, at);
        },
      );
    }
  }
}
