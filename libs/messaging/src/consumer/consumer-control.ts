import type { EntityManager } from 'typeorm';
import type { ConsumerStanding } from './consumer-standing.js';

/** The progress of one partition. */
export interface PartitionProgress {
  topic: string;
  partition: number;
  /** Next position to read. */
  position: number;
  /** Position after the last record in the broker; undefined while the broker does not answer. */
  end?: number;
  /** Records still to read; undefined while the broker does not answer. */
  lag?: number;
  /** Set until a rebuild has reached the position at which it began. */
  rebuild?: { target: number; startedAt: Date };
}

export interface RebuildRequest {
  /** Topics to read again from the beginning. */
  topics: string[];
  /** Deletes what the handlers of these topics wrote; runs in the transaction that resets the positions. */
  reset(manager: EntityManager): Promise<void>;
}

/** Controls the consumption of this service. Inject it by this class. */
export abstract class ConsumerControl {
  /**
   * Resets the positions of `topics` and reads them again from the beginning, while the service runs. Returns once
   * reading has begun; `progress` shows the progress.
   */
  abstract rebuild(request: RebuildRequest): Promise<void>;
  /** Position and end of every partition that was ever read. */
  abstract progress(): Promise<PartitionProgress[]>;
  /**
   * What has been applied and what was set aside, as the snapshot of `manager` sees it; the broker is not asked.
   * @param most how many of the events that are set aside are listed
   */
  abstract standing(manager: Pick<EntityManager, 'query'>, most: number): Promise<ConsumerStanding>;
}
