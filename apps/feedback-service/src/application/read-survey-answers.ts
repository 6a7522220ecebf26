import { Injectable } from '@nestjs/common';
import { DomainError, type ListSurveyAnswersQuery } from '@motcua/contracts';
import type { Caller, Page } from '@motcua/platform';
import { PAGE_SIZE } from './feedbacks.js';
import { PROVINCE_ROLES } from './caller-scope.js';
import { Surveys, type SurveyAnswer } from './surveys.js';

/** Answers as agencies read them: an agency head the own agency's, procedure control and reform office all. */
@Injectable()
export class ReadSurveyAnswers {
  constructor(private readonly surveys: Surveys) {}

  execute({ query, caller }: { query: ListSurveyAnswersQuery; caller: Caller }): Promise<Page<SurveyAnswer>> {
    const { cursor, limit = PAGE_SIZE, level } = query;
    const everywhere = caller.has(...PROVINCE_ROLES);
    if (!everywhere && (!caller.agency || (query.agencyCode && query.agencyCode !== caller.agency))) {
      throw new DomainError({
        kind: 'not-found',
        code: 'survey.agency-not-found',
        message: {
          vi: 'Không tìm thấy cơ quan này trong phạm vi được xem của bạn.',
          en: 'The agency was not found among those you may see.',
        },
      });
    }
    const agencyCode = everywhere ? query.agencyCode : caller.agency;
    return this.surveys.listAnswers({ agencyCode, level }, { cursor, limit });
  }
}
