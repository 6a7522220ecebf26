/** Something that a power cut could hit on its own; after either end `start` brings it back on the same ports and data. */
export interface Part {
  readonly name: string;
  /** The process that stands for it; undefined before the first start. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** Orderly. */
  stop(): Promise<void>;
  /** As a power cut would: no handler runs, in none of its processes. */
  kill(): Promise<void>;
}
