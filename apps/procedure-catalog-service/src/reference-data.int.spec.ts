import type { AgencyView, CalendarVersionView } from '@motcua/contracts';
import { startCatalog, type CatalogUnderTest } from './testing/catalog-under-test.js';
import { CALENDAR } from './testing/test-catalog.js';

jest.setTimeout(120_000);

let it_: CatalogUnderTest;
const vn = CALENDAR;
beforeAll(async () => {
  it_ = await startCatalog();
  await it_.seedReferenceData();
});
afterAll(() => it_?.stop());

describe('the shipped rule set', () => {
  it('is published at the first start, announced once, and left alone at the next', async () => {
    const shipped = await it_.nobody.get('/rule-sets/nd-118-2025');
    expect(shipped).toMatchObject({
      id: 'nd-118-2025',
      version: 1,
      effectiveFrom: '2025-07-01',
      countingStart: { kind: 'NONE' },
      forwardNextMorningAfter: '15:00',
      supplementMode: 'RESTART',
      supplementRequestLimit: 1,
      reappointmentLimit: 1,
    });
    await it_.service.restart();
    expect(await it_.outbox('nd-118-2025')).toMatchObject([{ type: 'rule-set.published', version: 1 }]);
    expect((await it_.service.api.get('/rule-sets')).items).toHaveLength(1);
    expect((await it_.service.api.get('/rule-sets?on=2025-06-30')).items).toEqual([]);
    expect((await it_.service.api.get('/rule-sets?on=2025-07-01')).items).toHaveLength(1);
  });

  it('has versions like any other: the next one is published, the first stays', async () => {
    const {
      id: _i,
      version: _v,
      publishedAt: _p,
      publishedBy: _b,
      ...rules
    } = await it_.service.api.get('/rule-sets/nd-118-2025');
    const operations = it_.service.as(await it_.issuer.as('operations', { sub: 'ops-1' }));
    const next = await operations.send('POST', '/rule-sets/nd-118-2025/versions', {
      body: { ...rules, reappointmentLimit: 2, expectedVersion: 1 },
    });
    expect(next).toMatchObject({ status: 201, body: { version: 2, reappointmentLimit: 2, publishedBy: 'ops-1' } });
    expect(await operations.get('/rule-sets/nd-118-2025/versions/1')).toMatchObject({ reappointmentLimit: 1 });
    await operations.send('POST', '/rule-sets/nd-118-2025/versions', {
      body: { ...rules, effectiveFrom: '2027-01-01', effectiveTo: '2027-12-31', expectedVersion: 2 },
    });
    const inForce = async (on: string) => (await operations.get(`/rule-sets?on=${on}`)).items;
    expect(await inForce('2026-12-31')).toMatchObject([{ version: 2 }]);
    expect(await inForce('2027-01-01')).toMatchObject([{ version: 3 }]);
    expect(await inForce('2028-01-01')).toEqual([]);
    expect((await operations.get('/rule-sets')).items).toMatchObject([{ version: 3 }]);
    const wrong = await operations.refusal('POST', '/rule-sets/nd-118-2025/versions', {
      body: { ...rules, countingStart: { kind: 'LAST_MINUTES_OF_OFFICE' } },
    });
    expect(wrong).toMatchObject({ status: 422, problem: { errors: [{ path: 'countingStart.minutes' }] } });
  });
});

describe('calendars', () => {
  const operations = async () => it_.service.as(await it_.issuer.as('operations', { sub: 'ops-1' }));

  it('the same calendar again publishes nothing; a changed one is the next version', async () => {
    const api = await operations();
    const same = await api.send('POST', '/calendars/vn/versions', { body: vn });
    expect(same).toMatchObject({ status: 200, body: { version: 1 } });
    const { id: _, ...first } = await api.get<CalendarVersionView>('/calendars/vn/versions/1');
    const next = await api.send('POST', '/calendars/vn/versions', {
      body: { ...vn, coversTo: '2028-12-31', expectedVersion: 1 },
    });
    expect(next).toMatchObject({ status: 201, body: { version: 2, coversTo: '2028-12-31' } });
    expect(await api.get('/calendars/vn')).toMatchObject({ version: 2 });
    expect(await api.get('/calendars/vn/versions/1')).toMatchObject(first);
    expect((await api.get('/calendars')).items).toMatchObject([{ id: 'vn', version: 2 }]);
    expect(await it_.outbox('vn')).toMatchObject([
      { type: 'calendar.published', version: 1, data: { id: 'vn', version: 1, coversTo: '2027-12-31' } },
      { type: 'calendar.published', version: 2, data: { coversTo: '2028-12-31' } },
    ]);
    const late = await api.refusal('POST', '/calendars/vn/versions', { body: { ...vn, expectedVersion: 1 } });
    expect(late).toMatchObject({ status: 409, code: 'calendar.changed-meanwhile' });
  });

  it.each([
    ['begins later', { coversFrom: '2026-01-01' }, ['coversFrom']],
    ['ends sooner', { coversTo: '2026-12-31' }, ['coversTo']],
    ['speaks of later years only', { coversFrom: '2028-01-01', coversTo: '2028-12-31' }, ['coversFrom']],
  ])(
    'a version that %s than the one before is refused by path; one that reaches further is published',
    async (...of) => {
      const [name, changes, paths] = of;
      const id = name.replaceAll(' ', '-');
      const api = await operations();
      const span = { coversFrom: '2025-01-01', coversTo: '2027-12-31' };
      const calendar = {
        ...vn,
        ...span,
        daysOff: [],
        makeUpDays: [],
        officeHours: [{ ...vn.officeHours[0]!, effectiveFrom: '2024-01-01' }],
      };
      await api.post(`/calendars/${id}/versions`, calendar);
      const refusal = await api.refusal('POST', `/calendars/${id}/versions`, {
        body: { ...calendar, ...changes },
        headers: { 'accept-language': 'en' },
      });
      expect([refusal.status, refusal.code]).toEqual([422, 'calendar.invalid']);
      expect(refusal.problem.errors!.map((error) => error.path)).toEqual(paths);
      for (const error of refusal.problem.errors!) expect(error.message).toContain('version 1');
      const further = { ...calendar, coversFrom: '2024-01-01', coversTo: '2029-12-31' };
      expect(await api.post(`/calendars/${id}/versions`, further)).toMatchObject({ version: 2 });
    },
  );

  it.each<[string, object, string]>([
    ['that ends before it begins', { coversTo: '2024-12-31' }, 'coversTo'],
    ['of four thousand years', { coversTo: '6026-12-31' }, 'coversTo'],
    ['without office hours', { officeHours: [] }, 'officeHours'],
  ])('a calendar %s is refused by path', async (_, changes, path) => {
    const refusal = await (
      await operations()
    ).refusal('POST', '/calendars/x/versions', { body: { ...vn, ...changes } });
    expect([400, 422]).toContain(refusal.status);
    expect(refusal.problem.errors!.map((error) => error.path).join()).toContain(path);
  });

  it('one too long to be announced is refused with its longest part, and the next is version 1', async () => {
    const api = await operations();
    const daysOff = Array.from({ length: 700 }, (_, i) => {
      const on = new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10);
      return { from: on, to: on, name: `Nghỉ ${'ế'.repeat(280)}`, kind: 'HOLIDAY' };
    });
    const long = await api.refusal('POST', '/calendars/long/versions', { body: { ...vn, daysOff, makeUpDays: [] } });
    expect(long).toMatchObject({
      status: 413,
      code: 'event.too-large',
      problem: { limit: 524_288, errors: [{ path: 'daysOff', code: 'tooLarge' }] },
    });
    expect(await it_.outbox('long')).toEqual([]);
    const shorter = { ...vn, daysOff: daysOff.slice(0, 400), makeUpDays: [] };
    expect(await api.post('/calendars/long/versions', shorter)).toMatchObject({ version: 1 });
  });

  it('a week of six days, a shift at 25 o’clock and an id with spaces are refused', async () => {
    const api = await operations();
    const week = vn.officeHours[0]!.week;
    const bad = [
      { ...vn, officeHours: [{ effectiveFrom: '2025-01-01', week: week.slice(1) }] },
      {
        ...vn,
        officeHours: [{ effectiveFrom: '2025-01-01', week: [...week.slice(1), [{ from: '25:00', to: '26:00' }]] }],
      },
      { ...vn, daysOff: [{ from: '2026-02-30', to: '2026-03-01', name: 'x', kind: 'HOLIDAY' }] },
    ];
    for (const body of bad) expect((await api.send('POST', '/calendars/x/versions', { body })).status).toBe(400);
    expect((await api.send('POST', '/calendars/a%20b/versions', { body: vn })).status).toBe(400);
    expect((await api.send('GET', '/calendars/none')).status).toBe(404);
  });
});

describe('agencies', () => {
  const operations = async () => it_.service.as(await it_.issuer.as('operations', { sub: 'ops-1' }));
  const finance = {
    code: 'H41.15',
    name: 'Sở Tài chính',
    level: 'PROVINCE',
    parentCode: 'H41.14',
    calendarId: 'vn',
    validFrom: '2025-07-01',
  };

  it('are registered, changed and closed, each change announced with the next version', async () => {
    const api = await operations();
    expect(await api.post('/agencies', finance)).toMatchObject({ ...finance, revision: 1 });
    const officeHours = [{ effectiveFrom: '2026-01-01', week: vn.officeHours[0]!.week }];
    expect(await api.patch<AgencyView>('/agencies/H41.15', { officeHours, expectedRevision: 1 })).toMatchObject({
      revision: 2,
      officeHours,
    });
    expect(await api.patch('/agencies/H41.15', { officeHours })).toMatchObject({ revision: 2 });
    expect(await api.get('/agencies/h41.15%C2%A0')).toMatchObject({ code: 'H41.15', revision: 2 });
    expect(await api.post('/agencies/H41.15/closure', { validTo: '2026-12-31' })).toMatchObject({
      revision: 3,
      validTo: '2026-12-31',
    });
    expect(await it_.outbox('H41.15')).toMatchObject([
      { type: 'agency.registered', version: 1, data: finance },
      { type: 'agency.changed', version: 2, data: { officeHours } },
      { type: 'agency.changed', version: 3, data: { validTo: '2026-12-31' } },
    ]);
    const shown = async (on: string) =>
      (await it_.service.api.get(`/agencies?on=${on}`)).items.map((agency: AgencyView) => agency.code);
    expect(await shown('2026-12-31')).toContain('H41.15');
    expect(await shown('2027-01-01')).not.toContain('H41.15');
    const { roots } = await it_.service.api.get('/agencies/tree?on=2026-01-01');
    expect(roots).toMatchObject([
      { code: 'H41.14', children: [{ code: 'H41.15', children: [] }] },
      { code: 'H41.27.05' },
    ]);
    expect((await it_.service.api.get('/agencies?q=tai%20chinh')).items).toMatchObject([{ code: 'H41.15' }]);
  });

  it.each<[string, object, string, number]>([
    ['a code that is taken', { code: 'H41.14' }, 'code', 409],
    ['an unknown parent', { code: 'H41.16', parentCode: 'H41.99' }, 'parentCode', 422],
    ['an unknown calendar', { code: 'H41.16', calendarId: 'mars' }, 'calendarId', 422],
    [
      'a counter that receives for an agency which is not registered',
      { code: 'H41.16', receivesFor: { agencyCodes: ['H41.14', 'H41.99'], everyAgencyOf: [] } },
      'receivesFor.agencyCodes[1]',
      422,
    ],
    [
      'a counter that receives for its own agency, as every counter does',
      { code: 'H41.16', receivesFor: { agencyCodes: ['H41.16'], everyAgencyOf: [] } },
      'receivesFor.agencyCodes[0]',
      422,
    ],
    [
      'a level of which not every agency can be meant',
      { code: 'H41.16', receivesFor: { agencyCodes: [], everyAgencyOf: ['MINISTRY'] } },
      'receivesFor.everyAgencyOf',
      400,
    ],
    ['an end before the beginning', { code: 'H41.16', validTo: '2025-06-30' }, 'validTo', 422],
    ['a code of no era', { code: 'abc' }, 'code', 400],
    ['a level that does not exist', { code: 'H41.16', level: 'GALAXY' }, 'level', 400],
  ])('%s is refused', async (_, changes, path, status) => {
    const refusal = await (
      await operations()
    ).refusal('POST', '/agencies', { body: { ...finance, parentCode: undefined, ...changes } });
    expect(refusal.status).toBe(status);
    expect(refusal.problem.errors!.map((error) => error.path)).toContain(path);
  });

  it('say for which others their counter receives dossiers, which is announced, and taken back by two empty lists', async () => {
    const api = await operations();
    const code = 'H41.97';
    const receivesFor = { agencyCodes: ['H41.14'], everyAgencyOf: ['COMMUNE'] };
    await api.post('/agencies', { ...finance, code, parentCode: undefined });
    expect(await api.patch(`/agencies/${code}`, { receivesFor })).toMatchObject({ revision: 2, receivesFor });
    const own = { agencyCodes: [], everyAgencyOf: [] };
    const without = await api.patch<AgencyView>(`/agencies/${code}`, { receivesFor: own });
    expect([without.revision, without.receivesFor]).toEqual([3, undefined]);
    const announced = (await it_.outbox(code)).map(({ data }: any) => data.receivesFor);
    expect(announced).toEqual([undefined, receivesFor, undefined]);
    const counter = it_.service.as(await it_.issuer.as('agency-head', { sub: 'head', agency: code }));
    expect((await counter.refusal('PATCH', `/agencies/${code}`, { body: { receivesFor } })).status).toBe(403);
  });

  describe('that end', () => {
    let number = 100;
    const register = async (changes: object = {}): Promise<string> => {
      const code = `H41.${++number}`;
      await (await operations()).post('/agencies', { ...finance, code, parentCode: undefined, ...changes });
      return code;
    };
    const close = async (code: string, body: object) =>
      (await operations()).refusal('POST', `/agencies/${code}/closure`, { body });

    it('name a successor for their dossiers, which is announced and cannot be changed', async () => {
      const api = await operations();
      const [code, successorCode] = [await register(), await register({ validFrom: '2027-01-01' })];
      const body = { validTo: '2026-12-31', successorCode };
      expect(await api.post(`/agencies/${code}/closure`, body)).toMatchObject({ ...body, revision: 2 });
      expect(await api.get(`/agencies/${code}`)).toMatchObject(body);
      expect(await it_.outbox(code)).toMatchObject([{}, { type: 'agency.changed', version: 2, data: body }]);
      expect(await api.patch(`/agencies/${code}`, { name: 'Sở cũ' })).toMatchObject({ ...body, revision: 3 });
      const another = await close(code, { validTo: '2026-12-31', successorCode: 'H41.14' });
      expect(another).toMatchObject({ status: 409, code: 'agency.successor-named', problem: { successorCode } });
    });

    it('name a successor that exists on the day after, and no other', async () => {
      const code = await register();
      const gone = await register({ validTo: '2026-12-31' });
      const tooLate = await register({ validFrom: '2027-01-02' });
      for (const [successorCode, problem] of [
        ['H41.99', 'registered'],
        [code, 'notItself'],
        [gone, 'notClosed'],
        [tooLate, 'exists'],
      ] as const) {
        const refusal = await close(code, { validTo: '2026-12-31', successorCode });
        expect(refusal).toMatchObject({
          status: 422,
          code: 'agency.invalid',
          problem: { errors: [{ path: 'successorCode', code: problem }] },
        });
      }
      expect((await close(code, { validTo: '2026-12-31', successorCode: 'abc' })).status).toBe(400);
      const there = await register({ validFrom: '2027-01-01' });
      await (await operations()).post(`/agencies/${code}/closure`, { validTo: '2026-12-31', successorCode: there });
    });

    it('last until they have the dossiers of those that name them, or name a successor themselves', async () => {
      const api = await operations();
      const [a, b, c] = [await register(), await register(), await register()];
      await api.post(`/agencies/${a}/closure`, { validTo: '2026-12-31', successorCode: b });
      for (const validTo of ['2026-10-31', '2026-12-31']) {
        const refusal = await close(b, { validTo });
        expect(refusal).toMatchObject({
          status: 422,
          code: 'agency.invalid',
          problem: { errors: [{ path: 'successorCode', code: 'namedByOthers' }] },
        });
        expect(refusal.problem.errors![0]!.message).toContain(`${a} giao hồ sơ cho cơ quan này từ ngày 2027-01-01`);
      }
      await api.post(`/agencies/${b}/closure`, { validTo: '2026-10-31', successorCode: c });
      expect(await close(c, { validTo: '2026-11-30' })).toMatchObject({
        status: 422,
        problem: { errors: [{ path: 'successorCode', code: 'namedByOthers' }] },
      });
      await api.post(`/agencies/${c}/closure`, { validTo: '2027-01-01' });
    });

    it('cannot be named at the moment in which they end too early', async () => {
      const api = await operations();
      const end = async (code: string, body: object): Promise<number> => {
        const { status } = await api.send('POST', `/agencies/${code}/closure`, { body });
        return status === 503 ? end(code, body) : status;
      };
      const pairs: [string, string][] = [];
      for (let i = 0; i < 6; i++) pairs.push([await register(), await register()]);
      const answers = await Promise.all(
        pairs.map(async ([one, other]) => {
          const naming = end(one, { validTo: '2026-12-31', successorCode: other });
          return (await Promise.all([naming, end(other, { validTo: '2026-10-31' })])).sort();
        }),
      );
      expect(answers).toEqual(pairs.map(() => [200, 422]));
    });

    it('cannot name each other in a circle', async () => {
      const api = await operations();
      const [a, b, c] = [await register(), await register(), await register()];
      await api.post(`/agencies/${a}/closure`, { validTo: '2026-12-31', successorCode: b });
      await api.post(`/agencies/${b}/closure`, { validTo: '2026-10-31', successorCode: c });
      expect(await close(c, { validTo: '2026-09-30', successorCode: a })).toMatchObject({
        status: 422,
        problem: { errors: [{ path: 'successorCode', code: 'noCircle' }] },
      });
    });

    it('cannot name each other at the same moment', async () => {
      const api = await operations();
      const pairs: [string, string][] = [];
      for (let i = 0; i < 12; i++) pairs.push([await register(), await register()]);
      // Whoever waits too long for the lock is told to come again (503), and does.
      const end = async (code: string, validTo: string, successorCode: string): Promise<number> => {
        const body = { validTo, successorCode };
        const { status } = await api.send('POST', `/agencies/${code}/closure`, { body });
        return status === 503 ? end(code, validTo, successorCode) : status;
      };
      const answers = await Promise.all(
        pairs.map(async ([one, other]) => {
          const both = await Promise.all([end(one, '2026-12-31', other), end(other, '2026-11-30', one)]);
          return both.sort();
        }),
      );
      expect(answers).toEqual(pairs.map(() => [200, 422]));
    });

    it('are registered with their successor where they ended before', async () => {
      const district = { level: 'DISTRICT', validFrom: '2000-01-01', validTo: '2025-06-30' };
      const code = await register({ ...district, successorCode: 'H41.14' });
      expect(await (await operations()).get(`/agencies/${code}`)).toMatchObject({ successorCode: 'H41.14' });
      const refusal = await (
        await operations()
      ).refusal('POST', '/agencies', {
        body: { ...finance, ...district, code: 'H41.59', parentCode: undefined, successorCode: 'H41.99' },
      });
      expect(refusal).toMatchObject({ status: 422, problem: { errors: [{ path: 'successorCode' }] } });
    });
  });

  it('only operations and procedure control change reference data; everyone reads it', async () => {
    for (const role of ['one-stop-officer', 'agency-head', 'applicant', 'service', 'reform-office'] as const) {
      const api = it_.service.as(await it_.issuer.as(role));
      expect((await api.send('POST', '/agencies', { body: {} })).status).toBe(403);
      expect((await api.send('PATCH', '/agencies/H41.14', { body: {} })).status).toBe(403);
      expect((await api.send('POST', '/calendars/vn/versions', { body: {} })).status).toBe(403);
      expect((await api.send('POST', '/rule-sets/nd-118-2025/versions', { body: {} })).status).toBe(403);
      expect((await api.send('GET', '/agencies/H41.14')).status).toBe(200);
    }
    expect((await it_.service.api.send('POST', '/agencies', { body: {} })).status).toBe(401);
    expect((await it_.service.api.send('GET', '/agencies/H41.14')).status).toBe(200);
    expect((await it_.service.api.send('GET', '/agencies/H41.98')).status).toBe(404);
    expect((await it_.service.api.send('GET', '/agencies/xyz')).status).toBe(400);
  });
});
