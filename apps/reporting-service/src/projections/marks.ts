import { eventDefinition, type EventEnvelope } from '@motcua/contracts';
import { prepared } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MarkEntity, ProgressEntity, type MarkRow } from '../persistence/catalog-entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import { inEachSchema, type ProjectionSchema } from '../persistence/projection-tables.js';

/** How far a generation has come in one topic. */
export interface Mark {
  topic: string;
  /** Events applied. */
  events: number;
  lastEventId: string;
  lastRecordedAt: Date;
}

/** As a rule, more than all instances together work on partitions at once. */
const SLOTS = 16;

/** Records how far a generation of the projection has come, in the transaction that applies the events. */
@Injectable()
export class Marks {
  /** Concurrent transactions of a topic write different rows, unless there are more of them than slots. */
  async advance(manager: EntityManager, schema: ProjectionSchema, events: EventEnvelope[]): Promise<void> {
    const latest = events.reduce((a, b) => (a.recordedat > b.recordedat ? a : b));
    await manager.query(ADVANCE[schema], [
      eventDefinition(latest.type)!.topic,
      events.length,
      latest.id,
      latest.recordedat,
    ]);
  }

  async all(manager: Pick<EntityManager, 'query'>, schema: ProjectionSchema): Promise<Mark[]> {
    const rows = await manager.query<MarkRow[]>(ALL[schema]);
    return rows.map((row) => ({
      topic: row.topic,
      events: Number(row.events),
      lastEventId: row.last_event_id,
      lastRecordedAt: row.last_recorded_at,
    }));
  }
}

const MARKS = tableInEachSchema(MarkEntity);
const PROGRESS = tableInEachSchema(ProgressEntity);

/** By hand: PostgreSQL names the connection, and it is prepared, since it runs for each batch of events. */
const ADVANCE = inEachSchema((schema) => {
  const isLater = 'excluded.last_recorded_at >= m.last_recorded_at';
  return prepared(`INSERT INTO ${PROGRESS[schema].name} AS m (topic, slot, events, last_event_id, last_recorded_at)
    VALUES ($1, pg_backend_pid() % ${SLOTS}, $2, $3, $4)
    ON CONFLICT (topic, slot) DO UPDATE SET events = m.events + excluded.events,
      last_event_id = CASE WHEN ${isLater} THEN excluded.last_event_id ELSE m.last_event_id END,
      last_recorded_at = greatest(m.last_recorded_at, excluded.last_recorded_at)`);
});

/** By hand: PostgreSQL sums over the slots and takes the latest of them in one pass over both tables. */
const ALL = inEachSchema((schema) => {
  const progress = PROGRESS[schema].without('slot');
  return `SELECT DISTINCT ON (topic) topic, sum(events) OVER (PARTITION BY topic) AS events, last_event_id, last_recorded_at
    FROM (SELECT ${MARKS[schema].selecting('m')} FROM ${MARKS[schema].name} m
      UNION ALL SELECT ${progress.selecting('p')} FROM ${progress.name} p) AS mark
    ORDER BY topic, last_recorded_at DESC`;
});
