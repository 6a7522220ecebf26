import type { AgencyChanged } from '@motcua/contracts';
import { AgencySubscriptions } from '@motcua/reference-data';
import type { Api } from '@motcua/testing';
import { DataSource } from 'typeorm';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import { CENTRE, parallelProcedure } from './testing/reference-data.js';

jest.setTimeout(120_000);

let test: DossierTestService;
/** Of the centre. */
let counter: Api;
let centreHead: Api;
let centreSpecialist: Api;
/** Of the competent department. */
let ownCounter: Api;
let specialist: Api;
let surveyor: Api;
let head: Api;

beforeAll(async () => {
  test = await startDossierTestService();
  const of = (agency: string, unit?: string) => ({ agency, unit });
  counter = await test.client('one-stop-officer', { sub: 'centre-counter', ...of(CENTRE, 'mot-cua') });
  centreHead = await test.client('agency-head', { sub: 'centre-head', ...of(CENTRE) });
  centreSpecialist = await test.client('processing-officer', { sub: 'centre-expert', ...of(CENTRE, 'chuyen-mon') });
  ownCounter = await test.client('one-stop-officer', { sub: 'own-counter', ...of(OWN, 'mot-cua') });
  specialist = await test.client('processing-officer', { sub: 'expert', ...of(OWN, 'chuyen-mon') });
  surveyor = await test.client('processing-officer', { sub: 'surveyor', ...of(OWN, 'dia-chinh') });
  head = await test.client('agency-head', { sub: 'head', ...of(OWN) });
});
afterAll(() => test?.stop());

const REQUEST = { ...SUBMISSION, procedureCode: parallelProcedure.code, agencyCode: OWN };
const refused = (who: Api, path: string, body?: object) => who.refusal('POST', path, { body });

async function submitted(): Promise<string> {
  await test.at('2026-08-20 09:00');
  return `/dossiers/${(await counter.post('/dossiers', REQUEST)).id}`;
}

async function received(): Promise<string> {
  const path = await submitted();
  await counter.post(`${path}/acceptance`);
  return path;
}

async function forwarded(): Promise<string> {
  const path = await received();
  await test.at('2026-08-20 10:00');
  await counter.post(`${path}/forwarding`);
  return path;
}

const PERSON = { person: { fullName: 'nguyen van an' }, limit: 50 };
const OPEN_STATES = 'RECEIVED,IN_PROGRESS,WAITING_SUPPLEMENT';
const INTAKE = { query: { queue: 'INTAKE', limit: 200 } };
const idsOf = ({ items }: { items: { id: string }[] }): string[] => items.map(({ id }) => `/dossiers/${id}`);

describe('A counter receives for a competent agency (Decree 118/2025 Art. 7 and 14)', () => {
  it('for which the catalog says that it does: the dossier names both', async () => {
    const path = await submitted();
    expect(await counter.get(path)).toMatchObject({
      agencyCode: OWN,
      receivingAgencyCode: CENTRE,
      status: 'SUBMITTED',
    });
  });

  it('and not for another one, as a refusal says with the fields and for whom it does', async () => {
    const { status, code, problem } = await refused(counter, '/dossiers', { ...REQUEST, agencyCode: FOREIGN });
    expect([status, code]).toEqual([422, 'agency.may-not-receive']);
    expect(problem).toMatchObject({ receivesForAgencyCodes: [OWN] });
    expect((problem as any).errors.map(({ path }: any) => path)).toEqual(['receivingAgencyCode', 'agencyCode']);
    // The twin: that agency receives for itself.
    expect(await test.otherOfficer.post('/dossiers', { ...REQUEST, agencyCode: FOREIGN })).toMatchObject({
      agencyCode: FOREIGN,
      receivingAgencyCode: FOREIGN,
    });
  });

  it('while one that the catalog says nothing of receives for itself only', async () => {
    const { code, problem } = await refused(test.otherOfficer, '/dossiers', REQUEST);
    expect(code).toBe('agency.may-not-receive');
    expect(problem).toMatchObject({ receivesForAgencyCodes: [] });
  });

  it('and settles nothing by that: it is not competent for what it receives', async () => {
    const { code, problem } = await refused(counter, '/dossiers', { ...REQUEST, agencyCode: CENTRE });
    expect(code).toBe('agency.not-competent');
    expect((problem as any).competentAgencyCodes).toContain(OWN);
  });

  it('also of an applicant online, who names a counter that may, and no other', async () => {
    const online = { ...REQUEST, ownerSubject: undefined };
    expect(await test.citizen.post('/dossiers', { ...online, receivingAgencyCode: CENTRE })).toMatchObject({
      agencyCode: OWN,
      receivingAgencyCode: CENTRE,
    });
    const wrong = await refused(test.citizen, '/dossiers', { ...online, receivingAgencyCode: FOREIGN });
    expect(wrong.code).toBe('agency.may-not-receive');
    const unknown = await refused(test.citizen, '/dossiers', { ...online, receivingAgencyCode: 'H41.00' });
    expect([unknown.code, (unknown.problem as any).errors[0].path]).toEqual([
      'agency.not-in-force',
      'receivingAgencyCode',
    ]);
  });

  it('by what holds on the day of receipt: it accepts no more once it does not receive for that agency', async () => {
    const path = await submitted();
    const centre = test.catalog.agencies.find(({ code }) => code === CENTRE)!;
    const changed = (version: number, change: object) =>
      test.service.app
        .get(DataSource)
        .transaction((manager) =>
          test.service.app
            .get(AgencySubscriptions)
            .onAgencyChanged(
              { ...centre, ...change } as AgencyChanged,
              { manager, event: { aggregateversion: version } } as never,
            ),
        );
    await changed(1, { receivesFor: undefined });
    expect((await refused(counter, `${path}/acceptance`)).code).toBe('agency.may-not-receive');
    await changed(2, {});
    expect((await counter.post(`${path}/acceptance`)).status).toBe('RECEIVED');
  });
});

describe('What one counter received is accepted there', () => {
  it('and not by the competent agency, not even by its head', async () => {
    const path = await submitted();
    for (const who of [ownCounter, test.officer]) {
      expect((await who.get(path)).allowedActions).not.toContain('accept');
      expect((await refused(who, `${path}/acceptance`)).status).toBe(404);
    }
    const accepted = await counter.post(`${path}/acceptance`);
    expect(accepted.code).toMatch(new RegExp(`^${CENTRE}-260820-`));
  });

  it('with a receipt in the name of that counter (Form 01)', async () => {
    const path = await received();
    for (const who of [counter, specialist, test.citizen]) {
      expect(await who.get(`${path}/receipt`)).toMatchObject({
        agencyCode: CENTRE,
        agencyName: 'Trung tâm Phục vụ hành chính công',
      });
    }
  });

  it('and the competent agency cannot have it wait or end it before it is forwarded', async () => {
    const path = await received();
    const ask = { items: ['giấy chứng sinh'], reason: 'thiếu', provideUntil: '2026-09-10T09:00:00.000Z' };
    const asked = await refused(specialist, `${path}/supplement-requests`, ask);
    expect([asked.status, asked.code]).toEqual([409, 'dossier.with-other-agency']);
    expect(asked.problem).toMatchObject({ havingAgencyCode: CENTRE });
    expect((await refused(head, `${path}/stop`, { reason: 'x' })).code).toBe('dossier.with-other-agency');
    expect((await specialist.get(path)).allowedActions).toEqual([]);
    // What is late is the competent agency's to apologise for.
    expect((await head.get(path)).allowedActions).toEqual(['apologise']);
    expect((await counter.post(`${path}/supplement-requests`, ask)).status).toBe('WAITING_SUPPLEMENT');
  });
});

describe('Each agency does its own steps (Circular 01/2018/TT-VPCP Art. 8)', () => {
  it('the counter forwards, and the competent agency processes, in its own queue', async () => {
    const path = await received();
    const queueOf = async (who: Api, queue = 'UNIT') =>
      idsOf(await who.get('/dossiers', { query: { queue, limit: 200 } }));
    expect(await queueOf(counter)).toContain(path);
    expect(await queueOf(specialist)).not.toContain(path);
    expect((await refused(ownCounter, `${path}/forwarding`)).status).toBe(404);
    expect((await refused(head, `${path}/step-completions`, { stepCode: 'tiep-nhan' })).code).toBe(
      'dossier.step-of-others',
    );
    await test.at('2026-08-20 10:00');
    await counter.post(`${path}/forwarding`);
    expect(await queueOf(specialist)).toContain(path);
    expect(await queueOf(counter)).not.toContain(path);
    expect((await specialist.get(path)).progress.openSteps).toMatchObject([{ number: 2 }, { number: 3 }]);
  });

  it('nobody of the centre does what is the competent agency’s, and its head stands in for nobody there', async () => {
    const path = await forwarded();
    const body = { stepCode: 'tham-dinh' };
    for (const who of [centreSpecialist, centreHead]) {
      const { status, code, problem } = await refused(who, `${path}/step-completions`, body);
      expect([status, code]).toEqual([403, 'dossier.step-of-others']);
      expect(problem).toMatchObject({ stepAgencyCode: OWN });
      expect((await refused(who, `${path}/task-claims`, { task: 2 })).code).toBe('dossier.step-of-others');
      expect((await refused(who, `${path}/resolution`, { outcome: 'APPROVED' })).status).toBe(404);
      expect((await who.get(path)).allowedActions).toEqual([]);
    }
    const assign = { task: 2, assignee: 'expert' };
    expect((await refused(centreHead, `${path}/task-assignments`, assign)).code).toBe('dossier.step-of-others');
    await specialist.post(`${path}/task-claims`, { task: 2 });
    expect((await head.post(`${path}/task-assignments`, assign)).version).toBeGreaterThan(3);
    expect((await specialist.post(`${path}/step-completions`, body)).status).toBe('IN_PROGRESS');
  });

  it('and the counter hands over what the competent agency resolved', async () => {
    const path = await forwarded();
    await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    await surveyor.post(`${path}/step-completions`, { stepCode: 'do-dac' });
    await head.post(`${path}/step-completions`, { stepCode: 'phe-duyet' });
    expect((await refused(counter, `${path}/delivery`)).code).toBe('dossier.not-in-state');
    await head.post(`${path}/resolution`, { outcome: 'APPROVED' });
    expect(idsOf(await counter.get('/dossiers', { query: { queue: 'UNIT', limit: 200 } }))).toContain(path);
    expect((await refused(ownCounter, `${path}/delivery`)).status).toBe(404);
    expect((await counter.post(`${path}/delivery`)).status).toBe('DELIVERED');
    const { rows } = await specialist.get(`${path}/control-sheet`);
    expect(rows.map(({ from, to }: any) => [from.agencyCode, to?.agencyCode])).toEqual([
      [CENTRE, OWN],
      [CENTRE, OWN],
      [OWN, undefined],
      [OWN, OWN],
      [OWN, undefined],
      [OWN, CENTRE],
    ]);
  });
});

describe('A step that is sent back to the counter (Circular 01/2018/TT-VPCP Art. 8)', () => {
  const ask = { items: ['giấy chứng sinh'], reason: 'thiếu', provideUntil: '2026-09-10T09:00:00.000Z' };
  const back = { stepCode: 'tham-dinh', toStepCode: 'tiep-nhan', reason: 'thiếu giấy tờ' };

  it('gives the counter the dossier, once nobody else has a step of it: it asks the applicant for what is missing', async () => {
    const path = await forwarded();
    await surveyor.post(`${path}/step-completions`, { stepCode: 'do-dac' });
    // The twin: until then the competent agency has it.
    const early = await refused(counter, `${path}/supplement-requests`, ask);
    expect([early.code, early.problem]).toMatchObject(['dossier.with-other-agency', { havingAgencyCode: OWN }]);
    await specialist.post(`${path}/step-returns`, back);
    const other = await refused(specialist, `${path}/supplement-requests`, ask);
    expect([other.code, other.problem]).toMatchObject(['dossier.with-other-agency', { havingAgencyCode: CENTRE }]);
    expect((await counter.get(path)).allowedActions).toContain('request-supplement');
    expect((await counter.post(`${path}/supplement-requests`, ask)).status).toBe('WAITING_SUPPLEMENT');
    expect((await specialist.get(path)).allowedActions).not.toContain('stop');
  });

  it('leaves it with the competent agency while that one has another step open', async () => {
    const path = await forwarded();
    await specialist.post(`${path}/step-returns`, back);
    expect((await refused(counter, `${path}/supplement-requests`, ask)).code).toBe('dossier.with-other-agency');
    expect((await surveyor.post(`${path}/supplement-requests`, ask)).status).toBe('WAITING_SUPPLEMENT');
  });
});

describe('Who sees the dossiers of two agencies', () => {
  it('both, each in its own part, and nobody else', async () => {
    const path = await received();
    const lists = async (who: Api, part?: string) =>
      idsOf(await who.get('/dossiers', { query: { limit: 200, ...(part && { part }) } })).includes(path);
    expect(await lists(counter)).toBe(true);
    expect(await lists(counter, 'COMPETENT')).toBe(false);
    expect(await lists(specialist)).toBe(true);
    expect(await lists(specialist, 'RECEIVING')).toBe(false);
    expect(await lists(centreHead, 'RECEIVING')).toBe(true);
    expect(await lists(test.otherOfficer)).toBe(false);
    expect((await test.otherOfficer.refusal('GET', path)).status).toBe(404);
    const refusal = await test.citizen.refusal('GET', '/dossiers', { query: { part: 'RECEIVING' } });
    expect(refusal.status).toBe(403);
  });

  it('and counts where its own work stands, and none of the other one’s; the list of a unit is the figure', async () => {
    const [atCounter, processed] = [await received(), await forwarded()];
    const standing = async (who: Api, query = {}) => (await who.get('/dossiers/by-unit', { query })).items;
    const listed = async (who: Api, unit: string, query = {}) =>
      idsOf(await who.get('/dossiers', { query: { unit, status: OPEN_STATES, limit: 200, ...query } }));
    const ofCentre = await standing(centreHead);
    expect(ofCentre.map(({ agencyCode, unit }: any) => [agencyCode, unit])).toEqual([[CENTRE, 'mot-cua']]);
    expect(await standing(counter)).toEqual(ofCentre);
    expect(await standing(test.control, { agencyCode: CENTRE })).toEqual(ofCentre);
    for (const [who, query] of [
      [centreHead, {}],
      [counter, {}],
      [test.control, { agencyCode: CENTRE }],
    ] as const) {
      const found = await listed(who, 'mot-cua', query);
      expect(found).toContain(atCounter);
      expect(found).not.toContain(processed);
      expect(found).toHaveLength(ofCentre[0].open);
    }
    const ofOwn = await standing(head);
    expect(new Set(ofOwn.map(({ agencyCode }: any) => agencyCode))).toEqual(new Set([OWN]));
    const { open } = ofOwn.find(({ unit }: any) => unit === 'chuyen-mon');
    const assessed = await listed(specialist, 'chuyen-mon');
    expect(assessed).toContain(processed);
    expect(assessed).toHaveLength(open);
    // The counter of the centre has a unit of that name, and the counter of the department is another one.
    expect(await listed(head, 'mot-cua')).not.toContain(atCounter);
    expect(await listed(counter, 'chuyen-mon')).toEqual([]);
    expect(await listed(centreHead, 'mot-cua', { part: 'COMPETENT' })).toEqual([]);
    expect(await listed(centreHead, 'mot-cua', { part: 'RECEIVING' })).toContain(atCounter);
  });

  it('and each finds it by the code on the receipt, whichever part the own agency has; others do not', async () => {
    const path = await forwarded();
    const { code } = await counter.get(path);
    for (const who of [counter, centreHead, centreSpecialist, specialist, head])
      expect(idsOf(await who.get('/dossiers', { query: { code } }))).toEqual([path]);
    expect(idsOf(await centreHead.get('/dossiers', { query: { code, part: 'COMPETENT' } }))).toEqual([]);
    expect(idsOf(await test.otherOfficer.get('/dossiers', { query: { code } }))).toEqual([]);
  });

  it('and each finds the applicant by name, unmasked with the reading recorded', async () => {
    const path = await received();
    for (const who of [counter, specialist]) {
      const found = await who.post('/dossiers/search', PERSON);
      expect(idsOf(found)).toContain(path);
      const { persons } = await who.get(path, { query: { purpose: 'PROCESSING' } });
      expect(persons.applicant.fullName).toBe('Nguyễn Văn An');
    }
    const foreign = await test.otherOfficer.post('/dossiers/search', PERSON);
    expect(idsOf(foreign)).not.toContain(path);
  });

  it('waiting for acceptance in the queue of the counter alone', async () => {
    const path = await submitted();
    expect(idsOf(await counter.get('/dossiers', INTAKE))).toContain(path);
    expect(idsOf(await ownCounter.get('/dossiers', INTAKE))).not.toContain(path);
  });
});

describe('Time is charged to the agency that had the dossier (Decree 118/2025 Art. 17.3 and 18.2)', () => {
  it('a forwarding after its limit to the counter of the centre, and the due date runs from the receipt', async () => {
    const path = await received();
    const { dueAt } = (await counter.get(path)).deadline;
    await test.at('2026-08-24 10:00');
    await counter.post(`${path}/forwarding`);
    // The centre kept it for two days more than it may, and that moves nothing.
    expect((await counter.get(path)).deadline.dueAt).toBe(dueAt);
    await test.at('2026-08-28 17:00');
    const { spans, lateness } = await specialist.get(`${path}/time-use`);
    const charged = spans.map(({ chargedTo }: any) => [chargedTo.party, chargedTo.agencyCode]);
    expect(charged[0]).toEqual(['COUNTER', CENTRE]);
    expect(
      charged.slice(1).every(([party, agency]: string[]) => (party === 'COUNTER' ? agency === CENTRE : agency === OWN)),
    ).toBe(true);
    const shares = lateness.shares.map(({ chargedTo, minutes }: any) => [chargedTo.agencyCode, minutes > 0]);
    expect(shares).toContainEqual([CENTRE, true]);
  });
});
