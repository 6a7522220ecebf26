import { TOPICS } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { MetricsRegistry, ServiceLogger, ServiceToken } from '@motcua/platform';
import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { GatewayConfig } from '../config.js';
import { AnswerSubmissions } from './application/answer-submissions.js';
import { FetchSubmissions } from './application/fetch-submissions.js';
import {
  DossierRecords,
  DossierSubmissions,
  NationalPortal,
  ProcedureImports,
  Reconciliations,
  SendLedger,
  SendReadings,
  Submissions,
  SyncedTables,
} from './application/ports.js';
import { Reconcile } from './application/reconcile.js';
import { ResendDossiers } from './application/resend-dossiers.js';
import { SendDossiers } from './application/send-dossiers.js';
import { SynchroniseDown } from './application/synchronise-down.js';
import { LegacySessionPortal } from './driver/legacy-session-portal.js';
import { PortalSession } from './driver/portal-session.js';
import { Subscriptions } from './events/subscriptions.js';
import { NationalReconciliationsController } from './http/national-reconciliations.controller.js';
import { NationalSendsController } from './http/national-sends.controller.js';
import { NationalSyncController } from './http/national-sync.controller.js';
import { NationalPortalMetrics } from './national-portal-metrics.js';
import { Reconciliations1767398400001 } from './persistence/migrations/reconciliations.migration.js';
import { Sends1767398400000 } from './persistence/migrations/sends.migration.js';
import { OtherDossier1767398400004 } from './persistence/migrations/other-dossier.migration.js';
import { SendsByAgency1767398400003 } from './persistence/migrations/sends-by-agency.migration.js';
import { SyncDown1767398400002 } from './persistence/migrations/sync-down.migration.js';
import { PostgresReconciliations } from './persistence/postgres-reconciliations.js';
import { PostgresSendLedger } from './persistence/postgres-send-ledger.js';
import { PostgresSendReadings } from './persistence/postgres-send-readings.js';
import { PostgresSubmissions } from './persistence/postgres-submissions.js';
import { PostgresSyncedTables } from './persistence/postgres-synced-tables.js';
import { NationalPortalSchedule } from './schedule/national-portal-schedule.js';
import { CatalogImports } from './services/catalog-imports.js';
import { DossierServiceRecords } from './services/dossier-service-records.js';
import { DossierServiceSubmissions } from './services/dossier-service-submissions.js';
import { ServiceClient } from './services/service-client.js';

/** Migrations of the gateway's database, which it has for this module alone. */
export const nationalPortalMigrations = [
  ...messagingMigrations,
  Sends1767398400000,
  Reconciliations1767398400001,
  SyncDown1767398400002,
  SendsByAgency1767398400003,
  OtherDossier1767398400004,
];

const DOSSIER_SERVICE = Symbol('dossier-service, as this gateway calls it on its own behalf');

/** Closes the connections to the portal once nothing is sent any more. */
class PortalSessionLifecycle implements OnApplicationShutdown {
  constructor(private readonly session: PortalSession) {}

  onApplicationShutdown(): Promise<void> {
    return this.session.close();
  }
}

/** Keeps the national portal up to date, and fetches from it; only where NATIONAL_PORTAL_URL says that there is one. */
@Module({})
export class NationalPortalModule {
  static forConfig(config: GatewayConfig): DynamicModule {
    return {
      module: NationalPortalModule,
      imports: [MessagingModule.forRoot({ service: 'gateway', config, topics: [TOPICS.dossiers] })],
      controllers: [NationalSendsController, NationalReconciliationsController, NationalSyncController, Subscriptions],
      providers: [
        {
          provide: NationalPortalMetrics,
          inject: [MetricsRegistry, DataSource],
          useFactory: (registry: MetricsRegistry, dataSource: DataSource) =>
            new NationalPortalMetrics(registry, dataSource),
        },
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
        {
          provide: PortalSessionLifecycle,
          inject: [PortalSession],
          useFactory: (session: PortalSession) => new PortalSessionLifecycle(session),
        },
        {
          provide: NationalPortal,
          inject: [PortalSession],
          useFactory: (session: PortalSession) => new LegacySessionPortal(session),
        },
        {
          provide: DOSSIER_SERVICE,
          inject: [ServiceToken],
          useFactory: (token: ServiceToken) =>
            new ServiceClient(
              'dossier-service',
              config.DOSSIER_SERVICE_URLS.split(','),
              token,
              config.UPSTREAM_TIMEOUT_MS,
            ),
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
              new ServiceClient(
                'procedure-catalog-service',
                config.CATALOG_SERVICE_URLS.split(','),
                token,
                config.UPSTREAM_TIMEOUT_MS,
              ),
            ),
        },
        {
          provide: Submissions,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) =>
            new PostgresSubmissions(
              dataSource,
              { baseMs: config.NATIONAL_PORTAL_BACKOFF_BASE_MS, capMs: config.NATIONAL_PORTAL_BACKOFF_CAP_MS },
              config.NATIONAL_PORTAL_LEASE_MS,
            ),
        },
        {
          provide: SyncedTables,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new PostgresSyncedTables(dataSource),
        },
        {
          provide: PostgresSendLedger,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) =>
            new PostgresSendLedger(
              dataSource,
              {
                baseMs: config.NATIONAL_PORTAL_BACKOFF_BASE_MS,
                capMs: config.NATIONAL_PORTAL_BACKOFF_CAP_MS,
                delayMs: config.NATIONAL_PORTAL_SEND_DELAY_MS,
              },
              config.NATIONAL_PORTAL_LEASE_MS,
            ),
        },
        { provide: SendLedger, useExisting: PostgresSendLedger },
        {
          provide: SendReadings,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new PostgresSendReadings(dataSource),
        },
        SendDossiers,
        ResendDossiers,
        FetchSubmissions,
        AnswerSubmissions,
        SynchroniseDown,
        {
          provide: Reconciliations,
          inject: [DataSource],
          useFactory: (dataSource: DataSource) => new PostgresReconciliations(dataSource),
        },
        {
          provide: Reconcile,
          inject: [Reconciliations, DossierRecords, NationalPortal, SendReadings],
          useFactory: (
            reconciliations: Reconciliations,
            records: DossierRecords,
            portal: NationalPortal,
            readings: SendReadings,
          ) =>
            new Reconcile(reconciliations, records, portal, readings, {
              inTransitMs: config.NATIONAL_PORTAL_IN_TRANSIT_MS,
              recheckMs: config.NATIONAL_PORTAL_SEND_DELAY_MS + 2_000,
            }),
        },
        {
          provide: NationalPortalSchedule,
          inject: [
            SendDossiers,
            Reconcile,
            Reconciliations,
            SendLedger,
            FetchSubmissions,
            AnswerSubmissions,
            SynchroniseDown,
            ServiceLogger,
          ],
          useFactory: (
            sendDossiers: SendDossiers,
            reconcile: Reconcile,
            reconciliations: Reconciliations,
            ledger: SendLedger,
            fetchSubmissions: FetchSubmissions,
            answerSubmissions: AnswerSubmissions,
            synchroniseDown: SynchroniseDown,
            logger: ServiceLogger,
          ) =>
            new NationalPortalSchedule(
              {
                sendDossiers,
                reconcile,
                reconciliations,
                ledger,
                fetchSubmissions,
                answerSubmissions,
                synchroniseDown,
              },
              {
                pollMs: config.NATIONAL_PORTAL_POLL_MS,
                senders: config.NATIONAL_PORTAL_SENDERS,
                fetchMs: config.NATIONAL_PORTAL_FETCH_INTERVAL_MS,
                catalogMs: config.NATIONAL_PORTAL_CATALOG_INTERVAL_MS,
                reconciliationMs: config.NATIONAL_PORTAL_RECONCILIATION_INTERVAL_MS,
                shutdownMs: config.SHUTDOWN_TIMEOUT_MS,
              },
              logger,
            ),
        },
      ],
    };
  }
}
