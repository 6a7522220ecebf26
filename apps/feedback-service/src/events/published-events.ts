import {
  defined,
  FeedbackAccepted,
  FeedbackAnswered,
  FeedbackDeadlinesChanged,
  FeedbackFacts,
  FeedbackFiled,
  FeedbackForwarded,
  FeedbackPublished,
  FeedbackRefused,
  SurveyAnswered,
  SurveyBallotsIssued,
  type SatisfactionLevel,
  type SurveyChannel,
} from '@motcua/contracts';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import type { Feedback } from '../domain/feedback.js';
import type { SurveyInvitation } from '../domain/survey.js';

/**
 * What other services learn of `event`. Only codes, states and instants are announced, never
 * a person's data or a free text.
 */
export function publishedEvent(event: FeedbackEvent, after: Feedback): object {
  const feedback = factsOf(after);
  switch (event.type) {
    case 'filed':
      return Object.assign(new FeedbackFiled(), { feedback });
    case 'accepted':
      return Object.assign(new FeedbackAccepted(), { feedback });
    case 'refused':
      return Object.assign(new FeedbackRefused(), { feedback, reason: event.reason });
    case 'forwarded':
      return Object.assign(new FeedbackForwarded(), { feedback, fromAgencyCode: event.from });
    case 'answered':
      return Object.assign(new FeedbackAnswered(), { feedback });
    case 'published':
      return Object.assign(new FeedbackPublished(), { feedback });
    case 'deadlines-recounted':
      return Object.assign(new FeedbackDeadlinesChanged(), { feedback });
  }
}

function factsOf(feedback: Feedback): FeedbackFacts {
  const { deadlines } = feedback;
  return Object.assign(
    new FeedbackFacts(),
    defined({
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
      respondDueAt: deadlines.respondBy?.toISOString(),
      forwardDueAt: deadlines.forwardBy?.toISOString(),
      dueAt: deadlines.answerBy?.toISOString(),
      filerDueAt: deadlines.answerFilerBy?.toISOString(),
      publishDueAt: deadlines.publishBy?.toISOString(),
    }),
  );
}

/**
 * What other services learn of an answer: the level and the channel, never the reason, nor the dossier.
 * @param surveyId a random one: the invitation's own id leads to the dossier
 */
export function surveyAnswered(
  surveyId: string,
  { agencyCode, fieldCode, procedureCode, questionVersion }: SurveySubject,
  { level, channel }: { level: SatisfactionLevel; channel?: SurveyChannel },
): SurveyAnswered {
  const about = { agencyCode, fieldCode, procedureCode };
  return Object.assign(new SurveyAnswered(), defined({ surveyId, ...about, level, questionVersion, channel }));
}

/** What other services learn of ballots: how many. */
export function surveyBallotsIssued(
  batchId: string,
  { agencyCode, fieldCode, procedureCode }: Omit<SurveySubject, 'questionVersion'>,
  { channel, ballots }: { channel: SurveyChannel; ballots: number },
): SurveyBallotsIssued {
  return Object.assign(new SurveyBallotsIssued(), { batchId, agencyCode, fieldCode, procedureCode, channel, ballots });
}

type SurveySubject = Pick<SurveyInvitation, 'agencyCode' | 'procedureCode' | 'fieldCode' | 'questionVersion'>;
