import { eventDefinition, type EventEnvelope } from '@motcua/contracts';
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

/** Keeps how far a generation of the projection has come, in the transaction that brings it there. */
@Injectable()
export class Marks {
  /** Last statement of a handler: until the commit, other partitions of the topic wait for this row. */
  async advance(manager: EntityManager, schema: string, events: EventEnvelope[]): Promise<void> {
    const latest = events.reduce((a, b) => (a.recordedat > b.recordedat ? a : b));
    await manager.query(
      `INSERT INTO ${schema}.projection_marks AS m (topic, events, last_event_id, last_recorded_at)
       VALUES ($1, $2, $3, $4)
       ON CONFLICT (topic) DO UPDATE SET events = m.events + excluded.events,
         last_event_id = CASE WHEN excluded.last_recorded_at >= m.last_recorded_at
                         THEN excluded.last_event_id ELSE m.last_event_id END,
         last_recorded_at = greatest(m.last_recorded_at, excluded.last_recorded_at)`,
      [eventDefinition(latest.type)!.topic, events.length, latest.id, latest.recordedat],
    );
  }

  async all(manager: Pick<EntityManager, 'query'>, schema: string): Promise<Mark[]> {
    const rows = await manager.query<
      { topic: string; events: string; last_event_id: string; last_recorded_at: Date }[]
    >(`SELECT topic, events, last_event_id, last_recorded_at FROM ${schema}.projection_marks ORDER BY topic`);
    return rows.map((row) => ({
      topic: row.topic,
      events: Number(row.events),
      lastEventId: row.last_event_id,
      lastRecordedAt: row.last_recorded_at,
    }));
  }
}
