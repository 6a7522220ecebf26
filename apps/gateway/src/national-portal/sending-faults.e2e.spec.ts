import { eventually } from '@motcua/testing';
import { IMPATIENT_CALLS, NationalPortalBench } from './testing/national-portal-bench.js';

jest.setTimeout(180_000);

const KINDS = ['REFUSE', 'TIMEOUT_AFTER_ACCEPTING', 'ERROR_500', 'HALF_CHUNK', 'DROP_SILENTLY'];

describe('A failure of the national portal', () => {
  const bench = new NationalPortalBench();
  /** All that were made. */
  const ids: string[] = [];
  /** Those of the current test. */
  let own: string[] = [];

  const made = (...more: string[]): void => {
    ids.push(...more);
    own.push(...more);
  };

  beforeAll(() => bench.open(IMPATIENT_CALLS));
  beforeEach(() => (own = []));
  afterEach(() => bench.control('DELETE', 'faults'));
  afterAll(() => bench.close());

  async function many(count: number): Promise<void> {
    made(...(await bench.several(count)).map(({ id }) => id));
  }

  async function allAcknowledged(timeoutMs = 60_000): Promise<void> {
    for (const id of own) await bench.acknowledged(id, timeoutMs);
    await bench.holds(own, ids.length);
  }

  const counters = () => bench.control('GET', 'counters');

  it.each(KINDS)('%s in a call of dossiers: all arrive, none twice', async (kind) => {
    await bench.control('PUT', 'faults', { kinds: [kind], rate: 1, services: ['DongBoHoSoMC'], times: 2 });
    await many(7);
    await allAcknowledged();
    expect((await counters()).faults[kind]).toBeGreaterThanOrEqual(2);
  });

  it.each(KINDS)('%s in a call of progress: every row arrives once', async (kind) => {
    await bench.control('PUT', 'faults', { kinds: [kind], rate: 1, services: ['CapNhatTienDoHoSoMC'], times: 2 });
    const before = (await counters()).faults[kind] ?? 0;
    await many(7);
    await allAcknowledged();
    expect((await counters()).faults[kind]).toBe(before + 2);
  });

  it('REFUSE, ERROR_500 and no answer to a lookup leave a send open until it is proven', async () => {
    await bench.control('PUT', 'faults', {
      kinds: ['REFUSE', 'ERROR_500', 'TIMEOUT_AFTER_ACCEPTING'],
      rate: 1,
      services: ['TraCuuHoSo'],
      times: 12,
    });
    await many(4);
    await allAcknowledged();
  });

  it('in one call of five, in each of these ways, loses nothing and doubles nothing', async () => {
    await bench.control('PUT', 'faults', { kinds: KINDS, rate: 0.2, seed: 20_260_820 });
    await many(12);
    await Promise.all(own.slice(-6).map((id) => bench.liveOn(id)));
    await allAcknowledged(90_000);
  });

  it('a session that ends in mid-chunk is opened again', async () => {
    await bench.control('PUT', 'sessions', { mostCalls: 2 });
    await many(5);
    await allAcknowledged();
    await bench.control('PUT', 'sessions', { mostCalls: null });
    expect((await counters()).answers['-2']).toBeGreaterThan(2);
  });

  it('an existing dossier is sent as an update', async () => {
    const { id, code } = await bench.dossiers.officer
      .post('/dossiers', {
        procedureCode: '1.001193',
        caseCode: 'chung',
        subjectType: 'CITIZEN',
        applicant: { fullName: 'Lê Thị Cúc', identityNumber: '040191000002' },
      })
      .then(async ({ id }: any) => {
        // The portal got it in another way: with the next code of the day.
        const last = (await bench.held()).map(({ MaHoSo }) => MaHoSo).at(-1)!;
        const next = last.replace(/\d{4}$/, (number) => String(Number(number) + 1).padStart(4, '0'));
        await bench.control('POST', 'dossiers', { MaHoSo: next, TrangThaiHoSo: '1', MaTTHC: '1.001193' });
        const { code } = await bench.dossiers.officer.post(`/dossiers/${id}/acceptance`);
        expect(code).toBe(next);
        return { id, code };
      });
    made(id);
    await allAcknowledged();
    expect((await bench.held()).find(({ MaHoSo }) => MaHoSo === code)!.updates).toBe(1);
  });

  it('an outage of the portal loses nothing and counts against no dossier', async () => {
    await bench.control('POST', 'outage', { ms: 600_000 });
    await many(5);
    await eventually(async () => expect((await counters()).answers['down']).toBeGreaterThan(4));
    const waiting = await bench.send(ids.at(-1)!);
    expect(waiting.state).not.toBe('ACKNOWLEDGED');
    // Only interrupted calls count as failures, however long the outage.
    expect(waiting.attempts).toBeLessThanOrEqual(1);
    await bench.control('DELETE', 'faults');
    await allAcknowledged();
  });

  it('a dossier that changes while it is sent is sent again', async () => {
    await bench.control('PUT', 'faults', {
      kinds: ['TIMEOUT_AFTER_ACCEPTING'],
      rate: 1,
      services: ['DongBoHoSoMC'],
      times: 1,
    });
    const { id } = await bench.accepted();
    made(id);
    await eventually(async () => expect((await bench.send(id)).state).toBe('OPEN'));
    await bench.dossiers.officer.post(`/dossiers/${id}/forwarding`);
    await allAcknowledged();
    expect((await bench.send(id)).acknowledged.status).toBe('IN_PROGRESS');
  });

  it('a dossier with an unknown mapping waits for its owner, and is sent when it is resent', async () => {
    await bench.control('PUT', 'admissions', { unknownProcedures: ['1.001193'] });
    await many(3);
    const waiting = await eventually(async () => {
      const page = await bench.operations.get('/api/v1/national-portal/sends', {
        query: { errorClass: 'FIX_MAPPING', owner: 'procedure-control', state: 'STOPPED' },
      });
      expect(page.items).toHaveLength(3);
      return page.items;
    });
    expect(waiting[0].failure).toMatchObject({
      code: 'portal.unknown-code',
      message: 'the portal refused with 12 MaTTHC',
    });
    expect((await bench.send(waiting[0].dossierId)).history[0]).toMatchObject({
      outcome: 'FAILED',
      errorClass: 'FIX_MAPPING',
    });
    await bench.control('PUT', 'admissions', {});
    expect(await bench.operations.post('/api/v1/national-portal/sends/resend', { errorClass: 'FIX_MAPPING' })).toEqual({
      resent: 3,
    });
    await allAcknowledged();
  });

  it('a dossier that the portal never accepts is reported, and others of the same call arrive', async () => {
    await bench.control('PUT', 'admissions', { outOfScopeProcedures: ['2.000635'] });
    const { id: never } = await bench.accepted({ procedureCode: '2.000635' });
    await many(3);
    await allAcknowledged();
    expect(
      await eventually(async () => {
        const send = await bench.send(never);
        expect(send.state).toBe('STOPPED');
        return send;
      }),
    ).toMatchObject({ failure: { errorClass: 'DROP', owner: 'operations', code: 'portal.out-of-scope' } });
    await bench.control('PUT', 'admissions', {});
    await bench.operations.post(`/api/v1/national-portal/sends/${never}/resend`);
    made(never);
    await allAcknowledged();
  });

  it('a dossier that the portal has lost can be resent whole by hand', async () => {
    const { code } = await bench.send(ids[0]!);
    own = [ids[0]!];
    await bench.control('DELETE', `dossiers/${code}`);
    await bench.operations.post(`/api/v1/national-portal/sends/${ids[0]}/resend`);
    await allAcknowledged();
  });

  it('two instances share the work, and no dossier is sent by both', async () => {
    await bench.addGateway();
    const created = (await counters()).answers['3'] ?? 0;
    await many(30);
    await Promise.all(own.map((id) => bench.liveOn(id)));
    await allAcknowledged(90_000);
    expect((await counters()).answers['3'] ?? 0).toBe(created);
  });
});
