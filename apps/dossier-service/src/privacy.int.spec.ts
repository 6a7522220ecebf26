import { Writable } from 'node:stream';
import { startService } from '@motcua/platform';
import { api, testBroker, testDatabase, testIssuer } from '@motcua/testing';
import pg from 'pg';
import { dossierService } from './dossier-service.definition.js';
import { startFakeCatalog } from './testing/fake-catalog.js';
import { APPLICANT, OWN, SUBMISSION } from './testing/dossier-test-service.js';
import { agency, calendar2026, publishedProcedure, ruleSet2025 } from './testing/reference-data.js';

jest.setTimeout(60_000);

/** What the applicant's identity provider calls the account. */
const CITIZEN_NUMBER = '040090000101';
const SECRETS = [
  CITIZEN_NUMBER,
  ...Object.values(APPLICANT),
  'Trần Thị Bình',
  SUBMISSION.requestContent,
  'gặp bà Bình để bổ sung',
  'giấy chứng sinh của cháu Minh',
  'Nguyễn Văn Ân',
  '0912345687',
  'gõ nhầm tên ông Ân',
  'ông An đề nghị dừng',
  'Trả lại hồ sơ cho ông Cường',
];

describe('Personal data', () => {
  it('lies nowhere in clear: not in any table, not in events, not in the log', async () => {
    const [database, broker, issuer] = await Promise.all([testDatabase(), testBroker('postgres'), testIssuer()]);
    const catalog = await startFakeCatalog({
      agencies: [agency(OWN)],
      calendars: [calendar2026],
      ruleSets: [ruleSet2025],
      procedures: [publishedProcedure],
    });
    let log = '';
    const logDestination = new Writable({
      write(chunk, _encoding, done) {
        log += String(chunk);
        done();
      },
    });
    const env = {
      HTTP_HOST: '127.0.0.1',
      LOG_LEVEL: 'trace',
      DATABASE_URL: database.url,
      PERSONAL_DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
      CATALOG_URL: catalog.url,
      CLOCK: 'simulated',
      SHUTDOWN_DRAIN_MS: '0',
      ...broker.env,
      ...issuer.env,
    };
    const service = await startService(dossierService, env, { logDestination });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const officer = api(
        service.url,
        await issuer.as(['one-stop-officer', 'processing-officer'], { sub: 'officer-1', agency: OWN }),
      );
      const operations = api(service.url, await issuer.as('operations', { sub: 'ops-1' }));
      await operations.put('/ops/clock', { now: '2026-08-20T09:00:00+07:00' });
      const key = { headers: { 'idempotency-key': 'k-1' } };
      const representative = { fullName: 'Trần Thị Bình' };
      const { id } = await officer.post(
        '/dossiers',
        { ...SUBMISSION, representative, ownerSubject: CITIZEN_NUMBER },
        key,
      );
      await officer.post(`/dossiers/${id}/acceptance`, undefined, key);
      await officer.post(
        `/dossiers/${id}/supplement-requests`,
        {
          items: ['giấy chứng sinh của cháu Minh'],
          reason: 'gặp bà Bình để bổ sung',
          provideUntil: '2026-09-20T10:00:00Z',
        },
        key,
      );
      await officer.post(
        `/dossiers/${id}/intake-correction`,
        { applicant: { fullName: 'Nguyễn Văn Ân', phone: '0912345687' }, reason: 'gõ nhầm tên ông Ân' },
        key,
      );
      await officer.get(`/dossiers/${id}`, { query: { purpose: 'PROCESSING' } });
      const citizen = api(service.url, await issuer.as('applicant', { sub: CITIZEN_NUMBER }));
      expect(await citizen.get(`/dossiers/${id}`)).toMatchObject({ id });
      expect((await citizen.refusal('GET', `/dossiers/${id}/lifecycle`)).status).toBe(404);
      await officer.post(`/dossiers/${id}/stop`, { reason: 'ông An đề nghị dừng' }, key);
      const wrong = { ...SUBMISSION, applicant: { ...APPLICANT, phone: 'gọi 0912345678' } };
      await officer.refusal('POST', '/dossiers', { body: wrong });
      await operations.post(
        '/dossier-imports',
        JSON.stringify({
          legacyId: 'a',
          agencyCode: OWN,
          procedureCode: '1.001193',
          channel: 'DIRECT',
          receivedAt: '2026-08-20T01:00:00Z',
          steps: [{ name: 'Trả lại hồ sơ cho ông Cường', at: '2026-08-20T01:30:00Z' }],
          applicant: APPLICANT,
        }),
        { query: { legacySystem: 'old' }, headers: { 'content-type': 'application/x-ndjson' } },
      );
      // The purpose of it all: the officer can still read what was written.
      const history = await officer.get(`/dossiers/${id}/history`);
      expect(history.entries[2]).toMatchObject({ items: ['giấy chứng sinh của cháu Minh'] });

      const kept = await everything(client);
      expect(kept).toContain(id);
      for (const secret of SECRETS) {
        expect(kept).not.toContain(secret);
        expect(log).not.toContain(secret);
      }
      const outbox = await client.query(`SELECT string_agg(data::text, '') AS text FROM outbox`);
      expect(outbox.rows[0].text).not.toContain('citizen-an');
    } finally {
      await client.end();
      await service.stop();
      await catalog.stop();
      await issuer.stop();
      await broker.stop();
      await database.drop();
    }
  });
});

/**
 * Every table of the database as text; what is binary as text too, in case something lies in it unencrypted. Left out
 * are the steps of imported dossiers: they are kept as their legacy system named them, and go no further.
 */
async function everything(client: pg.Client): Promise<string> {
  const tables = await client.query(
    `SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'legacy_steps'`,
  );
  let text = '';
  for (const { tablename } of tables.rows) {
    const { rows } = await client.query(`SELECT * FROM ${pg.escapeIdentifier(tablename)}`);
    text += rows
      .flatMap((row) => Object.values(row))
      .map((value) => (Buffer.isBuffer(value) ? value.toString('utf8') : JSON.stringify(value)))
      .join('\n');
  }
  return text;
}
