import { eventually } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

describe('Changes at the same time', () => {
  let test: DossierTestService;
  const submit = async (): Promise<string> => (await test.officer.post('/dossiers', SUBMISSION)).id;
  const query = (sql: string, parameters: unknown[] = []) =>
    test.service.app.get(DataSource).query(sql, parameters) as Promise<any[]>;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
  });
  afterAll(() => test?.stop());

  it('of two officers who accept, one does and the other is told', async () => {
    const id = await submit();
    const answers = await Promise.all([1, 2].map(() => test.officer.send('POST', `/dossiers/${id}/acceptance`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const refused = answers.find((answer) => answer.status === 409)!;
    expect(refused.body).toMatchObject({
      code: 'dossier.not-in-state',
      status: 409,
      dossierStatus: 'RECEIVED',
      version: 2,
    });
    expect((await test.officer.get(`/dossiers/${id}`)).version).toBe(2);
  });

  it('of two officers who saw the same version, the second one is told that it changed', async () => {
    const id = await submit();
    const seen = { headers: { 'if-match': '"1"' } };
    const answers = await Promise.all([
      test.officer.send('POST', `/dossiers/${id}/supplement-requests`, {
        ...seen,
        body: { items: ['x'], reason: 'y', provideUntil: '2026-09-20T10:00:00Z' },
      }),
      test.officer.send('POST', `/dossiers/${id}/acceptance`, seen),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const stale = await test.officer.refusal('POST', `/dossiers/${id}/stop`, { ...seen, body: { reason: 'z' } });
    expect([stale.status, stale.code]).toEqual([409, 'dossier.changed-meanwhile']);
  });

  it('of twenty who stop a dossier at the same moment one does and the others are told', async () => {
    const id = await submit();
    await test.officer.post(`/dossiers/${id}/acceptance`);
    await test.officer.post(`/dossiers/${id}/forwarding`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => test.officer.send('POST', `/dossiers/${id}/stop`, { body: { reason: 'x' } })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(19).fill(409)]);
    expect((await test.officer.get(`/dossiers/${id}`)).version).toBe(4);
  });

  it('gives fifty dossiers accepted at once fifty codes of one sequence', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 50; i += 1) ids.push(await submit());
    const client = await test.client('one-stop-officer', { sub: 'officer-2', agency: OWN });
    const accepted = await Promise.all(ids.map((id) => client.post(`/dossiers/${id}/acceptance`)));
    const codes = accepted.map((dossier) => dossier.code).sort();
    expect(new Set(codes).size).toBe(50);
    expect(codes[0]).toMatch(/^H41\.14-260820-00\d\d$/);
    const [counter] = await query('SELECT last_number FROM dossier_code_counters WHERE agency_code = $1', [OWN]);
    expect(Number(codes.at(-1)!.slice(-4))).toBe(counter.last_number);
  });

  it('begins the sequence anew on the next day in Vietnam', async () => {
    await test.at('2026-08-21 00:30');
    const id = await submit();
    expect((await test.officer.post(`/dossiers/${id}/acceptance`)).code).toBe(`${OWN}-260821-0001`);
    await test.at('2026-08-21 09:00');
  });

  it('takes the next number when a legacy dossier bears the code already', async () => {
    await test.at('2026-08-24 09:00');
    const legacy = {
      legacyId: 'a',
      code: `${OWN}-260824-0001`,
      agencyCode: OWN,
      procedureCode: '1.001193',
      channel: 'DIRECT',
      receivedAt: '2026-08-24T01:00:00Z',
      steps: [],
    };
    await test.operations.post('/dossier-imports', JSON.stringify(legacy), {
      query: { legacySystem: 'old' },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const id = await submit();
    expect((await test.officer.post(`/dossiers/${id}/acceptance`)).code).toBe(`${OWN}-260824-0002`);
  });

  it.each([
    ['as it is written', `${OWN}-260825-0001`, '2026-08-25', `${OWN}-260825-0002`],
    ['in small letters', `${OWN.toLowerCase()}-260826-0001`, '2026-08-26', `${OWN}-260826-0002`],
  ])('takes the next number when another takes the code first, %s', async (_how, taken, day, next) => {
    await test.at(`${day} 09:00`);
    const id = await submit();
    const runner = test.service.app.get(DataSource).createQueryRunner();
    await runner.startTransaction();
    await runner.query(`UPDATE dossiers SET code = $1 WHERE legacy_system = 'old' AND legacy_id = 'a'`, [taken]);
    const accepting = test.officer.post(`/dossiers/${id}/acceptance`);
    await eventually(async () => {
      const waiting = await query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(waiting).toHaveLength(1);
    });
    await runner.commitTransaction();
    await runner.release();
    expect((await accepting).code).toBe(next);
  });

  describe('under an Idempotency-Key', () => {
    const key = (value: string) => ({ headers: { 'idempotency-key': value } });

    it('answers a repeated submission as before and opens one dossier', async () => {
      const answers = await Promise.all(
        [1, 2, 3].map(() => test.officer.post('/dossiers', SUBMISSION, key('submit-1'))),
      );
      expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
      expect(await test.officer.post('/dossiers', SUBMISSION, key('submit-1'))).toEqual(answers[0]);
    });

    it('refuses the key for another request', async () => {
      await test.officer.post('/dossiers', SUBMISSION, key('submit-2'));
      const other = await test.officer.refusal('POST', '/dossiers', {
        ...key('submit-2'),
        body: { ...SUBMISSION, subjectType: 'BUSINESS' },
      });
      expect([other.status, other.code]).toEqual([422, 'idempotency.key-reused']);
    });

    it('answers a repeated action as before, though the dossier has gone on', async () => {
      const id = await submit();
      const first = await test.officer.post(`/dossiers/${id}/acceptance`, undefined, key('accept-1'));
      await test.officer.post(`/dossiers/${id}/forwarding`);
      expect(await test.officer.post(`/dossiers/${id}/acceptance`, undefined, key('accept-1'))).toEqual(first);
      const history = await query('SELECT version FROM dossier_history WHERE dossier_id = $1 ORDER BY version', [id]);
      expect(history.map((row) => row.version)).toEqual([1, 2, 3]);
    });

    it('does an action once that is sent ten times at the same moment, and answers all ten alike', async () => {
      const id = await submit();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => test.officer.send('POST', `/dossiers/${id}/acceptance`, key('accept-2'))),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
      expect((await test.officer.get(`/dossiers/${id}`)).version).toBe(2);
    });

    it('refuses the key of an action for another content of it, also once the dossier has gone on', async () => {
      const id = await submit();
      await test.officer.post(`/dossiers/${id}/acceptance`);
      const stop = (reason: string) => ({ ...key('stop-1'), body: { reason } });
      expect((await test.officer.send('POST', `/dossiers/${id}/stop`, stop('a'))).status).toBe(200);
      const other = await test.officer.refusal('POST', `/dossiers/${id}/stop`, stop('b'));
      expect([other.status, other.code]).toEqual([422, 'idempotency.key-reused']);
    });

    it('does not keep a refusal: after it the same key can succeed', async () => {
      const id = await submit();
      await test.officer.refusal('POST', `/dossiers/${id}/forwarding`, key('forward-1'));
      await test.officer.post(`/dossiers/${id}/acceptance`);
      expect((await test.officer.post(`/dossiers/${id}/forwarding`, undefined, key('forward-1'))).status).toBe(
        'IN_PROGRESS',
      );
    });
  });

  it('leaves history and outbox with the versions of the dossier, without gaps', async () => {
    const rows = await query(`
      SELECT d.id, d.version,
        (SELECT array_agg(h.version ORDER BY h.version) FROM dossier_history h WHERE h.dossier_id = d.id) AS history,
        (SELECT array_agg(o.aggregate_version ORDER BY o.aggregate_version) FROM outbox o
          WHERE o.aggregate_id = d.id::text) AS published
      FROM dossiers d`);
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) {
      const versions = Array.from({ length: row.version }, (_, index) => index + 1);
      expect(row.history).toEqual(versions);
      expect(row.published).toEqual(versions);
    }
  });

  it('cannot be made in the history afterwards', async () => {
    await expect(query(`UPDATE dossier_history SET actor = 'nobody'`)).rejects.toThrow(/append-only/);
    await expect(query('DELETE FROM dossier_history')).rejects.toThrow(/append-only/);
    await expect(query('TRUNCATE dossier_history')).rejects.toThrow(/append-only/);
  });
});
