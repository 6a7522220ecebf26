import { backOffMs } from '@motcua/platform';

/**
 * The broker settings by their environment variables: the part of a service's configuration that this library reads.
 */
export interface BrokerSettings {
  EVENT_BUS: 'kafka' | 'postgres';
  /** Comma-separated `host:port`. */
  KAFKA_BROKERS?: string;
  KAFKA_SSL?: boolean;
  /** PEM file of the certificate authority, when the system does not know it. */
  KAFKA_SSL_CA_FILE?: string;
  KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  KAFKA_SASL_USERNAME?: string;
  KAFKA_SASL_PASSWORD?: string;
  /** Partitions of a topic that is created; an existing topic is left as it is. */
  KAFKA_TOPIC_PARTITIONS?: number;
  KAFKA_TOPIC_REPLICATION?: number;
  /** Time without a heartbeat after which a consumer's partitions go to another; default 15 s. */
  KAFKA_SESSION_TIMEOUT_MS?: number;
  /** Longest pause between two attempts to reach an unavailable broker or database; default 3 s. */
  EVENT_OUTAGE_PAUSE_MS?: number;
  /**
   * Most bytes of payload that are published, fetched or applied together, but at least one event; default 8 MB. It
   * needs several times as much memory: the text, its bytes, and the objects made of it.
   */
  EVENT_BATCH_BYTES?: number;
  /** The database that is the broker when EVENT_BUS is `postgres`. */
  BROKER_DATABASE_URL?: string;
}

export interface MessagingSettings extends BrokerSettings {
  /** The service's own database: outbox, positions and effects. */
  DATABASE_URL: string;
  /** Time limit for a running batch when the service stops, in milliseconds. */
  SHUTDOWN_TIMEOUT_MS?: number;
  /** Attempts for a failing event, including the first; default 6. */
  EVENT_RETRY_ATTEMPTS?: number;
  /** Longest wait between two of these attempts; default 60 s. */
  EVENT_RETRY_PAUSE_MS?: number;
  /** Interval of the announcements of how far everything is published; default 15 minutes. */
  EVENT_WATERMARK_MS?: number;
}

/** The retry policy for failing messages. */
export interface RetryPolicy {
  /** Attempts in all, the first included; then the message is a dead letter. */
  attempts: number;
  /** Wait before attempt n + 1, in milliseconds, after attempt n (from 1) failed. */
  backoffMs(attempt: number): number;
}

/**
 * By default six attempts over about 70 seconds: after 0.2 s, 0.8 s, 3.2 s, 12.8 s, 51.2 s. The aggregate waits, its
 * partition does not.
 */
export function retryPolicy(
  settings: Pick<MessagingSettings, 'EVENT_RETRY_ATTEMPTS' | 'EVENT_RETRY_PAUSE_MS'>,
): RetryPolicy {
  const waits = { baseMs: 200, factor: 4, capMs: settings.EVENT_RETRY_PAUSE_MS ?? 60_000 };
  return {
    attempts: settings.EVENT_RETRY_ATTEMPTS ?? 6,
    // No jitter: each aggregate is retried alone.
    backoffMs: (attempt) => backOffMs(waits, attempt, 1),
  };
}

/** Longer than any request takes; each announcement stays in the outbox for ever. */
export const DEFAULT_WATERMARK_MS = 900_000;

/** A thousand ordinary events have less than 1 MB; of the longest ones, 512 KB each, sixteen fit. */
export const DEFAULT_BATCH_BYTES = 8 * 1024 * 1024;
