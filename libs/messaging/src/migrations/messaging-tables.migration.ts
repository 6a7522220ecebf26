import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SeenVersions1767312000001 } from './seen-versions.migration.js';

/** Tables of the outbox and of the inbox, in the database of each service. */
export class MessagingTables1767225600000 implements MigrationInterface {
  name = 'MessagingTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outbox (
        position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL,
        topic text NOT NULL,
        aggregate_id text NOT NULL CONSTRAINT outbox_aggregate_id_length CHECK (length(aggregate_id) BETWEEN 1 AND 200),
        aggregate_version integer NOT NULL CONSTRAINT outbox_aggregate_version_positive CHECK (aggregate_version > 0),
        type text NOT NULL,
        occurred_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        traceparent text,
        data jsonb NOT NULL,
        published_at timestamptz,
        CONSTRAINT outbox_aggregate_version_once UNIQUE (topic, aggregate_id, aggregate_version)
      );
      CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
      COMMENT ON TABLE outbox IS 'Every event that this service announced or is about to announce; kept for ever, so that an empty broker can be filled again';
      COMMENT ON COLUMN outbox.position IS 'Order of writing; transactions may commit in another order';
      COMMENT ON COLUMN outbox.id IS 'CloudEvents id (UUIDv7)';
      COMMENT ON COLUMN outbox.topic IS 'Topic that the event goes to';
      COMMENT ON COLUMN outbox.aggregate_id IS 'Aggregate that the event is about; also the partition key (CloudEvents subject)';
      COMMENT ON COLUMN outbox.aggregate_version IS '1, 2, 3 … without gaps over the events of one aggregate in its topic';
      COMMENT ON COLUMN outbox.type IS 'CloudEvents type, a literal in the past tense';
      COMMENT ON COLUMN outbox.occurred_at IS 'Instant of the fact by the domain clock (CloudEvents time)';
      COMMENT ON COLUMN outbox.recorded_at IS 'Instant at which the fact was recorded, in real time';
      COMMENT ON COLUMN outbox.traceparent IS 'W3C Trace Context of the request or message that caused it';
      COMMENT ON COLUMN outbox.data IS 'Payload by its contract class; no personal data';
      COMMENT ON COLUMN outbox.published_at IS 'When the broker acknowledged it; null: not yet';

      CREATE TABLE outbox_republications (
        id uuid PRIMARY KEY,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        next_position bigint NOT NULL,
        last_position bigint NOT NULL,
        finished_at timestamptz
      );
      COMMENT ON TABLE outbox_republications IS 'Requests to send the whole outbox again, into an empty broker';
      COMMENT ON COLUMN outbox_republications.id IS 'Identity of the request (UUIDv7)';
      COMMENT ON COLUMN outbox_republications.requested_at IS 'When it was asked for';
      COMMENT ON COLUMN outbox_republications.next_position IS 'Outbox position to go on from, after an interruption too';
      COMMENT ON COLUMN outbox_republications.last_position IS 'Last outbox position to send again';
      COMMENT ON COLUMN outbox_republications.finished_at IS 'When all was acknowledged; null: going on';

      CREATE TABLE consumer_positions (
        topic text NOT NULL,
        partition integer NOT NULL,
        incarnation text NOT NULL,
        position bigint NOT NULL,
        rebuild_target bigint,
        rebuild_started_at timestamptz,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (topic, partition)
      );
      COMMENT ON TABLE consumer_positions IS 'How far this service has read each partition; committed together with the effects';
      COMMENT ON COLUMN consumer_positions.topic IS 'Topic';
      COMMENT ON COLUMN consumer_positions.partition IS 'Partition of the topic';
      COMMENT ON COLUMN consumer_positions.incarnation IS 'Which life of the topic the position is of; an emptied broker has another';
      COMMENT ON COLUMN consumer_positions.position IS 'Next position to read';
      COMMENT ON COLUMN consumer_positions.rebuild_target IS 'Position that a rebuild has to reach to be complete; null: no rebuild';
      COMMENT ON COLUMN consumer_positions.rebuild_started_at IS 'When the rebuild began';
      COMMENT ON COLUMN consumer_positions.updated_at IS 'When the position last moved';

      CREATE TABLE consumed_aggregates (
        topic text NOT NULL,
        aggregate_id text NOT NULL,
        last_version integer NOT NULL CONSTRAINT consumed_aggregates_version_not_negative CHECK (last_version >= 0),
        parked_reason text CONSTRAINT consumed_aggregates_parked_reason CHECK (parked_reason IN ('RETRY', 'DEAD_LETTER', 'GAP')),
        parked_at timestamptz,
        PRIMARY KEY (topic, aggregate_id),
        CONSTRAINT consumed_aggregates_parked CHECK ((parked_reason IS NULL) = (parked_at IS NULL))
      ) WITH (fillfactor = 80);
      CREATE INDEX consumed_aggregates_parked_keys ON consumed_aggregates (topic, aggregate_id) WHERE parked_reason IS NOT NULL;
      COMMENT ON TABLE consumed_aggregates IS 'The last event applied of each aggregate: what makes a redelivery harmless';
      COMMENT ON COLUMN consumed_aggregates.topic IS 'Topic';
      COMMENT ON COLUMN consumed_aggregates.aggregate_id IS 'Aggregate (partition key)';
      COMMENT ON COLUMN consumed_aggregates.last_version IS 'Version of the last event applied; 0: none';
      COMMENT ON COLUMN consumed_aggregates.parked_reason IS 'Why later events of this aggregate wait: RETRY of a failed one, a DEAD_LETTER, or a GAP (a version is missing)';
      COMMENT ON COLUMN consumed_aggregates.parked_at IS 'Since when they wait';

      CREATE TABLE parked_events (
        id uuid PRIMARY KEY,
        topic text NOT NULL,
        partition integer NOT NULL,
        incarnation text NOT NULL,
        position bigint NOT NULL,
        aggregate_id text NOT NULL,
        aggregate_version integer NOT NULL,
        headers jsonb NOT NULL,
        body bytea NOT NULL,
        parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        attempts integer NOT NULL DEFAULT 0,
        started_at timestamptz,
        last_error text,
        next_attempt_at timestamptz,
        CONSTRAINT parked_events_once UNIQUE (topic, aggregate_id, aggregate_version)
      );
      CREATE INDEX parked_events_due ON parked_events (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
      COMMENT ON TABLE parked_events IS 'Events that wait: for their next attempt, or behind another event of their aggregate';
      COMMENT ON COLUMN parked_events.id IS 'Identity of the row (UUIDv7)';
      COMMENT ON COLUMN parked_events.topic IS 'Topic that it came from';
      COMMENT ON COLUMN parked_events.partition IS 'Partition that it came from';
      COMMENT ON COLUMN parked_events.incarnation IS 'Life of the topic that it came from';
      COMMENT ON COLUMN parked_events.position IS 'Position in the partition';
      COMMENT ON COLUMN parked_events.aggregate_id IS 'Aggregate (partition key)';
      COMMENT ON COLUMN parked_events.aggregate_version IS 'Version of the aggregate; they are applied in this order';
      COMMENT ON COLUMN parked_events.headers IS 'Original headers';
      COMMENT ON COLUMN parked_events.body IS 'Original body';
      COMMENT ON COLUMN parked_events.parked_at IS 'When it was set aside';
      COMMENT ON COLUMN parked_events.attempts IS 'Failed attempts so far; 0: it only waits for others';
      COMMENT ON COLUMN parked_events.started_at IS 'First attempt';
      COMMENT ON COLUMN parked_events.last_error IS 'Why the last attempt failed';
      COMMENT ON COLUMN parked_events.next_attempt_at IS 'When it is tried again';

      CREATE TABLE dead_letters (
        id uuid PRIMARY KEY,
        topic text NOT NULL,
        partition integer NOT NULL,
        incarnation text NOT NULL,
        position bigint NOT NULL,
        aggregate_id text,
        aggregate_version integer,
        type text,
        headers jsonb NOT NULL,
        body bytea,
        reason text NOT NULL,
        attempts integer NOT NULL,
        started_at timestamptz NOT NULL,
        finished_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'OPEN' CONSTRAINT dead_letters_state CHECK (state IN ('OPEN', 'REPLAYED', 'DISCARDED')),
        request text CONSTRAINT dead_letters_request CHECK (request IN ('REPLAY', 'DISCARD')),
        resolved_at timestamptz,
        CONSTRAINT dead_letters_once UNIQUE (topic, incarnation, partition, position)
      );
      CREATE INDEX dead_letters_open ON dead_letters (finished_at, id) WHERE state = 'OPEN';
      COMMENT ON TABLE dead_letters IS 'Messages that could not be applied, with why; they wait for a person';
      COMMENT ON COLUMN dead_letters.id IS 'Identity of the dead letter (UUIDv7)';
      COMMENT ON COLUMN dead_letters.topic IS 'Topic that it came from';
      COMMENT ON COLUMN dead_letters.partition IS 'Partition that it came from';
      COMMENT ON COLUMN dead_letters.incarnation IS 'Life of the topic that it came from';
      COMMENT ON COLUMN dead_letters.position IS 'Position in the partition';
      COMMENT ON COLUMN dead_letters.aggregate_id IS 'Aggregate, as far as the message tells';
      COMMENT ON COLUMN dead_letters.aggregate_version IS 'Version of the aggregate, as far as the message tells';
      COMMENT ON COLUMN dead_letters.type IS 'Event type, as far as the message tells';
      COMMENT ON COLUMN dead_letters.headers IS 'Original headers';
      COMMENT ON COLUMN dead_letters.body IS 'Original body, byte for byte';
      COMMENT ON COLUMN dead_letters.reason IS 'Why it could not be applied';
      COMMENT ON COLUMN dead_letters.attempts IS 'How often it was tried; 0: refused before any attempt';
      COMMENT ON COLUMN dead_letters.started_at IS 'First attempt';
      COMMENT ON COLUMN dead_letters.finished_at IS 'When it was given up';
      COMMENT ON COLUMN dead_letters.state IS 'OPEN; REPLAYED: applied in the end; DISCARDED: never to be applied';
      COMMENT ON COLUMN dead_letters.request IS 'What an operator asks the running service to do with it';
      COMMENT ON COLUMN dead_letters.resolved_at IS 'When it stopped being open';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE dead_letters, parked_events, consumed_aggregates, consumer_positions, outbox_republications, outbox',
    );
  }
}

/** Append these to a service's migrations. */
export const messagingMigrations = [MessagingTables1767225600000, SeenVersions1767312000001];
