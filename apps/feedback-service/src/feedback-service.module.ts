import { Module, type DynamicModule } from '@nestjs/common';
import { TOPICS } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { IdempotencyMigration, personalDataCipher, personalDataKeyMigrations, PlatformModule } from '@motcua/platform';
import { AcceptFeedback } from './application/accept-feedback.js';
import { AnswerFeedback } from './application/answer-feedback.js';
import { AnswerSurvey } from './application/answer-survey.js';
import { ChangeAtOffice } from './application/change-at-office.js';
import { FileFeedback } from './application/file-feedback.js';
import { ForwardFeedback } from './application/forward-feedback.js';
import { IssueSurveyToken } from './application/issue-survey-token.js';
import { DossierAccess, Feedbacks, KnownSubjects, Offices, PublishedFeedbacks, Surveys } from './application/ports.js';
import { PublishFeedback } from './application/publish-feedback.js';
import { ReadFeedback } from './application/read-feedback.js';
import { ReadSurveyAnswers } from './application/read-survey-answers.js';
import { RefuseFeedback } from './application/refuse-feedback.js';
import type { FeedbackServiceConfig } from './config.js';
import { DossierSubscriptions } from './events/dossier.subscriptions.js';
import { ReferenceDataSubscriptions } from './events/reference-data.subscriptions.js';
import { FeedbackController } from './http/feedback.controller.js';
import { PublishedFeedbackController } from './http/published-feedback.controller.js';
import { SurveyController } from './http/survey.controller.js';
import { Catalog } from './persistence/catalog.js';
import { DeadlineRecount } from './persistence/deadline-recount.js';
import { DossierServiceAccess } from './persistence/dossier-service-access.js';
import { AgencyVersions1756700500000 } from './persistence/migrations/agency-versions.migration.js';
import { FeedbackTables1756700000000 } from './persistence/migrations/feedback-tables.migration.js';
import { ReferenceTables1756700100000 } from './persistence/migrations/reference-tables.migration.js';
import { SubjectAgency1756700300000 } from './persistence/migrations/subject-agency.migration.js';
import { SurveyRepetitions1756700400000 } from './persistence/migrations/survey-repetitions.migration.js';
import { SurveyTables1756700200000 } from './persistence/migrations/survey-tables.migration.js';
import { PostgresFeedbacks } from './persistence/postgres-feedbacks.js';
import { PostgresKnownSubjects } from './persistence/postgres-known-subjects.js';
import { PostgresOffices } from './persistence/postgres-offices.js';
import { PostgresPublishedFeedbacks } from './persistence/postgres-published-feedbacks.js';
import { PostgresSurveys } from './persistence/postgres-surveys.js';

export const SERVICE_NAME = 'feedback-service';

const USE_CASES = [
  FileFeedback,
  AcceptFeedback,
  RefuseFeedback,
  ForwardFeedback,
  AnswerFeedback,
  PublishFeedback,
  ReadFeedback,
  IssueSurveyToken,
  AnswerSurvey,
  ReadSurveyAnswers,
  ChangeAtOffice,
];

const ADAPTERS = [
  PostgresFeedbacks,
  PostgresPublishedFeedbacks,
  PostgresOffices,
  PostgresKnownSubjects,
  PostgresSurveys,
  DossierServiceAccess,
  DeadlineRecount,
  Catalog,
];

/** Migrations of this service's database, those of the libraries included. */
export const feedbackMigrations = [
  IdempotencyMigration,
  ...personalDataKeyMigrations,
  ...messagingMigrations,
  FeedbackTables1756700000000,
  ReferenceTables1756700100000,
  SurveyTables1756700200000,
  SubjectAgency1756700300000,
  SurveyRepetitions1756700400000,
  AgencyVersions1756700500000,
];

@Module({})
export class FeedbackServiceModule {
  static forConfig(config: FeedbackServiceConfig): DynamicModule {
    return {
      module: FeedbackServiceModule,
      imports: [
        PlatformModule.forRoot({ config, name: SERVICE_NAME, database: { migrations: feedbackMigrations } }),
        MessagingModule.forRoot({
          service: SERVICE_NAME,
          config,
          topics: [TOPICS.dossiers, TOPICS.agencies, TOPICS.calendars, TOPICS.procedures],
        }),
      ],
      controllers: [
        FeedbackController,
        PublishedFeedbackController,
        SurveyController,
        ReferenceDataSubscriptions,
        DossierSubscriptions,
      ],
      providers: [
        ...USE_CASES,
        ...ADAPTERS,
        personalDataCipher(config, {
          service: SERVICE_NAME,
          sample: 'SELECT full_name AS kept FROM feedback_filers LIMIT 1',
        }),
        { provide: Feedbacks, useExisting: PostgresFeedbacks },
        { provide: PublishedFeedbacks, useExisting: PostgresPublishedFeedbacks },
        { provide: Offices, useExisting: PostgresOffices },
        { provide: KnownSubjects, useExisting: PostgresKnownSubjects },
        { provide: DossierAccess, useExisting: DossierServiceAccess },
        { provide: Surveys, useExisting: PostgresSurveys },
      ],
    };
  }
}
