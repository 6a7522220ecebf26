import { openDataSource, ServiceLogger } from '@motcua/platform';
import { testDatabase, type TestDatabase } from '@motcua/testing';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { GatewayConfig } from '../../config.js';
import { nationalPortalMigrations } from '../national-portal.module.js';
import { describeSendLedger } from '../testing/send-ledger-contract.js';
import { DESTINATION, nationalPortalEntities, SEND_ATTEMPTS, SENDS } from './entities.js';
import { PostgresSendLedger } from './postgres-send-ledger.js';
import { PostgresSubmissions } from './postgres-submissions.js';
import { entryOf } from './send-row.js';

jest.setTimeout(120_000);

let database: TestDatabase;
let dataSource: DataSource;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await openDataSource({
    migrations: nationalPortalMigrations,
    entities: nationalPortalEntities,
    service: 'gateway',
    url: database.url,
    poolSize: 4,
    waitMs: 10_000,
    logger: new ServiceLogger({ service: 'gateway', level: 'silent' }),
  });
});
afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

const config = (change: Partial<GatewayConfig>): GatewayConfig =>
  Object.assign(new GatewayConfig(), { NATIONAL_PORTAL_BACKOFF_BASE_MS: 60_000, ...change });

describeSendLedger('in PostgreSQL', () => ({
  instance({ leaseMs, delayMs }) {
    const ledger = new PostgresSendLedger(
      dataSource,
      config({ NATIONAL_PORTAL_LEASE_MS: leaseMs, NATIONAL_PORTAL_SEND_DELAY_MS: delayMs }),
    );
    return {
      ledger,
      want: (state, recordedAt) =>
        dataSource.transaction((manager) => ledger.want(manager, [{ ...state, recordedAt }])),
    };
  },
  async entry(dossierId) {
    const row = await dataSource.manager.findOneBy(SENDS, { destination: DESTINATION, dossier_id: dossierId });
    return row ? entryOf(row) : undefined;
  },
  async handedOver(dossierId) {
    const submissions = new PostgresSubmissions(dataSource, config({ NATIONAL_PORTAL_LEASE_MS: 60_000 }));
    const portalCode = uuid();
    await submissions.claim(portalCode);
    await submissions.submitted(portalCode, dossierId);
  },
  attempts: (dossierId) =>
    dataSource.manager.countBy(SEND_ATTEMPTS, { destination: DESTINATION, dossier_id: dossierId }),
}));
