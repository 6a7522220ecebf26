import { TOPIC_USE } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { idempotencyMigrations, personalDataCipher, personalDataKeyMigrations, PlatformModule } from '@motcua/platform';
import {
  AbolishedProcedureEntity,
  AgencyByHoursKeyEntity,
  AgencySubscriptions,
  ApprovedProcessEntity,
  CalendarEntity,
  CalendarSubscriptions,
  OfficeHoursEntity,
  OpenDeadlines,
  ProcedureSubscriptions,
  ProcedureVersionEntity,
  ReferenceDataModule,
  RuleSetEntity,
  RuleSetSubscriptions,
} from '@motcua/reference-data';
import { Module, type DynamicModule } from '@nestjs/common';
import { AcceptDossier } from './application/accept-dossier.js';
import { AllowedActions } from './application/allowed-actions.js';
import { ChangeDossier } from './application/change-dossier.js';
import { CountDossiersByUnit } from './application/count-dossiers-by-unit.js';
import { DossierChanges } from './application/dossier-changes.js';
import { ExplainDeadline } from './application/explain-deadline.js';
import { FollowChanges } from './application/follow-changes.js';
import { ImportDossiers } from './application/import-dossiers.js';
import { LegacyDossiers } from './application/legacy-dossiers.js';
import { ListForNationalPortal } from './application/list-for-national-portal.js';
import { ListDossiers } from './application/list-dossiers.js';
import { LookUpProgress } from './application/look-up-progress.js';
import { DossierReadings, Dossiers, NationalReadings, ReferenceData } from './application/ports.js';
import { PrintApology } from './application/print-apology.js';
import { PrintControlSheet } from './application/print-control-sheet.js';
import { PrintReceipt } from './application/print-receipt.js';
import { ReadConsultations } from './application/read-consultations.js';
import { ReadDossier } from './application/read-dossier.js';
import { ReadHistory } from './application/read-history.js';
import { ReadTimeUse } from './application/read-time-use.js';
import { ReadNationalRecords } from './application/read-national-records.js';
import { SubmitDossier } from './application/submit-dossier.js';
import { TakeNationalSubmission } from './application/take-national-submission.js';
import type { DossierServiceConfig } from './config.js';
import { DossierActionsController } from './http/dossier-actions.controller.js';
import { DossierImportsController } from './http/dossier-imports.controller.js';
import { DossiersController } from './http/dossiers.controller.js';
import { NationalRecordsController } from './http/national-records.controller.js';
import { CatalogCopies } from './persistence/catalog-copies.js';
import { dossierEntities } from './persistence/entities.js';
import { Apologies1767484800020 } from './persistence/migrations/apologies.migration.js';
import { ApprovedProcesses1767312000061 } from './persistence/migrations/approved-processes.migration.js';
import { Consultations1767484800030 } from './persistence/migrations/consultations.migration.js';
import { DossierTasks1767312000062 } from './persistence/migrations/dossier-tasks.migration.js';
import { Dossiers1767312000000 } from './persistence/migrations/dossiers.migration.js';
import { DeadlinesSetAside1767312000004 } from './persistence/migrations/deadlines-set-aside.migration.js';
import { OverdueBySubmission1767312000005 } from './persistence/migrations/overdue-by-submission.migration.js';
import { AgenciesSucceeded1767312000051 } from './persistence/migrations/agencies-succeeded.migration.js';
import { ChangesInOrder1767484800051 } from './persistence/migrations/changes-in-order.migration.js';
import { CodesFolded1767312000022 } from './persistence/migrations/codes-folded.migration.js';
import { FoldedCodesOnce1767312000023 } from './persistence/migrations/folded-codes-once.migration.js';
import { DossiersByDue1767312000021 } from './persistence/migrations/dossiers-by-due.migration.js';
import { DossiersByProcedure1767312000002 } from './persistence/migrations/dossiers-by-procedure.migration.js';
import { LateStaysLate1767312000032 } from './persistence/migrations/late-stays-late.migration.js';
import { NationalListing1767312000003 } from './persistence/migrations/national-listing.migration.js';
import { NumbersWithoutGaps1767312000010 } from './persistence/migrations/numbers-without-gaps.migration.js';
import { OfficersAsOfThen1767312000071 } from './persistence/migrations/officers-as-of-then.migration.js';
import { PersonsFindable1767484800050 } from './persistence/migrations/persons-findable.migration.js';
import { ReceivingAgency1767485000140 } from './persistence/migrations/receiving-agency.migration.js';
import { RecordedPersons1767312000072 } from './persistence/migrations/recorded-persons.migration.js';
import { Reopenings1767485100150 } from './persistence/migrations/reopenings.migration.js';
import { ReferenceCopies1767312000001 } from './persistence/migrations/reference-copies.migration.js';
import { Work1767484800040 } from './persistence/migrations/work.migration.js';
import { SupplementChecks1767312000011 } from './persistence/migrations/supplement-checks.migration.js';
import { WhoActed1767312000031 } from './persistence/migrations/who-acted.migration.js';
import { AgenciesBefore1767484800010 } from './persistence/migrations/agencies-before.migration.js';
import { Officers } from './persistence/officers.js';
import { PersonalData } from './persistence/personal-data.js';
import { PostgresDossierChanges } from './persistence/postgres-dossier-changes.js';
import { PostgresDossierReadings } from './persistence/postgres-dossier-readings.js';
import { PostgresDossiers } from './persistence/postgres-dossiers.js';
import { PostgresLegacyDossiers } from './persistence/postgres-legacy-dossiers.js';
import { PostgresNationalReadings } from './persistence/postgres-national-readings.js';
import { AgencyTransfers } from './workers/agency-transfers.js';
import { CALENDAR_LOCK, CalendarChanges } from './workers/calendar-changes.js';
import { ConsultationLimits } from './workers/consultation-limits.js';
import { OpenDossiers } from './workers/open-dossiers.js';
import { PersonIndexing } from './workers/person-indexing.js';

export const SERVICE_NAME = 'dossier-service';

/** Migrations of this service's database, those of the libraries included. */
export const dossierMigrations = [
  ...idempotencyMigrations,
  ...personalDataKeyMigrations,
  ...messagingMigrations,
  Dossiers1767312000000,
  ReferenceCopies1767312000001,
  DossiersByProcedure1767312000002,
  NationalListing1767312000003,
  DeadlinesSetAside1767312000004,
  OverdueBySubmission1767312000005,
  NumbersWithoutGaps1767312000010,
  SupplementChecks1767312000011,
  DossiersByDue1767312000021,
  CodesFolded1767312000022,
  FoldedCodesOnce1767312000023,
  WhoActed1767312000031,
  LateStaysLate1767312000032,
  AgenciesSucceeded1767312000051,
  ApprovedProcesses1767312000061,
  DossierTasks1767312000062,
  OfficersAsOfThen1767312000071,
  RecordedPersons1767312000072,
  Consultations1767484800030,
  AgenciesBefore1767484800010,
  Apologies1767484800020,
  Work1767484800040,
  PersonsFindable1767484800050,
  ChangesInOrder1767484800051,
  ReceivingAgency1767485000140,
  Reopenings1767485100150,
];

const entities = [
  ...dossierEntities,
  AgencyByHoursKeyEntity,
  OfficeHoursEntity,
  CalendarEntity,
  RuleSetEntity,
  ProcedureVersionEntity,
  ApprovedProcessEntity,
  AbolishedProcedureEntity,
];

const USE_CASES = [
  SubmitDossier,
  TakeNationalSubmission,
  AcceptDossier,
  AllowedActions,
  ChangeDossier,
  ListDossiers,
  CountDossiersByUnit,
  FollowChanges,
  ReadDossier,
  ReadHistory,
  ReadConsultations,
  ExplainDeadline,
  PrintApology,
  PrintReceipt,
  ReadTimeUse,
  PrintControlSheet,
  LookUpProgress,
  ImportDossiers,
  ReadNationalRecords,
  ListForNationalPortal,
];

@Module({})
export class DossierServiceModule {
  static forConfig(config: DossierServiceConfig): DynamicModule {
    return {
      module: DossierServiceModule,
      imports: [
        PlatformModule.forRoot({
          config,
          name: SERVICE_NAME,
          database: { migrations: dossierMigrations, entities },
        }),
        MessagingModule.forRoot({ service: SERVICE_NAME, config, ...TOPIC_USE[SERVICE_NAME] }),
        ReferenceDataModule.forRoot({ config, agencies: AgencyByHoursKeyEntity, calendarLock: CALENDAR_LOCK }),
      ],
      controllers: [
        DossiersController,
        DossierActionsController,
        DossierImportsController,
        NationalRecordsController,
        AgencySubscriptions,
        CalendarSubscriptions,
        RuleSetSubscriptions,
        ProcedureSubscriptions,
      ],
      providers: [
        ...USE_CASES,
        PersonalData,
        Officers,
        CalendarChanges,
        AgencyTransfers,
        ConsultationLimits,
        PersonIndexing,
        { provide: OpenDeadlines, useClass: OpenDossiers },
        personalDataCipher(config, {
          service: SERVICE_NAME,
          sample: 'SELECT full_name AS kept FROM dossier_persons LIMIT 1',
          accounts: [
            { table: 'dossier_submissions', column: 'owner_subject' },
            { table: 'dossier_submissions', column: 'submitter_subject' },
            { table: 'idempotency_keys', column: 'caller' },
          ],
        }),
        { provide: Dossiers, useClass: PostgresDossiers },
        { provide: DossierReadings, useClass: PostgresDossierReadings },
        { provide: DossierChanges, useClass: PostgresDossierChanges },
        { provide: LegacyDossiers, useClass: PostgresLegacyDossiers },
        { provide: NationalReadings, useClass: PostgresNationalReadings },
        { provide: ReferenceData, useClass: CatalogCopies },
      ],
    };
  }
}
