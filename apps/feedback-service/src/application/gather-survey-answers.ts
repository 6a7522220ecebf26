import { Injectable } from '@nestjs/common';
import { localDate, startOfLocalDay, type LocalDate } from '@motcua/working-time';
import { FeedbackServiceConfig } from '../config.js';
import { Surveys } from './surveys.js';

const DAY_MS = 86_400_000;

/**
 * Keeps and announces together the answers that were held: shuffled, and only where there are enough of a kind that none
 * leads to its dossier (ADR 72).
 */
@Injectable()
export class GatherSurveyAnswers {
  constructor(
    private readonly surveys: Surveys,
    private readonly config: FeedbackServiceConfig,
  ) {}

  /**
   * Of the days that have ended before `today`.
   * @returns false when another instance is doing so
   */
  execute({ today }: { today: LocalDate }): Promise<boolean> {
    const waitedLong = new Date(startOfLocalDay(today).getTime() - this.config.SURVEY_BATCH_WAIT_DAYS * DAY_MS);
    return this.surveys.gather({
      before: today,
      least: this.config.SURVEY_BATCH_LEAST,
      waitedSince: localDate(waitedLong),
    });
  }
}
