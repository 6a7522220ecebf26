/** A record for the broker. Records of one key keep their order. */
export interface OutgoingRecord {
  key: string;
  headers: Record<string, string>;
  body: string;
}

/** A record from the broker: unchecked. */
export interface BrokerRecord {
  /** Position in its partition. */
  position: bigint;
  /** Bytes that are not text are written as `data:;base64,…`, also in the names and values of `headers`. */
  key: string | null;
  headers: Record<string, string>;
  body: Buffer | null;
}

/** Consecutive records of one partition. */
export interface RecordBatch {
  topic: string;
  partition: number;
  /** The topic's identity: a topic that was deleted and created again has another. */
  incarnation: string;
  /** Requested position; the first record may be at a later one. */
  from: bigint;
  records: BrokerRecord[];
  /** Position after the last record of the partition when this was read. */
  end: bigint;
  /** Tells the broker that this consumer is alive. Throws `PartitionLostError` when the partition now belongs to another. */
  keepAlive(): Promise<void>;
}

/** Next position to read; `undefined` when the start position must be requested again. */
export type NextPosition = bigint | undefined;

export interface Subscription {
  group: string;
  topics: string[];
  /** Called when a partition is assigned: the position of this group. */
  startPosition(topic: string, partition: number, incarnation: string, end: bigint): Promise<bigint>;
  /**
   * Handles a batch and returns the next position. Called for one batch per partition at a time, for several partitions
   * concurrently. A rejection means that nothing was done: the same records are delivered again.
   */
  onBatch(batch: RecordBatch): Promise<NextPosition>;
}

export interface RunningSubscription {
  /** Requests the start positions again and continues from there. */
  restart(): Promise<void>;
  /** Stops reading; waits at most `timeoutMs` for running batches. */
  close(timeoutMs: number): Promise<void>;
}

export interface PartitionEnd {
  topic: string;
  partition: number;
  incarnation: string;
  end: bigint;
}

/**
 * What this library needs of a broker: an append-only log per topic, ordered per key, read by groups. Delivery is at
 * least once; the reader handles deduplication, retries and dead letters.
 *
 * `publish`, `ensureTopics` and `ends` reject while the broker is unavailable. `subscribe` never does: it waits.
 */
export interface Broker {
  /** Creates missing topics; does not change existing ones. */
  ensureTopics(topics: string[]): Promise<void>;
  /** Resolves when the broker has stored every record; on a rejection some may be stored. */
  publish(topic: string, records: OutgoingRecord[]): Promise<void>;
  subscribe(subscription: Subscription): RunningSubscription;
  /** The current ends of the partitions of these topics, without topics that do not exist. */
  ends(topics: string[]): Promise<PartitionEnd[]>;
  /**
   * Resolves when the broker lets this client use these topics and this group, and also while it is unavailable or has
   * none of them yet.
   * @throws StartupError when it is available and refuses the credentials, or the user lacks a right
   */
  admits(topics: string[], group?: string): Promise<void>;
  close(): Promise<void>;
}

/** The partition was given to another member of the group while its batch was being handled. */
export class PartitionLostError extends Error {
  override name = 'PartitionLostError';
}

/** Log lines for operations; codes and ids only. */
export interface MessagingLog {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}
