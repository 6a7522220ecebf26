import { DataSource } from 'typeorm';
import type { Api } from '@motcua/testing';
import { Work1767484800040 } from './persistence/migrations/work.migration.js';
import { FOREIGN, OWN, startDossierTestService, type DossierTestService } from './testing/dossier-test-service.js';
import { forwardedInParallel } from './testing/parallel-dossier.js';

jest.setTimeout(120_000);

let test: DossierTestService;
let counter: Api;
let specialist: Api;
let colleague: Api;
let surveyor: Api;
let stranger: Api;
const query = <T = any>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  test.service.app.get(DataSource).query(sql, parameters);

beforeAll(async () => {
  test = await startDossierTestService();
  const named = (officer_name: string) => ({ officer_name, officer_title: 'Chuyên viên' });
  counter = await test.client('one-stop-officer', { sub: 'counter-1', agency: OWN, unit: 'mot-cua' });
  const unit = 'chuyen-mon';
  specialist = await test.client('processing-officer', {
    sub: 'expert-1',
    agency: OWN,
    unit,
    ...named('Lê Văn Cường'),
  });
  colleague = await test.client('processing-officer', {
    sub: 'expert-2',
    agency: OWN,
    unit,
    ...named('Phạm Thị Dung'),
  });
  surveyor = await test.client('processing-officer', { sub: 'surveyor-1', agency: OWN, unit: 'dia-chinh' });
  stranger = await test.client('processing-officer', { sub: 'stranger-1', agency: FOREIGN, unit });
});
afterAll(() => test?.stop());

const forwarded = (): Promise<string> => forwardedInParallel(test, counter);
const stepOf = (view: any, number: number) => view.progress.openSteps.find((step: any) => step.number === number);
const taskOf = async (path: string, number: number) =>
  (
    await query(
      `SELECT assignee, taken_up_at, due_at, closed_by, holds FROM dossier_tasks WHERE dossier_id = $1 AND number = $2`,
      [path.split('/').at(-1), number],
    )
  )[0];
const claim = (who: Api, path: string, task: number) => who.post(`${path}/task-claims`, { task });
const refused = (who: Api, path: string, body: object) => who.refusal('POST', path, { body });

describe('An officer takes a task up (Circular 01/2018/TT-VPCP Art. 8)', () => {
  it('of the own role and unit, which colleagues see and the applicant does not; nobody else is told', async () => {
    const path = await forwarded();
    const [before] = await query('SELECT count(*)::int AS events FROM outbox WHERE aggregate_id = $1', [
      path.slice(10),
    ]);
    await test.at('2026-08-20 10:30');
    const claimed = await claim(specialist, path, 2);
    expect(claimed.version).toBe(4);
    expect(stepOf(claimed, 2)).toMatchObject({
      takenUpAt: '2026-08-20T03:30:00.000Z',
      assignee: { account: 'expert-1', name: 'Lê Văn Cường', title: 'Chuyên viên' },
      allowedActions: ['complete-step', 'send-back', 'release-task'],
    });
    for (const outside of [test.citizen, test.control]) {
      const view = await outside.get(path);
      expect(stepOf(view, 2).assignee).toBeUndefined();
      const { entries } = await outside.get(`${path}/history`);
      expect(entries.map((entry: any) => entry.action)).toEqual(['submit', 'accept', 'forward']);
    }
    const { entries } = await specialist.get(`${path}/history`);
    expect(entries.at(-1)).toMatchObject({
      version: 4,
      action: 'claim-task',
      actor: 'expert-1',
      actorName: 'Lê Văn Cường',
      details: { task: 2, stepCode: 'tham-dinh' },
    });
    const events = await query('SELECT aggregate_version FROM outbox WHERE aggregate_id = $1', [path.slice(10)]);
    expect(events.length).toBe(before.events);
  });

  it('while events keep their own numbers, without gaps, and a change is guarded by the version', async () => {
    const path = await forwarded();
    const claimed = await claim(specialist, path, 2);
    const stale = await surveyor.send('POST', `${path}/task-claims`, {
      body: { task: 3 },
      headers: { 'if-match': `"${claimed.version - 1}"` },
    });
    expect([stale.status, stale.body.code]).toEqual([409, 'dossier.changed-meanwhile']);
    await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    const events = await query(
      'SELECT aggregate_version FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version',
      [path.slice(10)],
    );
    expect(events.map((event) => event.aggregate_version)).toEqual([1, 2, 3, 4]);
    expect((await specialist.get(path)).version).toBe(5);
  });

  it('twice and stays as it was', async () => {
    const path = await forwarded();
    const once = await claim(specialist, path, 2);
    await test.at('2026-08-20 11:00');
    const twice = await claim(specialist, path, 2);
    expect([twice.version, stepOf(twice, 2)]).toEqual([once.version, stepOf(once, 2)]);
  });

  it('not one of another unit or agency, not one that somebody else has, is closed, or does not exist', async () => {
    const path = await forwarded();
    expect((await refused(surveyor, `${path}/task-claims`, { task: 2 })).code).toBe('dossier.step-of-others');
    expect((await refused(stranger, `${path}/task-claims`, { task: 2 })).status).toBe(404);
    await claim(specialist, path, 2);
    const others = await refused(colleague, `${path}/task-claims`, { task: 2 });
    expect([others.status, others.code]).toEqual([409, 'dossier.task-claimed']);
    expect(others.problem).toMatchObject({ task: 2, assignee: 'expert-1', assigneeName: 'Lê Văn Cường' });
    expect(others.problem.detail).toContain('Lê Văn Cường');
    expect((await colleague.get(path)).allowedActions).not.toContain('claim-task');
    const closed = await refused(counter, `${path}/task-claims`, { task: 1 });
    expect([closed.status, closed.code]).toEqual([409, 'dossier.task-closed']);
    expect(closed.problem).toMatchObject({ openTasks: [2, 3] });
    const unknown = await refused(specialist, `${path}/task-claims`, { task: 9 });
    expect([unknown.status, unknown.code]).toEqual([400, 'dossier.task-unknown']);
    // The twin: once it is given back, a colleague may.
    await specialist.post(`${path}/task-releases`, { task: 2 });
    expect(stepOf(await claim(colleague, path, 2), 2).assignee.account).toBe('expert-2');
  });

  it('and alone completes it, unless the head of the agency stands in; a step that nobody has is taken up by its completion', async () => {
    const path = await forwarded();
    await claim(specialist, path, 2);
    const body = { stepCode: 'tham-dinh' };
    const others = await refused(colleague, `${path}/step-completions`, body);
    expect([others.status, others.code]).toEqual([409, 'dossier.task-claimed']);
    expect(others.problem).toMatchObject({ assignee: 'expert-1' });
    await test.at('2026-08-20 11:00');
    await test.head.post(`${path}/step-completions`, body);
    const { entries } = await specialist.get(`${path}/history`);
    expect(entries.at(-1).flags).toEqual(['STEP_BY_HEAD']);
    expect((await taskOf(path, 2)).holds.map((hold: any) => [hold.account, hold.to])).toEqual([
      ['expert-1', '2026-08-20T04:00:00.000Z'],
      ['head-tu-phap', '2026-08-20T04:00:00.000Z'],
    ]);
    await surveyor.post(`${path}/step-completions`, { stepCode: 'do-dac' });
    expect(await taskOf(path, 3)).toMatchObject({
      assignee: null,
      taken_up_at: new Date('2026-08-20T11:00:00+07:00'),
      closed_by: 'surveyor-1',
      holds: [{ account: 'surveyor-1', takenUpAt: '2026-08-20T04:00:00.000Z' }],
    });
  });

  it('and moves no date by taking it up and giving it back', async () => {
    const path = await forwarded();
    const { due_at } = await taskOf(path, 2);
    for (const hour of ['11:00', '14:00', '16:00']) {
      await test.at(`2026-08-20 ${hour}`);
      await claim(specialist, path, 2);
      await specialist.post(`${path}/task-releases`, { task: 2 });
    }
    const task = await taskOf(path, 2);
    // When it was taken up first stays, too.
    expect([task.due_at, task.taken_up_at]).toEqual([due_at, new Date('2026-08-20T11:00:00+07:00')]);
    expect(task.holds.length).toBe(3);
  });
});

describe('The head of the agency assigns a task', () => {
  it('to an officer of its unit, also from one to another; the time until then stays with who had it', async () => {
    const path = await forwarded();
    await claim(colleague, path, 2);
    await test.at('2026-08-25 09:00');
    const assigned = await test.head.post(`${path}/task-assignments`, { task: 2, assignee: 'expert-1' });
    expect(stepOf(assigned, 2)).toMatchObject({
      assignee: { account: 'expert-1', name: 'Lê Văn Cường' },
      overdue: true,
    });
    // It was late with the one who had it: the other one has it from now on.
    expect((await taskOf(path, 2)).holds).toEqual([
      expect.objectContaining({ account: 'expert-2', to: '2026-08-25T02:00:00.000Z' }),
      { account: 'expert-1', name: 'Lê Văn Cường', title: 'Chuyên viên', from: '2026-08-25T02:00:00.000Z' },
    ]);
    expect((await refused(colleague, `${path}/step-completions`, { stepCode: 'tham-dinh' })).code).toBe(
      'dossier.task-claimed',
    );
    const twice = await test.head.post(`${path}/task-assignments`, { task: 2, assignee: 'expert-1' });
    expect(twice.version).toBe(assigned.version);
    expect(stepOf(await claim(specialist, path, 2), 2).assignee.account).toBe('expert-1');
    const { entries } = await specialist.get(`${path}/history`);
    expect(entries.at(-2)).toMatchObject({
      action: 'assign-task',
      actor: 'head-tu-phap',
      details: { task: 2, assignee: { account: 'expert-1' }, previous: { account: 'expert-2' } },
    });
  });

  it('not to one of another unit or agency, nor to somebody unknown, and says who is possible', async () => {
    const path = await forwarded();
    await claim(surveyor, path, 3);
    const elsewhere = await test.client('processing-officer', {
      sub: 'elsewhere-1',
      agency: FOREIGN,
      unit: 'chuyen-mon',
    });
    await elsewhere.send('POST', `${path}/task-claims`, { body: { task: 2 } });
    for (const [assignee, code] of [
      ['surveyor-1', 'dossier.assignee-of-other-step'],
      ['elsewhere-1', 'dossier.assignee-unknown'],
      ['nobody', 'dossier.assignee-unknown'],
    ]) {
      const answer = await refused(test.head, `${path}/task-assignments`, { task: 2, assignee });
      expect([answer.status, answer.code]).toEqual([400, code]);
      expect(answer.problem).toMatchObject({
        errors: [{ path: 'assignee' }],
        possibleAssignees: expect.arrayContaining(['expert-1', 'expert-2']),
      });
    }
    expect((await refused(specialist, `${path}/task-assignments`, { task: 2, assignee: 'expert-1' })).status).toBe(403);
    expect((await refused(test.head, `${path}/task-assignments`, { task: 2 })).status).toBe(400);
  });

  it('and takes one back that its officer does not give back; a colleague does not', async () => {
    const path = await forwarded();
    await claim(specialist, path, 2);
    expect((await refused(colleague, `${path}/task-releases`, { task: 2 })).code).toBe('dossier.task-claimed');
    const back = await test.head.post(`${path}/task-releases`, { task: 2 });
    expect(stepOf(back, 2).assignee).toBeUndefined();
    const twice = await test.head.post(`${path}/task-releases`, { task: 2 });
    expect(twice.version).toBe(back.version);
  });
});

describe('Dossiers of the release before', () => {
  it('have announced every fact, and nobody had their tasks; officers are known from what they did', async () => {
    const path = await forwarded();
    await claim(specialist, path, 2);
    const runner = test.service.app.get(DataSource).createQueryRunner();
    const migration = new Work1767484800040();
    await migration.down(runner);
    await migration.up(runner);
    await runner.release();
    expect(await taskOf(path, 2)).toMatchObject({ assignee: null, taken_up_at: null, holds: [] });
    expect(await query(`SELECT agency_code, unit, name, roles FROM officers WHERE account = 'expert-1'`)).toEqual([
      { agency_code: OWN, unit: 'chuyen-mon', name: 'Lê Văn Cường', roles: null },
    ]);
    // Of an officer whose roles are not known the unit says it.
    const assigned = await test.head.post(`${path}/task-assignments`, { task: 2, assignee: 'expert-1' });
    expect(stepOf(assigned, 2).assignee.account).toBe('expert-1');
  });
});
