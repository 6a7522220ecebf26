/** A message that could not be applied. */
export interface DeadLetter {
  id: string;
  topic: string;
  partition: number;
  position: string;
  aggregateId?: string;
  aggregateVersion?: number;
  type?: string;
  /** Original headers; a value that is not text is written as `data:;base64,…`. */
  headers: Record<string, string>;
  /** Original body; a body that is not text is written as `data:;base64,…`. */
  body?: string;
  reason: string;
  attempts: number;
  startedAt: Date;
  finishedAt: Date;
  state: 'OPEN' | 'REPLAYED' | 'DISCARDED';
  /** Events of the same aggregate that wait behind it. */
  waiting: number;
}

/** The result of a replay. */
export interface ReplayOutcome {
  id: string;
  replayed: boolean;
  /** Followers that were applied too, in order. */
  followers: number;
  /** The reason, if it was not applied. */
  reason?: string;
}

/** The dead letters of this service. Inject it by this class. */
export abstract class DeadLetters {
  /** Oldest first; by default only `open` ones. */
  abstract list(options?: { state?: DeadLetter['state']; limit?: number }): Promise<DeadLetter[]>;
  abstract find(id: string): Promise<DeadLetter | undefined>;
  /** Applies a dead letter and then, in order, the events of its aggregate that wait behind it. */
  abstract replay(id: string): Promise<ReplayOutcome>;
  /** Replays every open dead letter, oldest first. */
  abstract replayAll(): Promise<ReplayOutcome[]>;
  /** Discards it for good; the events behind it continue. */
  abstract discard(id: string): Promise<ReplayOutcome>;
}
