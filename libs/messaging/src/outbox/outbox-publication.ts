/** The progress of the relay. */
export interface PublicationState {
  /** Events that the broker has not acknowledged yet. */
  unpublished: number;
  /** Age of the oldest of them in seconds; 0 without any. */
  oldestAgeSeconds: number;
  /** A running republication. */
  republication?: { requestedAt: Date; nextPosition: number; lastPosition: number };
}

/** The publication of the outbox. Inject it by this class. */
export abstract class OutboxPublication {
  abstract state(): Promise<PublicationState>;
  /**
   * Republishes everything, from the start and in order, for an empty broker. Consumers drop known events. Returns when
   * the request is stored; the relay carries it out, also across restarts.
   */
  abstract republish(): Promise<void>;
}
