import { Clock, Repeating, ServiceLogger } from '@motcua/platform';
import { localDate, type LocalDate } from '@motcua/working-time';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { GatherSurveyAnswers } from '../application/gather-survey-answers.js';

const LOOK_EVERY_MS = 1_000;

/** Gathers survey answers after the end of each day. Every instance has one: the gathering lets only one work. */
@Injectable()
export class SurveySchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly repeating: Repeating;
  private gatheredOn?: LocalDate;

  constructor(
    private readonly gatherSurveyAnswers: GatherSurveyAnswers,
    private readonly clock: Clock,
    logger: ServiceLogger,
  ) {
    const failing = 'survey answers cannot be gathered';
    this.repeating = new Repeating(() => this.gatherOncePerDay(), { log: logger, failing });
  }

  onApplicationBootstrap(): void {
    this.repeating.start(LOOK_EVERY_MS);
  }

  onModuleDestroy(): Promise<void> {
    return this.repeating.stop();
  }

  private async gatherOncePerDay(): Promise<number> {
    const today = localDate(this.clock.now());
    if (today !== this.gatheredOn && (await this.gatherSurveyAnswers.execute({ today }))) this.gatheredOn = today;
    return LOOK_EVERY_MS;
  }
}
