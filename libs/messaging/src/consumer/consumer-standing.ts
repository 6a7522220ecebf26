import type { EntityManager } from 'typeorm';

/** How far a partition is applied: everything before `position`, except what was set aside. */
export interface AppliedPosition {
  topic: string;
  partition: number;
  incarnation: string;
  position: number;
}

/** An event that was read and is not applied: it waits for a retry or a missing predecessor, or it was given up. */
export interface SetAsideEvent {
  /** CloudEvents id; of a message without one, the id of its dead letter. */
  id: string;
  topic: string;
  aggregateId?: string;
  type?: string;
  state: 'PARKED' | 'DEAD_LETTER';
}

export interface ConsumerStanding {
  positions: AppliedPosition[];
  /** The first of them, by topic and id. */
  setAside: SetAsideEvent[];
  /** How many there are. */
  setAsideCount: number;
}

/**
 * What has been applied, as the snapshot of `manager` sees it.
 * @param most how many of the events that are set aside are listed
 */
export async function consumerStanding(manager: Pick<EntityManager, 'query'>, most: number): Promise<ConsumerStanding> {
  const positions = await manager.query<(Omit<AppliedPosition, 'position'> & { position: string })[]>(
    'SELECT topic, partition, incarnation, position FROM consumer_positions ORDER BY topic, partition',
  );
  const setAside = await manager.query<
    (SetAsideEvent & { aggregateId: string | null; type: string | null; count: number })[]
  >(
    `SELECT *, (count(*) OVER ())::integer AS count FROM (
       SELECT coalesce(headers->>'ce_id', id::text) AS id, topic, aggregate_id AS "aggregateId", headers->>'ce_type' AS type,
         'PARKED' AS state FROM parked_events
       UNION SELECT coalesce(headers->>'ce_id', id::text), topic, aggregate_id, headers->>'ce_type', 'DEAD_LETTER'
         FROM dead_letters WHERE state = 'OPEN') AS aside
     ORDER BY topic, id, state LIMIT $1`,
    [most],
  );
  return {
    positions: positions.map((row) => ({ ...row, position: Number(row.position) })),
    setAside: setAside.map(({ count: _count, ...row }) => ({
      ...row,
      aggregateId: row.aggregateId ?? undefined,
      type: row.type ?? undefined,
    })),
    setAsideCount: setAside[0]?.count ?? 0,
  };
}
