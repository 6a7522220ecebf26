import type { EventEnvelope, FeedbackFacts, FeedbackForwarded, SurveyAnswered } from '@motcua/contracts';
import type { RowAsJson } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  FeedbackStepEntity,
  SurveyAnswerEntity,
  tableInEachSchema,
  type FeedbackStepRow,
  type SurveyAnswerRow,
} from '../persistence/entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { answerPunctuality } from '../reports/punctuality.js';

const FEEDBACK_STEPS = tableInEachSchema(FeedbackStepEntity);
const SURVEY_ANSWERS = tableInEachSchema(SurveyAnswerEntity);

/** What every event of a feedback item carries. */
export interface FeedbackEventData {
  feedback: FeedbackFacts;
}

/** What happened, by the literal of the event. */
const STEPS: Record<string, FeedbackStepRow['step']> = {
  'feedback.filed': 'FILED',
  'feedback.accepted': 'ACCEPTED',
  'feedback.refused': 'REFUSED',
  'feedback.forwarded': 'FORWARDED',
  'feedback.answered': 'ANSWERED',
  'feedback.published': 'PUBLISHED',
};

/** Writes what events say of feedback and of satisfaction answers; each event is one row that never changes. */
@Injectable()
export class FeedbackProjection {
  async apply(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<FeedbackEventData>[],
  ): Promise<void> {
    await FEEDBACK_STEPS[schema].insertAll(manager, events.map(stepRow), ONCE);
  }

  async applyAnswers(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<SurveyAnswered>[],
  ): Promise<void> {
    await SURVEY_ANSWERS[schema].insertAll(manager, events.map(answerRow), ONCE);
  }
}

const ONCE = 'ON CONFLICT DO NOTHING';

function stepRow(event: EventEnvelope<FeedbackEventData>): RowAsJson<FeedbackStepRow> {
  const facts = event.data.feedback;
  const step = STEPS[event.type];
  const dueAt = facts.dueAt === undefined ? undefined : new Date(facts.dueAt);
  return {
    feedback_id: facts.feedbackId,
    version: event.aggregateversion,
    step,
    at: event.time,
    code: facts.code,
    kind: facts.kind,
    channel: facts.channel,
    agency_code: step === 'FORWARDED' ? (event.data as unknown as FeedbackForwarded).fromAgencyCode : facts.agencyCode,
    field_code: facts.fieldCode,
    due_at: facts.dueAt,
    punctuality: step === 'ANSWERED' ? answerPunctuality(new Date(event.time), dueAt) : undefined,
  };
}

function answerRow({ time, data }: EventEnvelope<SurveyAnswered>): RowAsJson<SurveyAnswerRow> {
  return {
    survey_id: data.surveyId,
    answered_at: time,
    agency_code: data.agencyCode,
    field_code: data.fieldCode,
    procedure_code: data.procedureCode,
    level: data.level,
    question_version: data.questionVersion,
  };
}
