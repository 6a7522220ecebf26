import { testBroker, testIssuer, startTestService, type Api, type TestIssuer, type TestService } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { procedureCatalogService } from '../procedure-catalog-service.definition.js';
import { CALENDAR, DEPARTMENT, DRAFT, PROCEDURES, PUBLICATION, WARD } from './test-catalog.js';

export interface CatalogUnderTest {
  service: TestService;
  issuer: TestIssuer;
  database: DataSource;
  nobody: Api;
  people: Record<'control' | 'operations' | 'officer' | 'citizen' | 'portal' | 'service', Api>;
  seedReferenceData(): Promise<void>;
  /** Some procedures published, one left a draft. */
  seedProcedures(): Promise<void>;
  outbox(aggregateId: string): Promise<{ type: string; version: number; data: Record<string, unknown> }[]>;
  stop(): Promise<void>;
}

export async function startCatalog(env: Record<string, string> = {}): Promise<CatalogUnderTest> {
  const [broker, issuer] = await Promise.all([testBroker('postgres'), testIssuer()]);
  const service = await startTestService(procedureCatalogService, { broker, issuer, env });
  const as = async (...who: Parameters<TestIssuer['as']>) => service.as(await issuer.as(...who));
  const people = {
    control: await as('procedure-control', { sub: 'control-1' }),
    operations: await as('operations', { sub: 'ops-1' }),
    officer: await as(['one-stop-officer', 'processing-officer'], { sub: 'officer-tu-phap', agency: 'H41.14' }),
    citizen: await as('applicant', { sub: 'citizen-an' }),
    portal: await as('portal-client', { sub: 'portal-1' }),
    service: await as('service', { sub: 'dossier-service' }),
  };
  return {
    service,
    issuer,
    people,
    nobody: service.api,
    get database() {
      return service.app.get(DataSource);
    },
    async seedReferenceData() {
      await people.operations.post('/calendars/vn/versions', CALENDAR);
      for (const agency of [DEPARTMENT, WARD]) await people.operations.post('/agencies', agency);
    },
    async seedProcedures() {
      await people.control.post('/procedures', DRAFT);
      for (const procedure of PROCEDURES) {
        await people.control.post('/procedures', procedure);
        await people.control.post(`/procedures/${procedure.code}/publication`, PUBLICATION);
      }
    },
    outbox: (aggregateId) =>
      service.app
        .get(DataSource)
        .query(
          'SELECT type, aggregate_version AS version, data FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version',
          [aggregateId],
        ),
    async stop() {
      await service.stop();
      await Promise.all([issuer.stop(), broker.stop()]);
    },
  };
}
