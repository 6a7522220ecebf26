import { TOPIC_USE } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { ServiceClient, ServiceToken } from '@motcua/platform';
import { Injectable, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { GatewayConfig } from '../config.js';
import { AnswerSubmissions } from './application/answer-submissions.js';
import { FetchSubmissions } from './application/fetch-submissions.js';
import { DossierRecords, DossierSubmissions, NationalPortal, ProcedureImports } from './application/ports.js';
import { Reconcile } from './application/reconcile.js';
import { Reconciliations } from './application/reconciliations.js';
import { RefuseSubmission } from './application/refuse-submission.js';
import { ResendDossier } from './application/resend-dossier.js';
import { ResendFailingDossiers } from './application/resend-failing-dossiers.js';
import { RetrySubmission } from './application/retry-submission.js';
import { SendDossiers } from './application/send-dossiers.js';
import { SendLedger } from './application/send-ledger.js';
import { SendReadings } from './application/send-readings.js';
import { Submissions } from './application/submissions.js';
import { SynchroniseDown } from './application/synchronise-down.js';
import { SyncedTables } from './application/synced-tables.js';
import { CatalogImports } from './clients/catalog-imports.js';
import { DossierServiceRecords } from './clients/dossier-service-records.js';
import { DossierServiceSubmissions } from './clients/dossier-service-submissions.js';
import { LegacySessionPortal } from './driver/legacy-session-portal.js';
import { PortalSession } from './driver/portal-session.js';
import { Subscriptions } from './events/subscriptions.js';
import { NationalReconciliationsController } from './http/national-reconciliations.controller.js';
import { NationalSendsController } from './http/national-sends.controller.js';
import { NationalSubmissionsController } from './http/national-submissions.controller.js';
import { NationalSyncController } from './http/national-sync.controller.js';
import { NationalPortalMetrics } from './national-portal-metrics.js';
import { Reconciliations1767398400001 } from './persistence/migrations/reconciliations.migration.js';
import { Sends1767398400000 } from './persistence/migrations/sends.migration.js';
import { OtherDossier1767398400004 } from './persistence/migrations/other-dossier.migration.js';
import { SendsByAgency1767398400003 } from './persistence/migrations/sends-by-agency.migration.js';
import { SubmissionMayRun1767398400006 } from './persistence/migrations/submission-may-run.migration.js';
import { SubmissionsSetAside1767398400005 } from './persistence/migrations/submissions-set-aside.migration.js';
import { SyncDown1767398400002 } from './persistence/migrations/sync-down.migration.js';
import { PostgresReconciliations } from './persistence/postgres-reconciliations.js';
import { PostgresSendLedger } from './persistence/postgres-send-ledger.js';
import { PostgresSendReadings } from './persistence/postgres-send-readings.js';
import { PostgresSubmissions } from './persistence/postgres-submissions.js';
import { PostgresSyncedTables } from './persistence/postgres-synced-tables.js';
import { NationalPortalSchedule } from './workers/national-portal-schedule.js';

/** Migrations of the gateway's database, which exists only for this module. */
export const nationalPortalMigrations = [
  ...messagingMigrations,
  Sends1767398400000,
  Reconciliations1767398400001,
  SyncDown1767398400002,
  SendsByAgency1767398400003,
  OtherDossier1767398400004,
  SubmissionsSetAside1767398400005,
  SubmissionMayRun1767398400006,
];

const DOSSIER_SERVICE = Symbol('dossier-service, as this gateway calls it on its own behalf');

/** Closes the connections to the portal after the last send. */
@Injectable()
class PortalSessionLifecycle implements OnApplicationShutdown {
  constructor(private readonly session: PortalSession) {}

  onApplicationShutdown(): Promise<void> {
    return this.session.close();
  }
}

/** Keeps the national portal up to date, and fetches from it; only with NATIONAL_PORTAL_URL. */
@Module({})
export class NationalPortalModule {
  static forConfig(config: GatewayConfig): DynamicModule {
    return {
      module: NationalPortalModule,
      imports: [MessagingModule.forRoot({ service: 'gateway', config, ...TOPIC_USE.gateway })],
      controllers: [
        NationalSendsController,
        NationalReconciliationsController,
        NationalSubmissionsController,
        NationalSyncController,
        Subscriptions,
      ],
      providers: [
        NationalPortalMetrics,
        {
          provide: PortalSession,
          inject: [NationalPortalMetrics],
          useFactory: (metrics: NationalPortalMetrics) =>
            new PortalSession(
              {
                url: config.NATIONAL_PORTAL_URL!,
                user: config.NATIONAL_PORTAL_USER!,
                password: config.NATIONAL_PORTAL_PASSWORD!,
                dstcode: config.NATIONAL_PORTAL_DSTCODE!,
                unitCode: config.NATIONAL_PORTAL_UNIT_CODE!,
                timeoutMs: config.NATIONAL_PORTAL_TIMEOUT_MS,
              },
              (...call) => metrics.observeCall(...call),
            ),
        },
        PortalSessionLifecycle,
        {
          provide: NationalPortal,
          inject: [PortalSession],
          useFactory: (session: PortalSession) => new LegacySessionPortal(session),
        },
        {
          provide: DOSSIER_SERVICE,
          inject: [ServiceToken],
          useFactory: (token: ServiceToken) =>
            new ServiceClient({
              name: 'dossier-service',
              addresses: config.DOSSIER_SERVICE_URLS,
              timeoutMs: config.UPSTREAM_TIMEOUT_MS,
              token,
            }),
        },
        {
          provide: DossierRecords,
          inject: [DOSSIER_SERVICE],
          useFactory: (client: ServiceClient) => new DossierServiceRecords(client),
        },
        {
          provide: DossierSubmissions,
          inject: [DOSSIER_SERVICE],
          useFactory: (client: ServiceClient) => new DossierServiceSubmissions(client),
        },
        {
          provide: ProcedureImports,
          inject: [ServiceToken],
          useFactory: (token: ServiceToken) =>
            new CatalogImports(
              new ServiceClient({
                name: 'procedure-catalog-service',
                addresses: config.CATALOG_SERVICE_URLS,
                timeoutMs: config.UPSTREAM_TIMEOUT_MS,
                token,
              }),
            ),
        },
        PostgresSendLedger,
        { provide: SendLedger, useExisting: PostgresSendLedger },
        { provide: SendReadings, useClass: PostgresSendReadings },
        { provide: Submissions, useClass: PostgresSubmissions },
        { provide: Reconciliations, useClass: PostgresReconciliations },
        { provide: SyncedTables, useClass: PostgresSyncedTables },
        SendDossiers,
        ResendDossier,
        ResendFailingDossiers,
        FetchSubmissions,
        AnswerSubmissions,
        RetrySubmission,
        RefuseSubmission,
        SynchroniseDown,
        Reconcile,
        NationalPortalSchedule,
      ],
    };
  }
}
