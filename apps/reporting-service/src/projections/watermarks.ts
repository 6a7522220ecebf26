import {
  TOPIC_USE,
  type CalendarPublished,
  type EventEnvelope,
  type ProducerWatermarkAdvanced,
} from '@motcua/contracts';
import type { ConsumerStanding } from '@motcua/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CalendarEntity, WatermarkEntity, type WatermarkRow } from '../persistence/catalog-entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';

/** Up to when a producer's facts in a topic are all in the numbers. */
export interface Heard {
  topic: string;
  producer: string;
  /** Absent before the producer has been heard at all. */
  until?: Date;
}

const WATERMARKS = tableInEachSchema(WatermarkEntity);
const CALENDARS = tableInEachSchema(CalendarEntity);

/** A reader that is further behind than this many announcements has not heard the producer. */
const KEPT = 100;

/** Keeps up to when each producer has published everything, and tells which of it is applied. */
@Injectable()
export class Watermarks {
  async apply(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<ProducerWatermarkAdvanced>[],
  ): Promise<void> {
    const table = WATERMARKS[schema];
    const rows = events.map(({ data, aggregateversion }) => ({
      producer: data.service,
      version: aggregateversion,
      until_at: data.until,
      topics: data.topics,
      positions: data.positions,
    }));
    await table.insertAll(manager, rows, 'ON CONFLICT DO NOTHING');
    await manager.query(
      `DELETE FROM ${table.name} w USING (SELECT producer, max(version) AS version FROM ${table.name} GROUP BY producer) AS last
       WHERE w.producer = last.producer AND w.version <= last.version - ${KEPT}`,
    );
  }

  async applyCalendars(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<CalendarPublished>[],
  ): Promise<void> {
    const rows = events.map(({ time, data }) => ({ id: data.id, version: data.version, from_at: time }));
    await CALENDARS[schema].insertAll(manager, rows, 'ON CONFLICT DO NOTHING');
  }

  /** For each topic that reports are made of: up to when its producer has been heard, by the latest announcement that is applied. */
  async heard(
    manager: Pick<EntityManager, 'query'>,
    schema: ProjectionSchema,
    { positions }: Pick<ConsumerStanding, 'positions'>,
  ): Promise<Heard[]> {
    const table = WATERMARKS[schema];
    const rows = await manager.query<WatermarkRow[]>(
      `SELECT ${table.selecting('w')} FROM ${table.name} w ORDER BY w.version DESC`,
    );
    const applied = new Map(positions.map((it) => [`${it.topic}/${it.partition}/${it.incarnation}`, it.position]));
    const isReached = (row: WatermarkRow, topic: string) => {
      const positions = row.positions.filter((it) => it.topic === topic);
      // A topic that the broker did not have then says nothing; one that was empty has a position, 0.
      return (
        positions.length > 0 &&
        positions.every((it) => (applied.get(`${it.topic}/${it.partition}/${it.incarnation}`) ?? 0) >= it.position)
      );
    };
    return REPORTED.map(({ topic, producer }) => {
      const reached = rows.find((row) => row.topics.includes(topic) && isReached(row, topic));
      return { topic, producer, until: reached?.until_at };
    });
  }
}

/** The topics that reports are made of, each with its producer. */
const REPORTED = TOPIC_USE['reporting-service'].consumes.flatMap((topic) => {
  const producers = Object.entries<{ publishes: readonly string[] }>(TOPIC_USE).filter(([, use]) =>
    use.publishes.includes(topic),
  );
  return producers.length === 1 ? [{ topic, producer: producers[0]![0] }] : [];
});
