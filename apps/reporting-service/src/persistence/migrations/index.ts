import { messagingMigrations } from '@motcua/messaging';
import { idempotencyMigrations } from '@motcua/platform';
import { Apologies1796100000020 } from './apologies.migration.js';
import { AgencySpans1796051000000 } from './agency-spans.migration.js';
import { FeedbackStints1796100000060 } from './feedback-stints.migration.js';
import { FrozenReports1796200000132 } from './frozen-reports.migration.js';
import { Intake1796000000041 } from './intake.migration.js';
import { NamesByDate1796200000130 } from './names-by-date.migration.js';
import { ProjectionProgress1795600000000 } from './progress.migration.js';
import { Projections1790000000000 } from './projections-1790000000000.js';
import { DossierFlags1796000000031 } from './dossier-flags.migration.js';
import { Watermarks1796200000131 } from './watermarks.migration.js';
import { TimeShares1796100000010 } from './time-shares.migration.js';
import { Reopenings1796160000150 } from './reopenings.migration.js';
import { SurveyChannels1796250000120 } from './survey-channels.migration.js';
import { ShuffledAnswers1796000000000 } from './shuffled-answers.migration.js';

/** Every migration of this service's database, its inbox included. */
export const reportingMigrations = [
  ...messagingMigrations,
  ...idempotencyMigrations,
  Projections1790000000000,
  ProjectionProgress1795600000000,
  ShuffledAnswers1796000000000,
  DossierFlags1796000000031,
  Intake1796000000041,
  AgencySpans1796051000000,
  TimeShares1796100000010,
  Apologies1796100000020,
  FeedbackStints1796100000060,
  Reopenings1796160000150,
  NamesByDate1796200000130,
  Watermarks1796200000131,
  FrozenReports1796200000132,
  SurveyChannels1796250000120,
];
