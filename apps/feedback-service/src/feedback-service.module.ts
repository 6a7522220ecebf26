import { Module, type DynamicModule } from '@nestjs/common';
import { TOPIC_USE } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { idempotencyMigrations, personalDataCipher, personalDataKeyMigrations, PlatformModule } from '@motcua/platform';
import {
  AgencyWithHoursEntity,
  AgencySubscriptions,
  CalendarEntity,
  CalendarSubscriptions,
  CopiedReferenceData,
  OpenDeadlines,
  ProcedureFieldEntity,
  ProcedureFieldSubscriptions,
  ReferenceDataModule,
} from '@motcua/reference-data';
import { AcceptFeedback } from './application/accept-feedback.js';
import { AnswerFeedback } from './application/answer-feedback.js';
import { AnswerSurvey } from './application/answer-survey.js';
import { ExplainFeedbackDeadlines } from './application/explain-feedback-deadlines.js';
import { Feedbacks } from './application/feedbacks.js';
import { FileFeedback, KnownSubjects } from './application/file-feedback.js';
import { ForwardFeedback } from './application/forward-feedback.js';
import { GatherSurveyAnswers } from './application/gather-survey-answers.js';
import { DossierAccess, IssueSurveyToken } from './application/issue-survey-token.js';
import { ListFeedback } from './application/list-feedback.js';
import { ListPublishedFeedback } from './application/list-published-feedback.js';
import { Offices } from './application/offices.js';
import { PublishFeedback } from './application/publish-feedback.js';
import { ReadFeedbackHistory } from './application/read-feedback-history.js';
import { ReadFeedback } from './application/read-feedback.js';
import { ReadFiler } from './application/read-filer.js';
import { PublishedFeedbacks, ReadPublishedFeedback } from './application/read-published-feedback.js';
import { ReadSurveyAnswers } from './application/read-survey-answers.js';
import { RefuseFeedback } from './application/refuse-feedback.js';
import { Surveys } from './application/surveys.js';
import { DossierServiceAccess } from './clients/dossier-service-access.js';
import type { FeedbackServiceConfig } from './config.js';
import { DossierSubscriptions } from './events/dossier.subscriptions.js';
import { FeedbackController } from './http/feedback.controller.js';
import { PublishedFeedbackController } from './http/published-feedback.controller.js';
import { SurveyController } from './http/survey.controller.js';
import { feedbackEntities } from './persistence/entities.js';
import { AgencySuccessors1767312000052 } from './persistence/migrations/agency-successors.migration.js';
import { AgencyVersions1756700500000 } from './persistence/migrations/agency-versions.migration.js';
import { CodeNumbers1756700700000 } from './persistence/migrations/code-numbers.migration.js';
import { DeadlineWalks1756700600000 } from './persistence/migrations/deadline-walks.migration.js';
import { FeedbackTables1756700000000 } from './persistence/migrations/feedback-tables.migration.js';
import { FiledBy1767900000121 } from './persistence/migrations/filed-by.migration.js';
import { FilersDeadline1767312000081 } from './persistence/migrations/filers-deadline.migration.js';
import { ReferenceTables1756700100000 } from './persistence/migrations/reference-tables.migration.js';
import { SubjectAgency1756700300000 } from './persistence/migrations/subject-agency.migration.js';
import { CodesFolded1767312000001 } from './persistence/migrations/codes-folded.migration.js';
import { SurveyBallots1767900000120 } from './persistence/migrations/survey-ballots.migration.js';
import { SurveyBatches1767312000000 } from './persistence/migrations/survey-batches.migration.js';
import { SurveyRepetitions1756700400000 } from './persistence/migrations/survey-repetitions.migration.js';
import { SurveyTables1756700200000 } from './persistence/migrations/survey-tables.migration.js';
import { PostgresFeedbacks } from './persistence/postgres-feedbacks.js';
import { PostgresKnownSubjects } from './persistence/postgres-known-subjects.js';
import { PostgresOffices } from './persistence/postgres-offices.js';
import { PostgresPublishedFeedbacks } from './persistence/postgres-published-feedbacks.js';
import { PostgresSurveys } from './persistence/postgres-surveys.js';
import { CALENDAR_LOCK, CalendarChanges } from './workers/calendar-changes.js';
import { SurveySchedule } from './workers/survey-schedule.js';

export const SERVICE_NAME = 'feedback-service';

const USE_CASES = [
  FileFeedback,
  AcceptFeedback,
  RefuseFeedback,
  ForwardFeedback,
  AnswerFeedback,
  PublishFeedback,
  ListFeedback,
  ReadFeedback,
  ReadFeedbackHistory,
  ReadFiler,
  ExplainFeedbackDeadlines,
  ListPublishedFeedback,
  ReadPublishedFeedback,
  IssueSurveyToken,
  AnswerSurvey,
  GatherSurveyAnswers,
  ReadSurveyAnswers,
];

const ADAPTERS = [
  PostgresFeedbacks,
  PostgresPublishedFeedbacks,
  CopiedReferenceData,
  PostgresOffices,
  PostgresKnownSubjects,
  PostgresSurveys,
  DossierServiceAccess,
  CalendarChanges,
];

/** Migrations of this service's database, those of the libraries included. */
export const feedbackMigrations = [
  ...idempotencyMigrations,
  ...personalDataKeyMigrations,
  ...messagingMigrations,
  FeedbackTables1756700000000,
  ReferenceTables1756700100000,
  SurveyTables1756700200000,
  SubjectAgency1756700300000,
  SurveyRepetitions1756700400000,
  AgencyVersions1756700500000,
  DeadlineWalks1756700600000,
  CodeNumbers1756700700000,
  SurveyBatches1767312000000,
  CodesFolded1767312000001,
  AgencySuccessors1767312000052,
  FilersDeadline1767312000081,
  SurveyBallots1767900000120,
  FiledBy1767900000121,
];

const entities = [...feedbackEntities, AgencyWithHoursEntity, CalendarEntity, ProcedureFieldEntity];

@Module({})
export class FeedbackServiceModule {
  static forConfig(config: FeedbackServiceConfig): DynamicModule {
    return {
      module: FeedbackServiceModule,
      imports: [
        PlatformModule.forRoot({
          config,
          name: SERVICE_NAME,
          database: { migrations: feedbackMigrations, entities },
        }),
        MessagingModule.forRoot({ service: SERVICE_NAME, config, ...TOPIC_USE[SERVICE_NAME] }),
        ReferenceDataModule.forRoot({ config, agencies: AgencyWithHoursEntity, calendarLock: CALENDAR_LOCK }),
      ],
      controllers: [
        FeedbackController,
        PublishedFeedbackController,
        SurveyController,
        AgencySubscriptions,
        CalendarSubscriptions,
        ProcedureFieldSubscriptions,
        DossierSubscriptions,
      ],
      providers: [
        ...USE_CASES,
        ...ADAPTERS,
        SurveySchedule,
        personalDataCipher(config, {
          service: SERVICE_NAME,
          sample: 'SELECT full_name AS kept FROM feedback_filers LIMIT 1',
          accounts: [
            { table: 'feedbacks', column: 'filer_subject' },
            { table: 'idempotency_keys', column: 'caller' },
          ],
        }),
        { provide: Feedbacks, useExisting: PostgresFeedbacks },
        { provide: PublishedFeedbacks, useExisting: PostgresPublishedFeedbacks },
        { provide: Offices, useExisting: PostgresOffices },
        { provide: KnownSubjects, useExisting: PostgresKnownSubjects },
        { provide: DossierAccess, useExisting: DossierServiceAccess },
        { provide: Surveys, useExisting: PostgresSurveys },
        { provide: OpenDeadlines, useExisting: CalendarChanges },
      ],
    };
  }
}
