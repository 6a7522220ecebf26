import type { EntityManager } from 'typeorm';

/** How far one partition has been read. */
export interface PartitionProgress {
  topic: string;
  partition: number;
  /** Next position to read. */
  position: number;
  /** Position after the last record in the broker; undefined while the broker does not answer. */
  end?: number;
  /** Records still to read; undefined while the broker does not answer. */
  lag?: number;
  /** Set while a rebuild has not yet reached where it began. */
  rebuild?: { target: number; startedAt: Date };
}

export interface RebuildRequest {
  /** Topics to read again from the beginning. */
  topics: string[];
  /** Empties what the handlers of these topics wrote; runs in the transaction that puts the positions back. */
  reset(manager: EntityManager): Promise<void>;
}

/** Steers what this service consumes. Inject it by this class. */
export abstract class ConsumerControl {
  /**
   * Forgets what was consumed of `topics` and reads them again from the beginning, while the service runs. Returns once
   * the reading has begun; `progress` shows how far it is.
   */
  abstract rebuild(request: RebuildRequest): Promise<void>;
  /** Position and end of every partition that was ever read. */
  abstract progress(): Promise<PartitionProgress[]>;
}
