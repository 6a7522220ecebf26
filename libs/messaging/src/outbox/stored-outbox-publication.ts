import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { OUTBOX_CHANNEL } from './outbox.js';
import { OutboxPublication, type PublicationState } from './outbox-publication.js';

export class StoredOutboxPublication extends OutboxPublication {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async state(): Promise<PublicationState> {
    const rows: { unpublished: number; age: number }[] = await this.dataSource.query(
      `SELECT count(*)::integer AS unpublished,
         coalesce(extract(epoch FROM clock_timestamp() - min(recorded_at)), 0)::float8 AS age
       FROM outbox WHERE published_at IS NULL`,
    );
    const going: { requested_at: Date; next_position: string; last_position: string }[] = await this.dataSource.query(
      'SELECT requested_at, next_position, last_position FROM outbox_republications WHERE finished_at IS NULL ORDER BY requested_at LIMIT 1',
    );
    const request = going[0];
    return {
      unpublished: rows[0]!.unpublished,
      oldestAgeSeconds: Math.max(0, rows[0]!.age),
      ...(request && {
        republication: {
          requestedAt: request.requested_at,
          nextPosition: Number(request.next_position),
          lastPosition: Number(request.last_position),
        },
      }),
    };
  }

  async republish(): Promise<void> {
    await this.dataSource.query(
      `WITH request AS (
         INSERT INTO outbox_republications (id, next_position, last_position)
         SELECT $1, 0, coalesce(max(position), 0) FROM outbox RETURNING 1
       ) SELECT pg_notify('${OUTBOX_CHANNEL}', '') FROM request`,
      [uuid()],
    );
  }
}
