import { eventually } from '@motcua/testing';
import pg from 'pg';
import { NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(120_000);

describe('A reconciliation with the national portal', () => {
  const bench = new NationalPortalBench();
  let ids: string[];
  let codes: string[];

  beforeAll(async () => {
    await bench.open({ NATIONAL_PORTAL_IN_TRANSIT_MS: '60000' });
    const made = await bench.several(6);
    [ids, codes] = [made.map(({ id }) => id), made.map(({ code }) => code)];
    for (const id of ids) await bench.acknowledged(id);
  });
  afterAll(() => bench.close());

  const path = '/api/v1/national-portal';

  async function finished(id: string): Promise<any> {
    return eventually(async () => {
      const run = await bench.operations.get(`${path}/reconciliations/${id}`);
      expect(run.finishedAt).toBeDefined();
      return run;
    });
  }
  async function reconcile(state = 'COMPLETED'): Promise<any> {
    // The first one is the daily one.
    const { id } = await bench.operations.post(`${path}/reconciliations`);
    const run = await finished(id);
    expect(run).toMatchObject({ state });
    return run;
  }
  const open = async (query: object = {}): Promise<any[]> =>
    (await bench.operations.get(`${path}/differences`, { query: query as any })).items;
  const named = async (): Promise<string[]> => (await open()).map(({ kind, code }) => `${kind} ${code}`).sort();

  it('runs by itself, and finds nothing if both sides are equal', async () => {
    await eventually(async () => {
      const { items } = await bench.operations.get(`${path}/reconciliations`);
      expect(items.at(-1)).toMatchObject({ requestedBy: 'schedule', state: 'COMPLETED' });
    });
    expect(await reconcile()).toMatchObject({
      requestedBy: 'ops-1',
      here: 6,
      there: 6,
      inTransit: 0,
      differences: 0,
    });
    expect(await named()).toEqual([]);
  });

  it('names exactly the differences, with kind, owner and age, and closes them when they are gone', async () => {
    await bench.control('DELETE', `dossiers/${codes[0]}`);
    await bench.control('PATCH', `dossiers/${codes[1]}`, { TrangThaiHoSo: '9' });
    await bench.control('POST', 'dossiers', { MaHoSo: 'H41.14-260101-0001', TrangThaiHoSo: '4' });
    const planted = [`MISSING_HERE H41.14-260101-0001`, `MISSING_THERE ${codes[0]}`, `STATUS_DIFFERS ${codes[1]}`];
    expect(await reconcile()).toMatchObject({ differences: 3, here: 6, there: 6 });
    expect(await named()).toEqual(planted);
    const [differs] = await open({ kind: 'STATUS_DIFFERS' });
    expect(differs).toMatchObject({
      dossierId: ids[1],
      agencyCode: 'H41.14',
      statusHere: 'RECEIVED',
      statusThere: 'RESOLVED',
      ledger: 'ACKNOWLEDGED',
      owner: 'operations',
    });
    await reconcile();
    const [again] = await open({ kind: 'STATUS_DIFFERS' });
    expect(again).toMatchObject({ id: differs.id, firstSeenAt: differs.firstSeenAt });
    expect(again.lastSeenAt > differs.lastSeenAt).toBe(true);

    for (const id of [ids[0], ids[1]]) await bench.operations.post(`${path}/sends/${id}/resend`);
    await bench.control('DELETE', 'dossiers/H41.14-260101-0001');
    await Promise.all([ids[0]!, ids[1]!].map((id) => bench.acknowledged(id)));
    await reconcile();
    expect(await named()).toEqual([]);
    const closed = await open({ state: 'CLOSED' });
    expect(closed.map(({ kind, code }: any) => `${kind} ${code}`).sort()).toEqual(planted);
    expect(closed.every(({ closedAt }: any) => closedAt !== undefined)).toBe(true);
  });

  it('finds a dossier missing in the ledger because an event was lost', async () => {
    const client = new pg.Client({ connectionString: bench.gateways[0]!.env['DATABASE_URL'] });
    await client.connect();
    await client.query('DELETE FROM national_sends WHERE dossier_id = $1', [ids[2]]);
    await client.query(`UPDATE national_sends SET wanted_version = 1 WHERE dossier_id = $1`, [ids[3]]);
    await client.end();
    for (const code of [codes[2], codes[3]]) await bench.control('DELETE', `dossiers/${code}`);
    await reconcile();
    expect((await open()).map(({ code, ledger }: any) => [code, ledger]).sort()).toEqual([
      [codes[2], 'NONE'],
      [codes[3], 'BEHIND'],
    ]);
    for (const id of [ids[2], ids[3]]) await bench.operations.post(`${path}/sends/${id}/resend`);
    for (const id of [ids[2]!, ids[3]!]) await bench.acknowledged(id);
    await reconcile();
    expect(await named()).toEqual([]);
  });

  it('does not report a send under way as a difference, and names the owner if it fails', async () => {
    await bench.control('PUT', 'faults', { kinds: ['REFUSE'], rate: 1, services: ['DongBoHoSoMC'] });
    const { id } = await bench.accepted();
    await eventually(async () => expect((await bench.send(id)).attempts).toBeGreaterThan(0));
    expect(await reconcile()).toMatchObject({ inTransit: 1, differences: 0 });
    await bench.control('DELETE', 'faults');
    await bench.acknowledged(id);

    await bench.control('PUT', 'admissions', { unknownProcedures: ['1.001193'] });
    const { code } = await bench.accepted();
    await eventually(async () => {
      await reconcile();
      expect(await open()).toEqual([
        expect.objectContaining({ kind: 'MISSING_THERE', code, owner: 'procedure-control', ledger: 'STOPPED' }),
      ]);
    });
    await bench.control('PUT', 'admissions', {});
    await bench.operations.post(`${path}/sends/resend`, { errorClass: 'FIX_MAPPING' });
    await eventually(async () => {
      await reconcile();
      expect(await named()).toEqual([]);
    });
  });

  it('counts dossiers that arrive meanwhile as in transit, so that the sums agree', async () => {
    const client = new pg.Client({ connectionString: bench.gateways[0]!.env['DATABASE_URL'] });
    await client.connect();
    // The second check waits until the ledger has the event.
    await client.query('DELETE FROM national_sends WHERE dossier_id = $1', [ids[5]]);
    await client.end();
    const held = await bench.control('GET', `dossiers/${codes[5]}`);
    await bench.control('DELETE', `dossiers/${codes[5]}`);
    const { id } = await bench.operations.post(`${path}/reconciliations`);
    const state = async () => (await bench.operations.get(`${path}/reconciliations/${id}`)).state;
    await eventually(async () => expect(await state()).toBe('RUNNING'));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await bench.control('POST', 'dossiers', { MaHoSo: held.MaHoSo, TrangThaiHoSo: held.TrangThaiHoSo });
    const run = await finished(id);
    expect(run).toMatchObject({ state: 'COMPLETED', inTransit: 1, differences: 0 });
    expect(run.there + run.inTransit).toBe(run.here);
    await bench.operations.post(`${path}/sends/${ids[5]}/resend`);
    await bench.acknowledged(ids[5]!);
  });

  it('closes nothing when the portal’s list is incomplete', async () => {
    await bench.control('DELETE', `dossiers/${codes[4]}`);
    await reconcile();
    expect(await named()).toEqual([`MISSING_THERE ${codes[4]}`]);
    await bench.control('PUT', 'faults', { kinds: ['REFUSE'], rate: 1, services: ['LayDanhSachHoSoDaDongBo'] });
    expect(await reconcile('FAILED')).toMatchObject({ error: expect.stringContaining('portal.refused') });
    expect(await named()).toEqual([`MISSING_THERE ${codes[4]}`]);
    await bench.control('DELETE', 'faults');
  });
});
