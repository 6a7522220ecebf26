import { Injectable } from '@nestjs/common';
import type { AnswerSurveyRequest, SatisfactionLevel } from '@motcua/contracts';
import { Clock } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import { checkAnswer } from '../domain/survey.js';
import { hashOfToken, markOfToken } from './issue-survey-token.js';
import { Surveys } from './surveys.js';

/** The token is the only right to answer, and it is good for one answer. */
@Injectable()
export class AnswerSurvey {
  constructor(
    private readonly surveys: Surveys,
    private readonly clock: Clock,
  ) {}

  async execute(command: {
    input: AnswerSurveyRequest;
    idempotencyKey?: string;
  }): Promise<{ level: SatisfactionLevel; answeredOn: LocalDate }> {
    const { token, level, reason } = command.input;
    const answer = { level, reason: reason?.trim() || undefined };
    checkAnswer(answer);
    const { answeredOn } = await this.surveys.answer({
      ...command,
      token: { hash: hashOfToken(token), mark: markOfToken(token) },
      answer,
      at: this.clock.now(),
    });
    return { level, answeredOn };
  }
}
