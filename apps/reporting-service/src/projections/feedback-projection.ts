import type { EventEnvelope, SurveyAnswered, SurveyBallotsIssued } from '@motcua/contracts';
import { prepared, type RowAsJson } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  FeedbackStintEntity,
  SurveyAnswerEntity,
  SurveyIssuesEntity,
  type SurveyAnswerRow,
  type SurveyIssuesRow,
} from '../persistence/entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { stintsAfter, type FeedbackEventData, type Stint } from './feedback-stints.js';

const FEEDBACK_STINTS = tableInEachSchema(FeedbackStintEntity);
const SURVEY_ANSWERS = tableInEachSchema(SurveyAnswerEntity);
const SURVEY_ISSUES = tableInEachSchema(SurveyIssuesEntity);

/** Writes what events say of feedback, a row for its time at each agency, and of satisfaction answers and their ballots. */
@Injectable()
export class FeedbackProjection {
  async apply(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<FeedbackEventData>[],
  ): Promise<void> {
    const table = FEEDBACK_STINTS[schema];
    const known = await manager.query<Stint[]>(
      prepared(`SELECT DISTINCT ON (f.feedback_id) ${table.selecting('f')} FROM ${table.name} f
        WHERE f.feedback_id = ANY($1::uuid[]) ORDER BY f.feedback_id, f.number DESC`),
      [[...new Set(events.map(({ data }) => data.feedback.feedbackId))]],
    );
    const changed = stintsAfter(known, events);
    await table.insertAll(manager, changed, `ON CONFLICT (feedback_id, number) DO UPDATE SET ${table.replacing()}`);
  }

  async applyAnswers(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<SurveyAnswered>[],
  ): Promise<void> {
    await SURVEY_ANSWERS[schema].insertAll(manager, events.map(answerRow), ONCE);
  }

  async applyIssues(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<SurveyBallotsIssued>[],
  ): Promise<void> {
    await SURVEY_ISSUES[schema].insertAll(manager, events.map(issuesRow), ONCE);
  }
}

const ONCE = 'ON CONFLICT DO NOTHING';

function answerRow({ time, data }: EventEnvelope<SurveyAnswered>): RowAsJson<SurveyAnswerRow> {
  return {
    survey_id: data.surveyId,
    answered_at: time,
    agency_code: data.agencyCode,
    field_code: data.fieldCode,
    procedure_code: data.procedureCode,
    level: data.level,
    question_version: data.questionVersion,
    channel: data.channel ?? null,
  };
}

function issuesRow({ time, data }: EventEnvelope<SurveyBallotsIssued>): RowAsJson<SurveyIssuesRow> {
  return {
    batch_id: data.batchId,
    issued_at: time,
    agency_code: data.agencyCode,
    field_code: data.fieldCode,
    procedure_code: data.procedureCode,
    channel: data.channel,
    ballots: data.ballots,
  };
}
