import { TOPICS } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { IdempotencyMigration, personalDataCipher, personalDataKeyMigrations, PlatformModule } from '@motcua/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { AcceptDossier } from './application/accept-dossier.js';
import { CompleteStep } from './application/complete-step.js';
import { DeliverDossier } from './application/deliver-dossier.js';
import { ExpireSupplement } from './application/expire-supplement.js';
import { ExplainDeadline } from './application/explain-deadline.js';
import { ForwardDossier } from './application/forward-dossier.js';
import { ImportDossiers } from './application/import-dossiers.js';
import { LegacyDossiers } from './application/legacy-dossiers.js';
import { ListForNationalPortal } from './application/list-for-national-portal.js';
import { ListDossiers } from './application/list-dossiers.js';
import { LookUpProgress } from './application/look-up-progress.js';
import {
  Catalog,
  DossierNumbers,
  DossierReadings,
  Dossiers,
  NationalReadings,
  ReferenceData,
} from './application/ports.js';
import { PrintReceipt } from './application/print-receipt.js';
import { ProvideSupplement } from './application/provide-supplement.js';
import { ReadDossier } from './application/read-dossier.js';
import { ReadHistory } from './application/read-history.js';
import { ReadNationalRecords } from './application/read-national-records.js';
import { RefuseDossier } from './application/refuse-dossier.js';
import { RequestSupplement } from './application/request-supplement.js';
import { ResolveDossier } from './application/resolve-dossier.js';
import { StopDossier } from './application/stop-dossier.js';
import { SubmitDossier } from './application/submit-dossier.js';
import { WithdrawDossier } from './application/withdraw-dossier.js';
import { CatalogClient } from './catalog/catalog-client.js';
import type { DossierServiceConfig } from './config.js';
import { Subscriptions } from './events/subscriptions.js';
import { DossierActionsController } from './http/dossier-actions.controller.js';
import { DossierImportsController } from './http/dossier-imports.controller.js';
import { DossiersController } from './http/dossiers.controller.js';
import { NationalRecordsController } from './http/national-records.controller.js';
import { CalendarChanges } from './persistence/calendar-changes.js';
import { CopiedReferenceData } from './persistence/copied-reference-data.js';
import { Dossiers1767312000000 } from './persistence/migrations/dossiers.migration.js';
import { DeadlinesSetAside1767312000004 } from './persistence/migrations/deadlines-set-aside.migration.js';
import { OverdueBySubmission1767312000005 } from './persistence/migrations/overdue-by-submission.migration.js';
import { DossiersByProcedure1767312000002 } from './persistence/migrations/dossiers-by-procedure.migration.js';
import { NationalListing1767312000003 } from './persistence/migrations/national-listing.migration.js';
import { ReferenceCopies1767312000001 } from './persistence/migrations/reference-copies.migration.js';
import { PersonalData } from './persistence/personal-data.js';
import { PostgresDossierNumbers } from './persistence/postgres-dossier-numbers.js';
import { PostgresDossierReadings } from './persistence/postgres-dossier-readings.js';
import { PostgresDossiers } from './persistence/postgres-dossiers.js';
import { PostgresLegacyDossiers } from './persistence/postgres-legacy-dossiers.js';
import { PostgresNationalReadings } from './persistence/postgres-national-readings.js';
import { ReferenceCopies } from './persistence/reference-copies.js';

export const SERVICE_NAME = 'dossier-service';

/** Migrations of this service's database, those of the libraries included. */
export const dossierMigrations = [
  IdempotencyMigration,
  ...personalDataKeyMigrations,
  ...messagingMigrations,
  Dossiers1767312000000,
  ReferenceCopies1767312000001,
  DossiersByProcedure1767312000002,
  NationalListing1767312000003,
  DeadlinesSetAside1767312000004,
  OverdueBySubmission1767312000005,
];

const USE_CASES = [
  SubmitDossier,
  AcceptDossier,
  RefuseDossier,
  ForwardDossier,
  CompleteStep,
  RequestSupplement,
  ProvideSupplement,
  ExpireSupplement,
  ResolveDossier,
  DeliverDossier,
  WithdrawDossier,
  StopDossier,
  ListDossiers,
  ReadDossier,
  ReadHistory,
  ExplainDeadline,
  PrintReceipt,
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
        PlatformModule.forRoot({ config, name: SERVICE_NAME, database: { migrations: dossierMigrations } }),
        MessagingModule.forRoot({
          service: SERVICE_NAME,
          config,
          topics: [TOPICS.procedures, TOPICS.agencies, TOPICS.calendars, TOPICS.ruleSets],
        }),
      ],
      controllers: [
        DossiersController,
        DossierActionsController,
        DossierImportsController,
        NationalRecordsController,
        Subscriptions,
      ],
      providers: [
        ...USE_CASES,
        PersonalData,
        ReferenceCopies,
        CalendarChanges,
        personalDataCipher(config, {
          service: SERVICE_NAME,
          sample: 'SELECT full_name AS kept FROM dossier_persons LIMIT 1',
        }),
        { provide: Dossiers, useClass: PostgresDossiers },
        { provide: DossierReadings, useClass: PostgresDossierReadings },
        { provide: DossierNumbers, useClass: PostgresDossierNumbers },
        { provide: LegacyDossiers, useClass: PostgresLegacyDossiers },
        { provide: NationalReadings, useClass: PostgresNationalReadings },
        { provide: ReferenceData, useClass: CopiedReferenceData },
        { provide: Catalog, useClass: CatalogClient },
      ],
    };
  }
}
