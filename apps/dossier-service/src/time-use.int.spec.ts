import type { Api } from '@motcua/testing';
import { DataSource } from 'typeorm';
import { AgenciesBefore1767484800010 } from './persistence/migrations/agencies-before.migration.js';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import { forwardedInParallel } from './testing/parallel-dossier.js';
import { parallelProcedure } from './testing/reference-data.js';

jest.setTimeout(120_000);

let test: DossierTestService;
let counter: Api;
let specialist: Api;
let surveyor: Api;
const unit = (one: any) => [one.chargedTo.party, one.chargedTo.unit, one.minutes];

beforeAll(async () => {
  test = await startDossierTestService();
  const officer = (role: 'one-stop-officer' | 'processing-officer', sub: string, of: string) =>
    test.client(role, { sub, agency: OWN, unit: of, officer_name: `Tên ${sub}`, officer_title: 'Chuyên viên' });
  counter = await officer('one-stop-officer', 'counter-1', 'mot-cua');
  specialist = await officer('processing-officer', 'specialist-1', 'chuyen-mon');
  surveyor = await officer('processing-officer', 'surveyor-1', 'dia-chinh');
});
afterAll(() => test?.stop());

/** Due on Tuesday 25 August at 17:00; "do-dac" was due on the 21st and ends on the 26th. */
async function late(): Promise<string> {
  const path = await forwardedInParallel(test, counter);
  await test.at('2026-08-21 10:00');
  await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
  await test.at('2026-08-26 09:00');
  await surveyor.post(`${path}/step-completions`, { stepCode: 'do-dac' });
  await test.at('2026-08-26 10:00');
  await test.head.post(`${path}/step-completions`, { stepCode: 'phe-duyet' });
  await test.head.post(`${path}/resolution`, { outcome: 'APPROVED' });
  return path;
}

describe('The time of a dossier over REST', () => {
  it('names who made it late, and adds up to the minute, for the agency with officers by their keys', async () => {
    const path = await late();
    await test.at('2026-09-07 09:00');
    const use = await test.officer.get(`${path}/time-use`);
    expect(use.shares.map(unit)).toEqual([
      ['COUNTER', 'mot-cua', 60],
      ['UNIT', 'chuyen-mon', 450],
      ['UNIT', 'dia-chinh', 1740],
      ['UNIT', 'lanh-dao', 60],
    ]);
    expect([use.from, use.to, use.ended, use.minutes]).toEqual([
      '2026-08-20T02:00:00.000Z',
      '2026-08-26T03:00:00.000Z',
      true,
      2310,
    ]);
    expect([use.lateness.dueAt, use.lateness.minutes, use.lateness.shares.map(unit)]).toEqual([
      '2026-08-25T10:00:00.000Z',
      150,
      [['UNIT', 'dia-chinh', 150]],
    ]);
    const officers = new Set(use.spans.map(({ chargedTo }: any) => chargedTo.officer));
    expect([...officers].every((officer: any) => /^[0-9a-f]{32}$/.test(officer))).toBe(true);
    expect(officers.size).toBe(4);
    expect(JSON.stringify(use)).not.toMatch(/surveyor-1|Tên/);
    expect(await test.control.get(`${path}/time-use`)).toEqual(use);
  });

  it('tells its owner of units and of no officer (Circular 01/2018/TT-VPCP Art. 16.2d)', async () => {
    const use = await test.citizen.get(`${await late()}/time-use`);
    expect(use.lateness.shares.map(unit)).toEqual([['UNIT', 'dia-chinh', 150]]);
    expect(JSON.stringify(use)).not.toContain('officer');
    expect(use.minutes).toBe(2310);
  });

  it('begins with acceptance: before it there is none, nor a control sheet', async () => {
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    for (const path of ['time-use', 'control-sheet']) {
      const refused = await test.officer.refusal('GET', `/dossiers/${id}/${path}`);
      expect([refused.status, refused.code]).toEqual([409, 'dossier.no-deadline-yet']);
    }
  });

  it('stays with the agency that had the dossier, also of transfers from before it was kept', async () => {
    const source = test.service.app.get(DataSource);
    const path = await late();
    const id = path.split('/').at(-1)!;
    const [{ version }] = await source.query('SELECT version FROM dossiers WHERE id = $1', [id]);
    await source.query(
      `INSERT INTO dossier_history (dossier_id, version, action, event, from_status, to_status, occurred_at, actor, flags, details)
       VALUES ($1, $2, 'transfer', 'transferred', 'RESOLVED', 'RESOLVED', '2026-08-24T03:00:00Z', 'system', '{}', $3)`,
      [id, version + 1, JSON.stringify({ cause: 'AGENCY_ENDED', fromAgencyCode: FOREIGN, toAgencyCode: OWN })],
    );
    const runner = source.createQueryRunner();
    const migration = new AgenciesBefore1767484800010();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    const { spans } = await test.officer.get(`${path}/time-use`);
    expect(
      new Set(spans.map(({ to, chargedTo }: any) => `${to <= '2026-08-24T03:00:00.000Z'} ${chargedTo.agencyCode}`)),
    ).toEqual(new Set([`true ${FOREIGN}`, `false ${OWN}`]));
  });
});

describe('Where the dossiers of an agency stand', () => {
  const ids = ({ items }: any) => items.map((item: any) => item.id).sort();

  it('is counted by unit, and the list of a unit has the dossiers that are counted', async () => {
    await test.at('2026-08-20 09:00');
    const opened = async () => {
      const { id } = await test.otherOfficer.post('/dossiers', { ...SUBMISSION, procedureCode: '1.001193' });
      await test.otherOfficer.post(`/dossiers/${id}/acceptance`);
      return id as string;
    };
    const [atCounter, assessed, awaited] = [await opened(), await opened(), await opened()];
    for (const id of [assessed, awaited]) await test.otherOfficer.post(`/dossiers/${id}/forwarding`);
    await test.otherOfficer.post(`/dossiers/${awaited}/supplement-requests`, {
      items: ['x'],
      reason: 'y',
      provideUntil: '2026-09-20T10:00:00.000Z',
    });
    await test.at('2026-08-26 09:00');
    const { items } = await test.otherOfficer.get('/dossiers/by-unit');
    const none = { awaitingApplicant: 0, stepOverdue: 0, toHandOver: 0 };
    expect(items).toEqual([
      {
        agencyCode: FOREIGN,
        unit: 'chuyen-mon',
        open: 2,
        awaitingApplicant: 1,
        overdue: 1,
        stepOverdue: 1,
        toHandOver: 0,
      },
      { agencyCode: FOREIGN, open: 1, overdue: 1, ...none },
    ]);
    expect(ids(await test.otherOfficer.get('/dossiers', { query: { unit: 'Chuyen-Mon' } }))).toEqual(
      [assessed, awaited].sort(),
    );
    expect(ids(await test.otherOfficer.get('/dossiers', { query: { overdue: 'true' } }))).toEqual(
      [atCounter, assessed].sort(),
    );
    const all = await test.control.get('/dossiers/by-unit', { query: { agencyCode: FOREIGN } });
    expect(all.items).toEqual(items);
    expect((await test.officer.get('/dossiers/by-unit', { query: { agencyCode: FOREIGN } })).items).toEqual([]);
    expect((await test.citizen.refusal('GET', '/dossiers/by-unit')).status).toBe(403);
  });

  it('shows what is late soon by the share of its time limit that is left, from where that began anew', async () => {
    await test.at('2026-09-14 08:00');
    const { id } = await test.otherOfficer.post('/dossiers', SUBMISSION);
    await test.otherOfficer.post(`/dossiers/${id}/acceptance`);
    const soon = async (remainingPercent: number) =>
      ids(await test.otherOfficer.get('/dossiers', { query: { remainingPercent } })).includes(id);
    // Due on the 17th at 17:00: 81 hours by the clock.
    await test.at('2026-09-16 20:30');
    expect([await soon(25), await soon(26)]).toEqual([false, true]);
    await test.at('2026-09-17 17:01');
    expect(await soon(100)).toBe(false);

    await test.at('2026-09-21 08:00');
    const { id: asked } = await test.otherOfficer.post('/dossiers', SUBMISSION);
    await test.otherOfficer.post(`/dossiers/${asked}/acceptance`);
    const request = { items: ['x'], reason: 'y', provideUntil: '2026-10-20T10:00:00.000Z' };
    await test.otherOfficer.post(`/dossiers/${asked}/supplement-requests`, request);
    await test.at('2026-10-05 08:00');
    await test.citizen.post(`/dossiers/${asked}/supplements`, {});
    const listed = await test.otherOfficer.get('/dossiers', { query: { remainingPercent: 99 } });
    // All of its time limit is left, though it was received two weeks ago.
    expect(ids(listed)).not.toContain(asked);
    for (const remainingPercent of ['0', '101', 'x']) {
      const refused = await test.otherOfficer.refusal('GET', '/dossiers', { query: { remainingPercent } });
      expect(refused.status).toBe(400);
    }
  });
});

describe('The control sheet (Form 06 of Circular 03/2025/TT-VPCP)', () => {
  it('has each hand-over with who gave it, to which unit, when, and whether the work before it was in time', async () => {
    const sheet = await counter.get(`${await late()}/control-sheet`);
    expect(sheet).toMatchObject({
      form: '06',
      agencyCode: OWN,
      procedureName: 'Cấp giấy chứng nhận',
      receivedText: '09 giờ 00 phút, ngày 20/08/2026',
    });
    expect(
      sheet.rows.map((row: any) => [
        row.from.unit,
        row.from.officerName,
        row.to?.unit,
        row.handedOverText,
        row.result,
        row.note,
      ]),
    ).toEqual([
      ['mot-cua', 'Tên counter-1', 'chuyen-mon', '10 giờ 00 phút, ngày 20/08/2026', 'ON_TIME', undefined],
      ['mot-cua', 'Tên counter-1', 'dia-chinh', '10 giờ 00 phút, ngày 20/08/2026', 'ON_TIME', undefined],
      // The other step at the same time had to be done first.
      ['chuyen-mon', 'Tên specialist-1', undefined, '10 giờ 00 phút, ngày 21/08/2026', 'EARLY', undefined],
      ['dia-chinh', 'Tên surveyor-1', 'lanh-dao', '09 giờ 00 phút, ngày 26/08/2026', 'LATE', undefined],
      ['lanh-dao', undefined, undefined, '10 giờ 00 phút, ngày 26/08/2026', 'EARLY', undefined],
      [undefined, undefined, 'mot-cua', '10 giờ 00 phút, ngày 26/08/2026', 'UNKNOWN', undefined],
    ]);
  });

  it('notes a step that the head did for others', async () => {
    await test.at('2026-08-20 09:00');
    const { id } = await test.officer.post('/dossiers', { ...SUBMISSION, procedureCode: parallelProcedure.code });
    await counter.post(`/dossiers/${id}/acceptance`);
    await counter.post(`/dossiers/${id}/forwarding`);
    await test.head.post(`/dossiers/${id}/step-completions`, { stepCode: 'do-dac' });
    const { rows } = await test.officer.get(`/dossiers/${id}/control-sheet`);
    expect(rows.at(-1)).toMatchObject({ stepCode: 'do-dac', note: 'Thủ trưởng cơ quan làm thay' });
  });

  it('names who confirmed a hand-over by taking the step up, and when; until then nobody, whoever it was assigned to', async () => {
    await test.at('2026-08-20 09:00');
    const { id } = await test.officer.post('/dossiers', { ...SUBMISSION, procedureCode: parallelProcedure.code });
    await counter.post(`/dossiers/${id}/acceptance`);
    await counter.post(`/dossiers/${id}/forwarding`);
    const received = async () => {
      const { rows } = await test.officer.get(`/dossiers/${id}/control-sheet`);
      return rows
        .slice(0, 2)
        .map((row: any) => [row.to.unit, row.to.officerName, row.receivedText, row.handedOverText]);
    };
    const forwarded = '09 giờ 00 phút, ngày 20/08/2026';
    const { progress } = await specialist.get(`/dossiers/${id}`);
    const task = progress.openSteps.find(({ unit }: any) => unit === 'chuyen-mon').number;
    await test.head.post(`/dossiers/${id}/task-assignments`, { task, assignee: 'specialist-1' });
    expect(await received()).toEqual([
      ['chuyen-mon', undefined, undefined, forwarded],
      ['dia-chinh', undefined, undefined, forwarded],
    ]);
    await test.at('2026-08-20 14:30');
    await specialist.post(`/dossiers/${id}/task-claims`, { task });
    // Who completes a step without taking it up before has received it by then.
    await test.at('2026-08-21 08:00');
    await surveyor.post(`/dossiers/${id}/step-completions`, { stepCode: 'do-dac' });
    expect(await received()).toEqual([
      ['chuyen-mon', 'Tên specialist-1', '14 giờ 30 phút, ngày 20/08/2026', forwarded],
      ['dia-chinh', 'Tên surveyor-1', '08 giờ 00 phút, ngày 21/08/2026', forwarded],
    ]);
  });

  it('is for its agency and procedure control, not for the applicant', async () => {
    const path = `${await late()}/control-sheet`;
    expect((await test.control.get(path)).form).toBe('06');
    expect((await test.citizen.refusal('GET', path)).status).toBe(403);
    expect((await test.otherOfficer.refusal('GET', path)).status).toBe(404);
  });
});
