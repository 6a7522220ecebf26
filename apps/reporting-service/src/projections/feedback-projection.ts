import type {
  EventEnvelope,
  FeedbackFacts,
  FeedbackForwarded,
  FeedbackStatus,
  SurveyAnswered,
} from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { answerPunctuality } from '../reports/punctuality.js';

/** What the events of a feedback carry in common. */
export interface FeedbackEventData {
  feedback: FeedbackFacts;
}

/** What happened, by the literal of the event. */
const STEPS: Record<string, Exclude<FeedbackStatus, 'NEW'> | 'FILED'> = {
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
  async apply(manager: EntityManager, schema: string, events: EventEnvelope<FeedbackEventData>[]): Promise<void> {
    await manager.query(
      `INSERT INTO ${schema}.feedback_steps
         (feedback_id, version, step, at, code, kind, channel, agency_code, field_code, due_at, punctuality)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS s (
         feedback_id uuid, version integer, step text, at timestamptz, code text, kind text, channel text,
         agency_code text, field_code text, due_at timestamptz, punctuality text)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(events.map(stepRow))],
    );
  }

  async applyAnswers(manager: EntityManager, schema: string, events: EventEnvelope<SurveyAnswered>[]): Promise<void> {
    const rows = events.map(({ time, data }) => ({
      survey_id: data.surveyId,
      answered_at: time,
      agency_code: data.agencyCode,
      field_code: data.fieldCode,
      procedure_code: data.procedureCode,
      level: data.level,
      question_version: data.questionVersion,
    }));
    await manager.query(
      `INSERT INTO ${schema}.survey_answers
         (survey_id, answered_at, agency_code, field_code, procedure_code, level, question_version)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS s (
         survey_id uuid, answered_at timestamptz, agency_code text, field_code text, procedure_code text,
         level text, question_version integer)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(rows)],
    );
  }
}

function stepRow(event: EventEnvelope<FeedbackEventData>) {
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
