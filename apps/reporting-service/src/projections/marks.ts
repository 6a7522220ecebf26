import { eventDefinition, type EventEnvelope } from '@motcua/contracts';
import { prepared } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** How far a generation has come in one topic. */
export interface Mark {
  topic: string;
  /** Events applied. */
  events: number;
  lastEventId: string;
  lastRecordedAt: Date;
}

/** More than partitions are worked on at once by all instances, as a rule. */
const SLOTS = 16;

/** Keeps how far a generation of the projection has come, in the transaction that brings it there. */
@Injectable()
export class Marks {
  /** In a row that concurrent transactions of the topic do not share, unless there are more of them than slots. */
  async advance(manager: EntityManager, schema: string, events: EventEnvelope[]): Promise<void> {
    const latest = events.reduce((a, b) => (a.recordedat > b.recordedat ? a : b));
    await manager.query(
      prepared(`INSERT INTO ${schema}.projection_progress AS m (topic, slot, events, last_event_id, last_recorded_at)
       VALUES ($1, pg_backend_pid() % ${SLOTS}, $2, $3, $4)
       ON CONFLICT (topic, slot) DO UPDATE SET events = m.events + excluded.events,
         last_event_id = CASE WHEN excluded.last_recorded_at >= m.last_recorded_at
                         THEN excluded.last_event_id ELSE m.last_event_id END,
         last_recorded_at = greatest(m.last_recorded_at, excluded.last_recorded_at)`),
      [eventDefinition(latest.type)!.topic, events.length, latest.id, latest.recordedat],
    );
  }

  async all(manager: Pick<EntityManager, 'query'>, schema: string): Promise<Mark[]> {
    const columns = 'topic, events, last_event_id, last_recorded_at';
    const rows = await manager.query<
      { topic: string; events: string; last_event_id: string; last_recorded_at: Date }[]
    >(
      `SELECT DISTINCT ON (topic) topic, sum(events) OVER (PARTITION BY topic) AS events, last_event_id, last_recorded_at
       FROM (SELECT ${columns} FROM ${schema}.projection_marks
         UNION ALL SELECT ${columns} FROM ${schema}.projection_progress) AS mark
       ORDER BY topic, last_recorded_at DESC`,
    );
    return rows.map((row) => ({
      topic: row.topic,
      events: Number(row.events),
      lastEventId: row.last_event_id,
      lastRecordedAt: row.last_recorded_at,
    }));
  }
}
