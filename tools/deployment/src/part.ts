/** A part that can fail separately; after either kind of end `start` restarts it on the same ports and data. */
export interface Part {
  readonly name: string;
  /** Its process; undefined before the first start. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** Orderly. */
  stop(): Promise<void>;
  /** Like a power failure: no handler runs in any of its processes. */
  kill(): Promise<void>;
}
