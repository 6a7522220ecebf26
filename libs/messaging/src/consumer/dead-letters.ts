/** A message that could not be applied. */
export interface DeadLetter {
  id: string;
  topic: string;
  partition: number;
  position: string;
  aggregateId?: string;
  aggregateVersion?: number;
  type?: string;
  /** Original headers; a value that is no text stands as `data:;base64,…`. */
  headers: Record<string, string>;
  /** Original body; a body that is no text stands as `data:;base64,…`. */
  body?: string;
  reason: string;
  attempts: number;
  startedAt: Date;
  finishedAt: Date;
  state: 'OPEN' | 'REPLAYED' | 'DISCARDED';
  /** Events of the same aggregate that wait behind it. */
  waiting: number;
}

/** What became of a replay. */
export interface ReplayOutcome {
  id: string;
  replayed: boolean;
  /** Followers that were applied too, in order. */
  followers: number;
  /** Why not, if it was not. */
  reason?: string;
}

/** The dead letters of this service. Inject it by this class. */
export abstract class DeadLetters {
  /** Oldest first; `open` only, unless told otherwise. */
  abstract list(options?: { state?: DeadLetter['state']; limit?: number }): Promise<DeadLetter[]>;
  abstract find(id: string): Promise<DeadLetter | undefined>;
  /** Applies a dead letter and then, in order, the events of its aggregate that wait behind it. */
  abstract replay(id: string): Promise<ReplayOutcome>;
  /** Replays every open dead letter, oldest first. */
  abstract replayAll(): Promise<ReplayOutcome[]>;
  /** Decides that it is never to be applied; the events behind it go on. */
  abstract discard(id: string): Promise<ReplayOutcome>;
}
