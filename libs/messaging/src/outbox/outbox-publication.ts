/** How far the relay is. */
export interface PublicationState {
  /** Events that the broker has not acknowledged yet. */
  unpublished: number;
  /** Age of the oldest of them in seconds; 0 when there is none. */
  oldestAgeSeconds: number;
  /** A republication that goes on. */
  republication?: { requestedAt: Date; nextPosition: number; lastPosition: number };
}

/** What was and is to be published. Inject it by this class. */
export abstract class OutboxPublication {
  abstract state(): Promise<PublicationState>;
  /**
   * Sends everything that was ever published again, from the start and in order: for a broker that is empty. Consumers
   * drop what they know. Returns when the request is noted; the relay carries it out, also across restarts.
   */
  abstract republish(): Promise<void>;
}
