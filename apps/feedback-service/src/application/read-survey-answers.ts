import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type ListSurveyAnswersQuery } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Surveys, type PageOf, type SurveyAnswer } from './ports.js';

const PAGE_SIZE = 50;

/** Answers as agencies read them: an agency head the own agency's, procedure control and reform office all. */
@Injectable()
export class ReadSurveyAnswers {
  constructor(@Inject(Surveys) private readonly surveys: Surveys) {}

  execute(query: ListSurveyAnswersQuery, caller: Caller): Promise<PageOf<SurveyAnswer>> {
    const { cursor, limit = PAGE_SIZE, level } = query;
    const everywhere = caller.has('procedure-control', 'reform-office');
    if (!everywhere && (!caller.agency || (query.agencyCode && query.agencyCode !== caller.agency))) {
      throw new DomainError({
        kind: 'not-found',
        code: 'survey.agency-not-found',
        message: {
          vi: 'Không tìm thấy cơ quan này trong phạm vi được xem của bạn.',
          en: 'There is no such agency among those that you may see.',
        },
      });
    }
    const agencyCode = everywhere ? query.agencyCode : caller.agency;
    return this.surveys.listAnswers({ agencyCode, level }, { cursor, limit });
  }
}
