import { DomainError, TOPIC_USE, type ProjectionStatus } from '@motcua/contracts';
import { ConsumerControl, type PartitionProgress } from '@motcua/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ratio } from '../reports/ratio.js';
import { Generations, type ProjectionState } from './generations.js';
import { Marks } from './marks.js';
import { lagOf, ProjectionMonitor } from './projection-monitor.js';

/** What operations sees of the projection, and the rebuild that they can ask for. */
@Injectable()
export class Projections {
  constructor(
    private readonly dataSource: DataSource,
    private readonly control: ConsumerControl,
    private readonly generations: Generations,
    private readonly marks: Marks,
    private readonly monitor: ProjectionMonitor,
  ) {}

  async status(): Promise<ProjectionStatus> {
    const partitions = await this.monitor.look();
    const { state, marks } = await this.generations.reading(this.dataSource, async (snapshot, schema, state) => ({
      state,
      marks: await this.marks.all(snapshot, schema),
    }));
    return {
      current: lagOf(partitions) === 0 && state.building === undefined,
      serving: marks.map((mark) => ({ ...mark, lastRecordedAt: mark.lastRecordedAt.toISOString() })),
      partitions: partitions.map(({ topic, partition, position, end, lag }) => ({
        topic,
        partition,
        position,
        end: end ?? null,
        lag: lag ?? null,
      })),
      ...rebuildOf(state, partitions),
      rebuiltAt: state.rebuiltAt?.toISOString(),
    };
  }

  /**
   * Builds the projection anew from the first event on, beside the one that reports are read from.
   * @throws DomainError `conflict` while a rebuild goes on, unless it is to begin again.
   */
  async rebuild(beginAgain: boolean): Promise<ProjectionStatus> {
    await this.control.rebuild({
      topics: [...TOPIC_USE['reporting-service'].consumes],
      reset: async (manager) => {
        const { building } = await this.generations.state(manager);
        if (building !== undefined && !beginAgain) throw rebuildGoesOn();
        await this.generations.beginRebuild(manager);
      },
    });
    return this.status();
  }
}

function rebuildGoesOn(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'projection.rebuild-in-progress',
    message: {
      vi: 'Đang dựng lại dữ liệu báo cáo; xem tiến độ tại GET /projections.',
      en: 'A rebuild is already running. See its progress at GET /projections.',
    },
  });
}

function rebuildOf(state: ProjectionState, partitions: PartitionProgress[]): Pick<ProjectionStatus, 'rebuild'> {
  if (state.building === undefined || state.rebuildStartedAt === undefined) return {};
  // A partition that has reached where the rebuild began carries no target any more: all of it is done.
  const targets = partitions.map(({ position, rebuild }) => rebuild?.target ?? position);
  const of = targets.reduce((sum, target) => sum + target, 0);
  const done = partitions.reduce((sum, { position }, i) => sum + Math.min(position, targets[i]!), 0);
  return {
    rebuild: { startedAt: state.rebuildStartedAt.toISOString(), done, of, percent: ratio(done, of).percent },
  };
}
