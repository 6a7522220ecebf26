import { DataSource, type QueryRunner } from 'typeorm';
import { SUBMISSION, startDossierTestService, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

let test: DossierTestService;
let person: QueryRunner;

beforeAll(async () => {
  test = await startDossierTestService();
  await test.at('2026-08-20 09:00');
  // What is missing is asked for before anything is held.
  const { id } = await test.officer.post('/dossiers', SUBMISSION);
  await test.officer.post(`/dossiers/${id}/acceptance`);
});
afterAll(() => test?.stop());
beforeEach(async () => {
  person = test.service.app.get(DataSource).createQueryRunner();
  await person.startTransaction();
});
afterEach(async () => {
  if (person.isTransactionActive) await person.rollbackTransaction();
  await person.release();
});

const ready = async () => (await fetch(`${test.service.url}/readyz`)).status;

describe('While a person in psql holds a lock', () => {
  it('on one dossier, its change is asked to come again and all others are served', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    const other = await test.officer.post('/dossiers', SUBMISSION);
    await person.query('SELECT 1 FROM dossiers WHERE id = $1 FOR UPDATE', [id]);
    const accept = (which: string) => test.officer.send<any>('POST', `/dossiers/${which}/acceptance`);
    const [held, served, read] = await Promise.all([
      accept(id),
      accept(other.id),
      test.officer.send('GET', `/dossiers/${id}`),
    ]);
    expect(held).toMatchObject({ status: 503, body: { code: 'database.busy' } });
    expect(held.headers.get('retry-after')).toBe('2');
    expect([served.status, read.status, await ready()]).toEqual([200, 200, 200]);
    await person.rollbackTransaction();
    expect((await accept(id)).status).toBe(200);
  });

  it('on the counter of an agency, no acceptance is lost or done twice: the same key does it afterwards', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await person.query('LOCK TABLE dossier_code_counters IN ACCESS EXCLUSIVE MODE');
    const headers = { 'idempotency-key': 'a-key' };
    const accept = () => test.officer.send<any>('POST', `/dossiers/${id}/acceptance`, { headers });
    expect(await accept()).toMatchObject({ status: 503, body: { code: 'database.busy' } });
    expect((await test.officer.send('POST', '/dossiers', { body: SUBMISSION })).status).toBe(201);
    await person.rollbackTransaction();
    const accepted = await accept();
    expect(accepted).toMatchObject({ status: 200, body: { status: 'RECEIVED', version: 2 } });
    expect((await accept()).body.code).toBe(accepted.body.code);
  });

  it('on all dossiers, every request for them is asked to come again and the service stays ready', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await person.query('LOCK TABLE dossiers IN ACCESS EXCLUSIVE MODE');
    let over = false;
    const insisting = Array.from({ length: 20 }, async () => {
      while (!over) expect((await test.officer.send('GET', `/dossiers/${id}`)).status).toBe(503);
    });
    for (let i = 0; i < 5; i += 1) expect(await ready()).toBe(200);
    over = true;
    await Promise.all(insisting);
    await person.rollbackTransaction();
    expect((await test.officer.send('GET', `/dossiers/${id}`)).status).toBe(200);
  });
});
