import { encodeCursor } from '@motcua/platform';
import { eventually, type Api } from '@motcua/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';

jest.setTimeout(60_000);

interface Item {
  id: string;
  version: number;
  status: string;
  agencyCode: string;
  applicantName?: string;
}

describe('A system that follows the changes of dossiers', () => {
  let test: DossierTestService;
  let dataSource: DataSource;

  beforeAll(async () => {
    test = await startDossierTestService();
    dataSource = test.service.app.get(DataSource);
    await test.at('2026-08-20 09:00');
  });
  afterAll(() => test?.stop());

  const submitted = async (by = test.officer): Promise<string> =>
    (await by.post('/dossiers', { ...SUBMISSION, ownerSubject: undefined })).id;
  const now = async (by: Api = test.officer): Promise<string> => (await by.get('/dossiers/changes')).cursor;
  const since = (changedSince: string, by: Api = test.officer): Promise<{ items: Item[]; cursor: string }> =>
    by.get('/dossiers/changes', { query: { changedSince } });

  /** What a follower has after reading to the end: the last version of each dossier. */
  async function followed(from: string, by: Api = test.officer): Promise<Map<string, number>> {
    const has = new Map<string, number>();
    await eventually(async () => {
      for (let cursor = from, more = true; more;) {
        const answer = await by.get('/dossiers/changes', { query: { changedSince: cursor } });
        for (const { id, version } of answer.items as Item[]) has.set(id, version);
        ({ cursor, more } = answer);
      }
      expect(has.size).toBeGreaterThan(0);
    });
    return has;
  }

  /** Until all that was recorded is final: other services of the same PostgreSQL may have transactions open. */
  async function settled(): Promise<void> {
    await eventually(async () => {
      const [last] = await dataSource.query(
        'SELECT max(recorded_by) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS final FROM dossier_history',
      );
      expect(last.final).toBe(true);
    });
  }

  /** A transaction with a low number that commits later than others do. */
  async function begun(): Promise<QueryRunner> {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT pg_current_xact_id()');
    return runner;
  }

  /** What an instance of the service writes in one statement, cut open: the state and the line of the history. */
  async function changeWithin(runner: QueryRunner, id: string): Promise<void> {
    await runner.query('UPDATE dossiers SET version = version + 1 WHERE id = $1', [id]);
    await runner.query(
      `INSERT INTO dossier_history (dossier_id, version, action, event, from_status, to_status, occurred_at, actor, details)
       SELECT dossier_id, version + 1, 'withdraw', 'withdrawn', to_status, to_status, occurred_at, actor, '{}'
       FROM dossier_history WHERE dossier_id = $1 ORDER BY version DESC LIMIT 1`,
      [id],
    );
  }

  async function commit(runner: QueryRunner): Promise<void> {
    await runner.commitTransaction();
    await runner.release();
  }

  it('is told of each dossier as it is now, once however often it changed, and of nothing twice', async () => {
    const from = await now();
    const [one, other] = [await submitted(), await submitted()];
    await test.officer.post(`/dossiers/${one}/acceptance`);
    let cursor = from;
    await eventually(async () => {
      const answer = await since(from);
      expect(answer.items).toMatchObject([
        { id: other, version: 1, status: 'SUBMITTED' },
        { id: one, version: 2, status: 'RECEIVED' },
      ]);
      ({ cursor } = answer);
    });
    expect(await since(cursor)).toMatchObject({ items: [], cursor, more: false });
    await test.officer.post(`/dossiers/${other}/acceptance`);
    expect([...(await followed(cursor))]).toEqual([[other, 2]]);
  });

  it('loses nothing that began first and commits last', async () => {
    const [slow, fast] = [await submitted(), await submitted()];
    const from = await now();
    const runner = await begun();
    // Its number is larger, and it is committed: whoever took it for the last one would never read the smaller one.
    await test.officer.post(`/dossiers/${fast}/acceptance`);
    const early = await since(from);
    expect(early.items.map(({ id }) => id)).not.toContain(slow);
    const cursorMeanwhile = await now();
    await changeWithin(runner, slow);
    await commit(runner);
    for (const cursor of [from, early.cursor, cursorMeanwhile]) {
      await eventually(async () => expect((await followed(cursor)).get(slow)).toBe(2));
    }
    expect((await followed(from)).get(fast)).toBe(2);
  });

  it('loses nothing while many transactions commit in another order than they began', async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, () => submitted()));
    let cursor = await now();
    const has = new Map<string, number>();
    const read = async (): Promise<void> => {
      const answer = await since(cursor);
      for (const { id, version } of answer.items) has.set(id, version);
      ({ cursor } = answer);
    };
    // Deterministic disorder: six at a time, begun in one order and committed in another.
    for (let from = 0; from < ids.length; from += 6) {
      const group = ids.slice(from, from + 6);
      const runners: QueryRunner[] = [];
      for (const id of group) {
        const runner = await begun();
        runners.push(runner);
        if (runners.length % 2 === 0) await changeWithin(runner, id);
      }
      for (const place of [3, 0, 5, 2, 4, 1]) {
        if (place % 2 === 0) await changeWithin(runners[place]!, group[place]!);
        await read();
        await commit(runners[place]!);
        await read();
      }
    }
    await eventually(async () => {
      await read();
      expect(ids.filter((id) => has.get(id) !== 2)).toEqual([]);
    });
  });

  it('is told of what a transaction holds that was given up: nothing', async () => {
    const id = await submitted();
    const from = await now();
    const runner = await begun();
    await changeWithin(runner, id);
    await runner.rollbackTransaction();
    await runner.release();
    expect((await since(from)).items.map(({ version }) => version)).not.toContain(2);
  });

  describe('reads only what it may read one by one', () => {
    it('a portal what it submitted, an officer what is the agency’s, an applicant what is the own', async () => {
      const portal = await test.client('portal-client', { sub: 'portal-1' });
      await settled();
      const from = await now(test.control);
      const own = (await portal.post('/dossiers', { ...SUBMISSION, agencyCode: OWN, ownerSubject: 'citizen-an' })).id;
      const foreign = await submitted(test.otherOfficer);
      await settled();
      const other = await test.client('portal-client', { sub: 'portal-2' });
      expect([...(await followed(from, test.control)).keys()].sort()).toEqual([own, foreign].sort());
      const seen = async (by: Api) => (await since(from, by)).items.map(({ id }) => id);
      expect(await seen(portal)).toEqual([own]);
      expect(await seen(other)).toEqual([]);
      expect(await seen(test.officer)).toEqual([own]);
      expect(await seen(test.otherOfficer)).toEqual([foreign]);
      expect(await seen(test.citizen)).toEqual([own]);
      expect(await seen(test.otherCitizen)).toEqual([]);
      // A cursor of somebody else opens nothing: what is shown goes by who asks.
      expect((await since(await now(test.control), other)).items).toEqual([]);
      const [named] = (await since(from, portal)).items;
      expect(named!.applicantName).toBe('N***** V** A*');
      expect((await since(from, test.control)).items.every(({ applicantName }) => applicantName === undefined)).toBe(
        true,
      );
    });

    // Who works on a dossier is told to nobody else (ADR 115): the feed must not show them when an officer takes a task up.
    it('and only the agency of a dossier is told that somebody has a task of it', async () => {
      const portal = await test.client('portal-client', { sub: 'portal-1' });
      const specialist = await test.client('processing-officer', { sub: 'expert-1', agency: OWN, unit: 'chuyen-mon' });
      const { id } = await portal.post('/dossiers', { ...SUBMISSION, agencyCode: OWN, ownerSubject: 'citizen-an' });
      await test.officer.post(`/dossiers/${id}/acceptance`);
      await test.officer.post(`/dossiers/${id}/forwarding`);
      await settled();
      const from = await now();
      await specialist.post(`/dossiers/${id}/task-claims`, { task: 1 });
      await settled();
      expect((await followed(from)).get(id)).toBe(4);
      const others = [test.control, portal, test.citizen];
      for (const other of others) expect((await since(from, other)).items).toEqual([]);
      await specialist.post(`/dossiers/${id}/step-completions`, { stepCode: 'tham-dinh' });
      await settled();
      for (const other of others) expect((await followed(from, other)).get(id)).toBe(5);
    });

    it('and a role without a list is told nothing', async () => {
      expect((await test.operations.refusal('GET', '/dossiers/changes')).status).toBe(403);
      expect((await test.service.api.refusal('GET', '/dossiers/changes')).status).toBe(401);
      const nowhere = await test.client('one-stop-officer', { sub: 'officer-x' });
      expect((await nowhere.refusal('GET', '/dossiers/changes')).code).toBe('caller.no-agency');
    });
  });

  it.each([
    ['is none', 'abc', 400, 'page.cursor-invalid'],
    [
      'is of a list',
      encodeCursor({ at: new Date(), id: '0198c2a4-7a00-7000-8000-000000000001' }),
      400,
      'page.cursor-invalid',
    ],
    ['names no transaction', encodeCursor({ transaction: "1' OR true", at: '1' }), 409, 'dossier.changes-lost'],
    ['is too large', encodeCursor({ transaction: '99999999999999999999', at: '1' }), 409, 'dossier.changes-lost'],
    ['is after what is not here', encodeCursor({ transaction: '4000000000', at: '1' }), 409, 'dossier.changes-lost'],
  ])('is refused a cursor that %s', async (_what, changedSince, status, code) => {
    const refused = await test.officer.refusal('GET', '/dossiers/changes', { query: { changedSince } });
    expect([refused.status, refused.code]).toEqual([status, code]);
  });

  it('is refused the cursor of a change that a restored backup does not have, though its number was given again', async () => {
    const [{ transaction }] = await dataSource.query(
      'SELECT max(recorded_by)::text AS transaction FROM dossier_history WHERE recorded_by < pg_snapshot_xmin(pg_current_snapshot())::text::bigint',
    );
    const before = encodeCursor({ transaction, at: '1' });
    const refused = await test.officer.refusal('GET', '/dossiers/changes', { query: { changedSince: before } });
    expect([refused.status, refused.code]).toEqual([409, 'dossier.changes-lost']);
    expect((await since(await now())).items).toEqual([]);
  });

  it('reads a large transaction as a whole', async () => {
    const from = await now(test.control);
    const lines = Array.from({ length: 700 }, (_, n) => ({
      legacyId: `many-${n}`,
      agencyCode: FOREIGN,
      procedureCode: '1.001193',
      channel: 'DIRECT',
      receivedAt: '2026-08-19T01:00:00Z',
      steps: [],
    }));
    await test.operations.post('/dossier-imports', lines.map((line) => JSON.stringify(line)).join('\n'), {
      query: { legacySystem: 'old' },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await eventually(async () => expect((await followed(from, test.control)).size).toBe(700));
    expect((await since(from, test.officer)).items).toEqual([]);
  });
});
