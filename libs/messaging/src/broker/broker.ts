/** A record as it is handed to the broker. Records of one key keep their order. */
export interface OutgoingRecord {
  key: string;
  headers: Record<string, string>;
  body: string;
}

/** A record as it comes from the broker: nothing about it has been checked. */
export interface BrokerRecord {
  /** Position in its partition. */
  position: bigint;
  /** Bytes that are no text stand as `data:;base64,…`, in the names and values of `headers` too. */
  key: string | null;
  headers: Record<string, string>;
  body: Buffer | null;
}

/** Consecutive records of one partition. */
export interface RecordBatch {
  topic: string;
  partition: number;
  /** Which life of the topic this is: a topic that was emptied and made again has another. */
  incarnation: string;
  /** Position that was asked for; the first record may lie further on. */
  from: bigint;
  records: BrokerRecord[];
  /** Position after the last record of the partition when this was read. */
  end: bigint;
  /** Tells the broker that this consumer is alive. Throws `PartitionLostError` when the partition now belongs to another. */
  keepAlive(): Promise<void>;
}

/** Where to read on; `undefined` when the start position has to be asked for again. */
export type NextPosition = bigint | undefined;

export interface Subscription {
  group: string;
  topics: string[];
  /** Asked when a partition is assigned: where does this group stand? */
  startPosition(topic: string, partition: number, incarnation: string, end: bigint): Promise<bigint>;
  /**
   * Handles a batch and says where to read on. Called for one batch of a partition at a time, for several partitions at
   * once. A rejection means that nothing was done: the same records come again.
   */
  onBatch(batch: RecordBatch): Promise<NextPosition>;
}

export interface RunningSubscription {
  /** Asks for the start positions again and reads on from there. */
  restart(): Promise<void>;
  /** Stops reading; waits at most `timeoutMs` for batches in flight. */
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
 * least once; deduplication, retries and dead letters are the reader's affair.
 *
 * `publish`, `ensureTopics` and `ends` reject while the broker is away. `subscribe` never does: it waits, quietly.
 */
export interface Broker {
  /** Creates what is missing; leaves what exists as it is. */
  ensureTopics(topics: string[]): Promise<void>;
  /** Resolves when the broker has every record safely; on a rejection some may be there. */
  publish(topic: string, records: OutgoingRecord[]): Promise<void>;
  subscribe(subscription: Subscription): RunningSubscription;
  /** Where the partitions of these topics end now; a topic that does not exist is left out. */
  ends(topics: string[]): Promise<PartitionEnd[]>;
  close(): Promise<void>;
}

/** The partition was given to another member of the group while its batch was being handled. */
export class PartitionLostError extends Error {
  override name = 'PartitionLostError';
}

/** Lines for operations; codes and ids only. */
export interface MessagingLog {
  debug(message: string, fields?: object): void;
  info(message: string, fields?: object): void;
  warn(message: string, fields?: object): void;
  error(message: string, fields?: object): void;
}
