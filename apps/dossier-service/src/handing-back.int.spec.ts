import { DataSource } from 'typeorm';
import type { Api } from '@motcua/testing';
import { FOREIGN, OWN, startDossierTestService, type DossierTestService } from './testing/dossier-test-service.js';
import { forwardedInParallel } from './testing/parallel-dossier.js';

jest.setTimeout(120_000);

let test: DossierTestService;
let counter: Api;
let otherCounter: Api;
let specialist: Api;
let surveyor: Api;
const query = <T = any>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  test.service.app.get(DataSource).query(sql, parameters);

beforeAll(async () => {
  test = await startDossierTestService();
  counter = await test.client('one-stop-officer', { sub: 'counter-1', agency: OWN, unit: 'mot-cua' });
  otherCounter = await test.client('one-stop-officer', { sub: 'counter-2', agency: OWN, unit: 'mot-cua' });
  specialist = await test.client('processing-officer', { sub: 'expert-1', agency: OWN, unit: 'chuyen-mon' });
  surveyor = await test.client('processing-officer', { sub: 'surveyor-1', agency: OWN, unit: 'dia-chinh' });
});
afterAll(() => test?.stop());

const forwarded = (): Promise<string> => forwardedInParallel(test, counter);
/** Both units are done at 14:00 and 15:00; the head has it until 17:00 of the next day. */
async function assessed(): Promise<string> {
  const path = await forwarded();
  await test.at('2026-08-20 14:00');
  await surveyor.post(`${path}/step-completions`, { stepCode: 'do-dac' });
  await test.at('2026-08-20 15:00');
  await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
  return path;
}
const codes = (view: any) => view.progress.openSteps.map((step: any) => step.code);
const openStep = (view: any, code: string) => view.progress.openSteps.find((step: any) => step.code === code);
const back = (toStepCode?: string) => ({
  stepCode: 'phe-duyet',
  toStepCode,
  reason: 'Thiếu chữ ký của ông Nguyễn Văn An',
});
const refused = (who: Api, path: string, body?: object) => who.refusal('POST', path, body ? { body } : {});
const lastEntry = async (path: string) => (await specialist.get(`${path}/history`)).entries.at(-1);

describe('A step that is sent back (Circular 01/2018/TT-VPCP Art. 8)', () => {
  it('begins again at the step before, and then at the one that sent it, in what was left of their time', async () => {
    const path = await assessed();
    const before = await test.head.get(path);
    expect(openStep(before, 'phe-duyet').dueAt).toBe('2026-08-21T10:00:00.000Z');
    await test.at('2026-08-20 16:00');
    const returned = await test.head.post(`${path}/step-returns`, back('tham-dinh'));
    expect([codes(returned), returned.status, returned.progress.stepsCompleted]).toEqual([
      ['tham-dinh'],
      'IN_PROGRESS',
      2,
    ]);
    // It was due on Saturday, a day of make-up work, at 17:00; completed on Thursday at 15:00 it had two hours and two days left.
    expect(openStep(returned, 'tham-dinh').dueAt).toBe('2026-08-24T01:30:00.000Z');
    expect(returned.deadline).toEqual(before.deadline);
    await test.at('2026-08-21 16:00');
    const again = await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    // An hour of Thursday and all of Friday were left at 16:00 on Thursday.
    expect(openStep(again, 'phe-duyet').dueAt).toBe('2026-08-22T10:00:00.000Z');
    await test.head.post(`${path}/step-completions`, { stepCode: 'phe-duyet' });
    const resolved = await test.head.post(`${path}/resolution`, { outcome: 'APPROVED' });
    expect(codes(resolved)).toEqual(['tra-ket-qua']);
  });

  it('is told to others without its reason, which only the agency reads, and stands in the history with who did it', async () => {
    const path = await assessed();
    await test.head.post(`${path}/step-returns`, back('do-dac'));
    expect(await lastEntry(path)).toMatchObject({
      action: 'send-back',
      actor: 'head-tu-phap',
      reason: 'Thiếu chữ ký của ông Nguyễn Văn An',
      details: { stepCode: 'phe-duyet', nextStepCode: 'do-dac', nextUnit: 'dia-chinh' },
    });
    const [event] = await query(`SELECT data FROM outbox WHERE aggregate_id = $1 AND type = 'dossier.step-returned'`, [
      path.slice(10),
    ]);
    expect(event.data).toMatchObject({ stepCode: 'phe-duyet', nextStepCode: 'do-dac', by: { kind: 'OFFICER' } });
    expect(JSON.stringify(event.data)).not.toContain('chữ ký');
    const { entries } = await test.citizen.get(`${path}/history`);
    expect(entries.at(-1).action).toBe('send-back');
    expect(JSON.stringify(entries)).not.toContain('chữ ký');
  });

  it('gains no time by going to and fro overnight, and is flagged the second time', async () => {
    const path = await assessed();
    const flags: string[][] = [];
    for (const [evening, morning] of [
      ['2026-08-20 16:59', '2026-08-21 07:31'],
      ['2026-08-21 16:59', '2026-08-24 07:31'],
      ['2026-08-24 16:59', '2026-08-25 07:31'],
    ]) {
      await test.at(evening!);
      await test.head.post(`${path}/step-returns`, back('tham-dinh'));
      flags.push((await lastEntry(path)).flags);
      await test.at(morning!);
      await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    }
    // Due on Friday at 17:00: the two minutes of each night are all that it gains. Late in the end, it stays late.
    expect(flags).toEqual([[], ['STEP_RETURNED_AGAIN'], ['STEP_LATE', 'STEP_RETURNED_AGAIN']]);
    const view = await test.head.get(path);
    expect(openStep(view, 'phe-duyet')).toMatchObject({ dueAt: '2026-08-24T00:34:00.000Z', overdue: true });
  });

  it('names the step before where there are several, and only one right before it', async () => {
    const path = await assessed();
    for (const toStepCode of [undefined, 'tiep-nhan', 'phe-duyet']) {
      const answer = await refused(test.head, `${path}/step-returns`, back(toStepCode));
      expect([answer.status, answer.code]).toEqual([400, 'dossier.not-step-before']);
      expect(answer.problem).toMatchObject({ errors: [{ path: 'toStepCode' }] });
      expect(answer.problem.detail).toContain('"tham-dinh", "do-dac"');
    }
    expect((await refused(test.head, `${path}/step-returns`, { stepCode: 'phe-duyet' })).status).toBe(400);
  });

  it('is refused to who may not complete it, and to one whose step another officer has', async () => {
    const path = await assessed();
    expect((await specialist.get(path)).allowedActions).not.toContain('send-back');
    const answer = await refused(specialist, `${path}/step-returns`, back('tham-dinh'));
    expect([answer.status, answer.code]).toEqual([403, 'dossier.step-of-others']);
    expect((await test.head.get(path)).allowedActions).toContain('send-back');
  });

  it('also goes back to the counter, whose time it is then', async () => {
    const path = await forwarded();
    const returned = await specialist.post(`${path}/step-returns`, { stepCode: 'tham-dinh', reason: 'Thiếu bản sao' });
    expect(codes(returned)).toEqual(['tiep-nhan', 'do-dac']);
    const answer = await refused(surveyor, `${path}/step-returns`, { stepCode: 'do-dac', reason: 'Thiếu bản sao' });
    expect([answer.status, answer.code]).toEqual([409, 'dossier.not-in-state']);
    const again = await counter.post(`${path}/step-completions`, { stepCode: 'tiep-nhan' });
    expect(codes(again)).toEqual(['tham-dinh', 'do-dac']);
  });
});

describe('Whoever forwarded a dossier recalls it', () => {
  it('while nobody has begun with it, also where it was assigned; forwarded again it is judged by the same limit', async () => {
    const path = await forwarded();
    await specialist.send('POST', `${path}/task-releases`, { body: { task: 2 } });
    await test.head.post(`${path}/task-assignments`, { task: 2, assignee: 'expert-1' });
    expect((await counter.get(path)).allowedActions).toContain('recall');
    await test.at('2026-08-20 10:30');
    const recalled = await counter.post(`${path}/forwarding-recall`);
    expect([recalled.status, codes(recalled)]).toEqual(['RECEIVED', ['tiep-nhan']]);
    expect(recalled.allowedActions).toContain('forward');
    // Due on Friday at 11:30; the half hour in which it was elsewhere comes after the break.
    expect(openStep(recalled, 'tiep-nhan').dueAt).toBe('2026-08-21T07:00:00.000Z');
    await test.at('2026-08-21 16:00');
    const again = await counter.post(`${path}/forwarding`);
    expect(codes(again)).toEqual(['tham-dinh', 'do-dac']);
    expect((await lastEntry(path)).flags).toEqual(['FORWARDED_LATE', 'STEP_LATE']);
    const types = await query('SELECT type FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version', [
      path.slice(10),
    ]);
    expect(types.map(({ type }) => type)).toEqual([
      'dossier.submitted',
      'dossier.accepted',
      'dossier.forwarded',
      'dossier.forwarding-recalled',
      'dossier.forwarded',
    ]);
  });

  it('not once somebody has taken it up, though it was given back', async () => {
    const path = await forwarded();
    await surveyor.post(`${path}/task-claims`, { task: 3 });
    await surveyor.post(`${path}/task-releases`, { task: 3 });
    const answer = await refused(counter, `${path}/forwarding-recall`);
    expect([answer.status, answer.code]).toEqual([409, 'dossier.taken-up']);
    expect((await counter.get(path)).allowedActions).not.toContain('recall');
  });

  it('not once somebody has asked others for their opinion: that is a beginning, though it is withdrawn', async () => {
    const path = await forwarded();
    const { consultations } = await specialist.post(`${path}/consultations`, {
      agencyCode: FOREIGN,
      content: 'Đề nghị cho ý kiến',
      answerBy: '2026-08-24T03:00:00.000Z',
    });
    await specialist.post(`${path}/consultation-withdrawals`, {
      consultation: consultations[0].number,
      reason: 'Không cần nữa',
    });
    const answer = await refused(counter, `${path}/forwarding-recall`);
    expect([answer.status, answer.code]).toEqual([409, 'dossier.taken-up']);
    expect((await counter.get(path)).allowedActions).not.toContain('recall');
  });

  it('not anybody else', async () => {
    const path = await forwarded();
    const answer = await refused(otherCounter, `${path}/forwarding-recall`);
    expect([answer.status, answer.code]).toEqual([403, 'dossier.not-forwarder']);
    expect((await otherCounter.get(path)).allowedActions).not.toContain('recall');
    expect((await refused(specialist, `${path}/forwarding-recall`)).status).toBe(403);
  });
});
