import { ConsumerControl, type PartitionProgress } from '@motcua/messaging';
import { ServiceLogger } from '@motcua/platform';
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
  private timer?: NodeJS.Timeout;
  private polling: Promise<void> = Promise.resolve();
  private stopped = false;
  private failing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly control: ConsumerControl,
    private readonly generations: Generations,
    private readonly logger: ServiceLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.next(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.polling;
  }

  /** Events published and not projected yet, as measured within the last seconds; null while that cannot be told. */
  get lag(): number | null {
    return lagOf(this.measured);
  }

  /** Looks again, now. */
  async look(): Promise<PartitionProgress[]> {
    // The rebuild that is looked for first is the one that may be completed: a newer one would have other positions.
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

  private next(delay: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.polling = this.poll();
    }, delay);
    this.timer.unref();
  }

  private async poll(): Promise<void> {
    let delay = POLL_MS;
    try {
      const progress = await this.look();
      if (progress.some((partition) => partition.rebuild)) delay = POLL_WHILE_REBUILDING_MS;
      this.failing = false;
    } catch (error) {
      this.measured = undefined;
      if (!this.failing && !this.stopped)
        this.logger.warn('the progress of the projection cannot be read', { err: error });
      this.failing = true;
    }
    this.next(delay);
  }
}

/** Sum over the partitions; null when one of them cannot be told. */
export function lagOf(partitions: PartitionProgress[] | undefined): number | null {
  if (partitions === undefined || partitions.some((partition) => partition.lag === undefined)) return null;
  return partitions.reduce((sum, partition) => sum + partition.lag!, 0);
}
