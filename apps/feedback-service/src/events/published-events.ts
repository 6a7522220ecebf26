import {
  FeedbackAccepted,
  FeedbackAnswered,
  FeedbackFacts,
  FeedbackFiled,
  FeedbackForwarded,
  FeedbackPublished,
  FeedbackRefused,
  SurveyAnswered,
  type SatisfactionLevel,
} from '@motcua/contracts';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback } from '../domain/feedback.js';
import type { SurveyInvitation } from '../domain/survey.js';

/**
 * What other services learn of `event`; undefined for what stays inside. Only codes, states and instants are announced, never
 * a person's data or a free text.
 */
export function publishedEvent(event: FeedbackEvent, after: Feedback): object | undefined {
  const feedback = factsOf(after);
  switch (event.type) {
    case 'filed':
      return Object.assign(new FeedbackFiled(), { feedback });
    case 'accepted':
      return Object.assign(new FeedbackAccepted(), { feedback });
    case 'refused':
      return Object.assign(new FeedbackRefused(), { feedback });
    case 'forwarded':
      return Object.assign(new FeedbackForwarded(), { feedback, fromAgencyCode: event.from });
    case 'answered':
      return Object.assign(new FeedbackAnswered(), { feedback });
    case 'published':
      return Object.assign(new FeedbackPublished(), { feedback });
    case 'deadlines-recounted':
      return undefined;
  }
}

function factsOf(feedback: Feedback): FeedbackFacts {
  return Object.assign(
    new FeedbackFacts(),
    known({
      feedbackId: feedback.id,
      code: feedback.code,
      kind: feedback.kind,
      channel: feedback.channel,
      status: feedback.status,
      agencyCode: feedback.agencyCode,
      dossierCode: feedback.dossierCode,
      procedureCode: feedback.procedureCode,
      fieldCode: feedback.fieldCode,
      filedAt: feedback.filedAt.toISOString(),
      dueAt: feedback.deadlines.answerBy?.toISOString(),
      filerDueAt: feedback.deadlines.answerFilerBy?.toISOString(),
    }),
  );
}

/**
 * What other services learn of an answer: the level, never the reason, nor the dossier.
 * @param surveyId a random one: the invitation's own id leads to the dossier
 */
export function surveyAnswered(
  surveyId: string,
  about: Pick<SurveyInvitation, 'agencyCode' | 'procedureCode' | 'fieldCode' | 'questionVersion'>,
  level: SatisfactionLevel,
): SurveyAnswered {
  return Object.assign(new SurveyAnswered(), {
    surveyId,
    agencyCode: about.agencyCode,
    fieldCode: about.fieldCode,
    procedureCode: about.procedureCode,
    level,
    questionVersion: about.questionVersion,
  });
}

/** Without the members that are undefined: absent and null are not the same in a contract. */
function known<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
