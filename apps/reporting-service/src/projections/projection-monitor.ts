import { ConsumerControl, type PartitionProgress } from '@motcua/messaging';
import { Repeating, ServiceLogger } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Generations } from './generations.js';

const POLL_MS = 2_000;
const POLL_WHILE_REBUILDING_MS = 200;

/** Watches how far the events have been read, and lets a rebuilt generation serve once it has caught up. */
@Injectable()
export class ProjectionMonitor implements OnApplicationBootstrap, OnModuleDestroy {
  /** As last measured; undefined before the first measurement. */
  private measured?: PartitionProgress[];
  private readonly repeating: Repeating;

  constructor(
    private readonly dataSource: DataSource,
    private readonly control: ConsumerControl,
    private readonly generations: Generations,
    private readonly logger: ServiceLogger,
  ) {
    const failing = 'the progress of the projection cannot be read';
    this.repeating = new Repeating(() => this.poll(), { log: logger, failing, longestPauseMs: POLL_MS });
  }

  onApplicationBootstrap(): void {
    this.repeating.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.repeating.stop();
  }

  /** Events published and not projected yet, as measured within the last seconds; null while that cannot be told. */
  get lag(): number | null {
    return lagOf(this.measured);
  }

  /** Measures now. */
  async look(): Promise<PartitionProgress[]> {
    // The state is read before the positions, which may be those of a rebuild that begins in between.
    const { building, rebuildStartedAt } = await this.generations.state(this.dataSource);
    const progress = await this.control.progress();
    this.measured = progress;
    if (building && progress.every((partition) => partition.rebuild === undefined)) {
      if (await this.generations.completeRebuild(this.dataSource.manager, rebuildStartedAt!)) {
        this.logger.info('the projection was rebuilt and serves', { generation: building });
      }
    }
    return progress;
  }

  private async poll(): Promise<number> {
    try {
      const progress = await this.look();
      return progress.some((partition) => partition.rebuild) ? POLL_WHILE_REBUILDING_MS : POLL_MS;
    } catch (error) {
      this.measured = undefined;
      throw error;
    }
  }
}

/** Sum over the partitions; null when one of them cannot be told. */
export function lagOf(partitions: PartitionProgress[] | undefined): number | null {
  if (partitions === undefined || partitions.some((partition) => partition.lag === undefined)) return null;
  return partitions.reduce((sum, partition) => sum + partition.lag!, 0);
}
