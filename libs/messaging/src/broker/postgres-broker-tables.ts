import type { Pool } from 'pg';

const TABLES = `
  CREATE TABLE IF NOT EXISTS broker_topics (
    topic text PRIMARY KEY,
    incarnation uuid NOT NULL DEFAULT gen_random_uuid(),
    next_position bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  COMMENT ON TABLE broker_topics IS 'Topics of the event log';
  COMMENT ON COLUMN broker_topics.topic IS 'Name';
  COMMENT ON COLUMN broker_topics.incarnation IS 'Identity of this life of the topic; made again, it has another';
  COMMENT ON COLUMN broker_topics.next_position IS 'Position of the next record; locked by whoever appends';
  COMMENT ON COLUMN broker_topics.created_at IS 'When it was made';

  CREATE TABLE IF NOT EXISTS broker_records (
    topic text NOT NULL,
    position bigint NOT NULL,
    key text NOT NULL,
    headers jsonb NOT NULL,
    body text,
    appended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, position)
  );
  COMMENT ON TABLE broker_records IS 'The log: appended to, never changed, kept for ever';
  COMMENT ON COLUMN broker_records.topic IS 'Topic';
  COMMENT ON COLUMN broker_records.position IS 'Position in the topic, from 0, without gaps';
  COMMENT ON COLUMN broker_records.key IS 'Aggregate that the event is about';
  COMMENT ON COLUMN broker_records.headers IS 'CloudEvents attributes (binary mode)';
  COMMENT ON COLUMN broker_records.body IS 'Payload, JSON';
  COMMENT ON COLUMN broker_records.appended_at IS 'When it was appended';

  CREATE TABLE IF NOT EXISTS broker_groups (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    position bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer_group, topic)
  );
  COMMENT ON TABLE broker_groups IS 'How far each group says it has read; for people, groups trust their own databases';
  COMMENT ON COLUMN broker_groups.consumer_group IS 'Group: a service';
  COMMENT ON COLUMN broker_groups.topic IS 'Topic';
  COMMENT ON COLUMN broker_groups.position IS 'Next position that it will read';
  COMMENT ON COLUMN broker_groups.updated_at IS 'When it said so';
`;

/** Creates missing tables of the log. Several processes may do so concurrently. */
export async function createBrokerTables(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ groups: string | null }>(`SELECT to_regclass('broker_groups') AS groups`);
    if (rows[0]?.groups) return;
    // Concurrent CREATE TABLE IF NOT EXISTS can still collide, hence the lock.
    await client.query(
      `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('motcua-broker-tables', 0)); ${TABLES} COMMIT`,
    );
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
