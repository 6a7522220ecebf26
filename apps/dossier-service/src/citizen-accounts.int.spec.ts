import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

/** What an identity provider such as VNeID may call accounts: personal identification numbers of citizens. */
const AN = '040090000101';
const BINH = '040190000102';

describe('An account that its identity provider calls by a citizen’s number', () => {
  let motcua: DossierTestService;
  beforeAll(async () => {
    motcua = await startDossierTestService();
    await motcua.at('2026-08-20 09:00');
  });
  afterAll(() => motcua?.stop());

  const { ownerSubject: _, ...submission } = SUBMISSION;
  const applicant = (sub: string) => motcua.client('applicant', { sub });
  /** Every table as text. */
  async function kept(): Promise<string> {
    const client = new pg.Client({ connectionString: motcua.service.env['DATABASE_URL'] });
    await client.connect();
    const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`);
    let text = '';
    for (const { tablename } of rows) {
      const all = await client.query(`SELECT t::text AS text FROM ${pg.escapeIdentifier(tablename)} AS t`);
      text += all.rows.map((row) => row.text).join('\n');
    }
    await client.end();
    return text;
  }

  it('submits, repeats, reads and withdraws as any other, and its number lies in no table', async () => {
    const an = await applicant(AN);
    const headers = { 'idempotency-key': 'once' };
    const body = { ...submission, agencyCode: OWN, channel: 'ONLINE' };
    const { id } = await an.post('/dossiers', body, { headers });
    expect(await an.post('/dossiers', body, { headers })).toMatchObject({ id });
    expect((await an.get('/dossiers')).items).toMatchObject([{ id }]);
    expect((await (await applicant(BINH)).refusal('GET', `/dossiers/${id}`)).status).toBe(404);
    await motcua.officer.post(`/dossiers/${id}/acceptance`);
    await an.post(`/dossiers/${id}/withdrawal`, { reason: 'Đã giải quyết' });
    const text = await kept();
    expect(text).toContain(id);
    expect(text).not.toContain(AN);
    const { entries } = await motcua.officer.get(`/dossiers/${id}/history`);
    expect(entries.map(({ actor }: { actor: string }) => actor)).toEqual([
      expect.stringMatching(/^citizen-[\w-]{43}$/),
      'officer-tu-phap',
      expect.stringMatching(/^citizen-[\w-]{43}$/),
    ]);
  });

  it('follows what a counter submitted for it under its number', async () => {
    const { id } = await motcua.officer.post('/dossiers', { ...submission, ownerSubject: BINH });
    expect(await (await applicant(BINH)).get(`/dossiers/${id}`)).toMatchObject({ id });
    expect((await (await applicant(AN)).refusal('GET', `/dossiers/${id}`)).status).toBe(404);
    expect(await kept()).not.toContain(BINH);
  });

  it('may name itself, and no other account, when it submits', async () => {
    const body = { ...submission, agencyCode: OWN, channel: 'ONLINE' };
    const an = await applicant(AN);
    expect(await an.post('/dossiers', { ...body, ownerSubject: AN })).toMatchObject({ status: 'SUBMITTED' });
    const refused = await an.refusal('POST', '/dossiers', { body: { ...body, ownerSubject: BINH } });
    expect(refused.code).toBe('dossier.owner-is-caller');
  });

  it('owns its dossiers after the key for personal data was changed', async () => {
    const { id } = await motcua.officer.post('/dossiers', { ...submission, ownerSubject: AN });
    const { env } = motcua.service;
    env['PERSONAL_DATA_PREVIOUS_KEYS'] = env['PERSONAL_DATA_KEY'];
    env['PERSONAL_DATA_KEY'] = randomBytes(32).toString('base64');
    await motcua.service.restart();
    expect(await (await applicant(AN)).get(`/dossiers/${id}`)).toMatchObject({ id });
    expect(await kept()).not.toContain(AN);
  });
});
