/**
 * Where the broker is, as environment variables name it: the part of a service's configuration that this library
 * reads. Any object of this shape will do.
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
  /** After how long without a sign of life a consumer's partitions go to another; 15 s unless given. */
  KAFKA_SESSION_TIMEOUT_MS?: number;
  /** Longest pause between two tries to reach a broker or database that is away; 3 s unless given. */
  EVENT_OUTAGE_PAUSE_MS?: number;
  /** The database that is the broker when EVENT_BUS is `postgres`. */
  BROKER_DATABASE_URL?: string;
}

export interface MessagingSettings extends BrokerSettings {
  /** The service's own database: outbox, positions and effects lie there. */
  DATABASE_URL: string;
  /** How long a batch in flight may take to finish once the service stops, in milliseconds. */
  SHUTDOWN_TIMEOUT_MS?: number;
  /** How often a failing event is tried, the first time included; 6 unless given. */
  EVENT_RETRY_ATTEMPTS?: number;
  /** Longest wait between two of these tries; 60 s unless given. */
  EVENT_RETRY_PAUSE_MS?: number;
}

/** How failing messages are tried again. */
export interface RetryPolicy {
  /** Attempts in all, the first included; then the message is a dead letter. */
  attempts: number;
  /** Wait before attempt n + 1, in milliseconds, after attempt n (from 1) failed. */
  backoffMs(attempt: number): number;
}

/**
 * Unless the settings say otherwise six attempts over about 70 seconds: after 0.2 s, 0.8 s, 3.2 s, 12.8 s, 51.2 s. The
 * key waits, its partition does not.
 */
export function retryPolicy(
  settings: Pick<MessagingSettings, 'EVENT_RETRY_ATTEMPTS' | 'EVENT_RETRY_PAUSE_MS'>,
): RetryPolicy {
  const longest = settings.EVENT_RETRY_PAUSE_MS ?? 60_000;
  return {
    attempts: settings.EVENT_RETRY_ATTEMPTS ?? 6,
    backoffMs: (attempt) => Math.min(200 * 4 ** (attempt - 1), longest),
  };
}

export const DEFAULT_OUTAGE_PAUSE_MS = 3_000;
