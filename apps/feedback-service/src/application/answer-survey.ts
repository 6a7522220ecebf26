import { Inject, Injectable } from '@nestjs/common';
import type { AnswerSurveyRequest, SatisfactionLevel } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import { checkAnswer } from '../domain/survey.js';
import { hashOfToken } from './issue-survey-token.js';
import { Surveys, type Repetition } from './ports.js';

/** Whoever has the token answers, once. */
@Injectable()
export class AnswerSurvey {
  constructor(
    @Inject(Surveys) private readonly surveys: Surveys,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async execute(
    request: AnswerSurveyRequest,
    repetition: Repetition,
  ): Promise<{ level: SatisfactionLevel; answeredOn: string }> {
    const answer = { level: request.level, reason: request.reason?.trim() || undefined };
    checkAnswer(answer);
    const { answeredOn } = await this.surveys.answer(hashOfToken(request.token), answer, this.clock.now(), repetition);
    return { level: request.level, answeredOn };
  }
}
