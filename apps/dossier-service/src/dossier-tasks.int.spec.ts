import { EXAMPLE_INPUTS } from './testing/example-dossiers.js';
import { DataSource } from 'typeorm';
import { ProcedureSubscriptions } from '@motcua/reference-data';
import type { Api } from '@motcua/testing';
import { Consultations1767484800030 } from './persistence/migrations/consultations.migration.js';
import { DossierTasks1767312000062 } from './persistence/migrations/dossier-tasks.migration.js';
import { Work1767484800040 } from './persistence/migrations/work.migration.js';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';
import { parallelProcedure, parallelProcess } from './testing/reference-data.js';

jest.setTimeout(120_000);

let test: DossierTestService;
let surveyor: Api;
let specialist: Api;
let counter: Api;
const query = <T = any>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  test.service.app.get(DataSource).query(sql, parameters);
const PARALLEL = { ...SUBMISSION, procedureCode: parallelProcedure.code };

beforeAll(async () => {
  test = await startDossierTestService();
  counter = await test.client('one-stop-officer', { sub: 'counter-1', agency: OWN, unit: 'mot-cua' });
  specialist = await test.client('processing-officer', { sub: 'specialist-1', agency: OWN, unit: 'chuyen-mon' });
  surveyor = await test.client('processing-officer', { sub: 'surveyor-1', agency: OWN, unit: 'dia-chinh' });
});
afterAll(() => test?.stop());

async function accepted(body: object = PARALLEL): Promise<string> {
  await test.at('2026-08-20 09:00');
  const { id } = await test.officer.post('/dossiers', body);
  await counter.post(`/dossiers/${id}/acceptance`);
  return `/dossiers/${id}`;
}
const tasksOf = (path: string) =>
  query(
    `SELECT number, step_code, unit, role, opened_at, due_at, closed_at, closed_by, closed_by_unit, outcome
     FROM dossier_tasks WHERE dossier_id = $1 ORDER BY number`,
    [path.split('/').at(-1)],
  );
const codes = (steps: { code: string }[]) => steps.map(({ code }) => code);

describe('A process that says who does each step', () => {
  it('begins and ends at the counter, and each unit does its own steps', async () => {
    const path = await accepted();
    const received = await counter.get(path);
    expect(received.progress).toMatchObject({
      stepsCompleted: 0,
      stepsInAll: 5,
      currentStep: {
        code: 'tiep-nhan',
        role: 'one-stop-officer',
        openedAt: '2026-08-20T02:00:00.000Z',
        dueAt: '2026-08-21T04:30:00.000Z',
        overdue: false,
      },
    });
    expect(received.allowedActions).toEqual(expect.arrayContaining(['forward', 'complete-step']));
    expect((await specialist.get(path)).allowedActions).not.toContain('complete-step');

    await test.at('2026-08-20 10:00');
    const forwarded = await counter.post(`${path}/forwarding`);
    expect(codes(forwarded.progress.openSteps)).toEqual(['tham-dinh', 'do-dac']);
    expect(forwarded.progress.currentStep.code).toBe('tham-dinh');

    const refused = await surveyor.refusal('POST', `${path}/step-completions`, { body: { stepCode: 'tham-dinh' } });
    expect([refused.status, refused.code]).toEqual([403, 'dossier.step-of-others']);
    expect(refused.problem).toMatchObject({
      stepCode: 'tham-dinh',
      stepUnit: 'chuyen-mon',
      stepRole: 'processing-officer',
    });
    await test.at('2026-08-20 11:00');
    const one = await surveyor.post(`${path}/step-completions`, { stepCode: 'do-dac' });
    expect([codes(one.progress.openSteps), one.allowedActions.includes('complete-step')]).toEqual([
      ['tham-dinh'],
      false,
    ]);
    await test.at('2026-08-24 09:00');
    await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    expect(
      (await specialist.refusal('POST', `${path}/step-completions`, { body: { stepCode: 'phe-duyet' } })).status,
    ).toBe(403);
    const early = await test.head.get(path);
    expect([early.allowedActions.includes('resolve'), early.allowedOutcomes]).toEqual([false, ['NOT_ELIGIBLE']]);
    expect((await test.head.refusal('POST', `${path}/resolution`, { body: { outcome: 'APPROVED' } })).code).toBe(
      'dossier.steps-open',
    );

    const ready = await test.head.post(`${path}/step-completions`, { stepCode: 'phe-duyet' });
    expect(ready.progress).toMatchObject({ stepsCompleted: 4, openSteps: [] });
    expect([ready.allowedActions.includes('resolve'), ready.allowedOutcomes]).toEqual([
      true,
      ['APPROVED', 'NOT_ELIGIBLE'],
    ]);
    const resolved = await test.head.post(`${path}/resolution`, { outcome: 'APPROVED' });
    expect(codes(resolved.progress.openSteps)).toEqual(['tra-ket-qua']);
    expect(resolved.progress.currentStep).toBeUndefined();
    const delivered = await counter.post(`${path}/delivery`, {});
    expect(delivered.progress).toEqual({ stepsCompleted: 5, stepsInAll: 5, openSteps: [] });

    expect(
      (await tasksOf(path)).map((task) => [task.step_code, task.closed_by, task.closed_by_unit, task.outcome]),
    ).toEqual([
      ['tiep-nhan', 'counter-1', 'mot-cua', 'COMPLETED'],
      ['tham-dinh', 'specialist-1', 'chuyen-mon', 'COMPLETED'],
      ['do-dac', 'surveyor-1', 'dia-chinh', 'COMPLETED'],
      ['phe-duyet', 'head-tu-phap', null, 'COMPLETED'],
      ['tra-ket-qua', 'counter-1', 'mot-cua', 'COMPLETED'],
    ]);
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.map((entry: any) => [entry.action, entry.flags])).toEqual([
      ['submit', []],
      ['accept', []],
      ['forward', []],
      ['complete-step', []],
      ['complete-step', ['STEP_LATE']],
      ['complete-step', []],
      ['resolve', []],
      ['deliver', []],
    ]);
    const events = await query(
      `SELECT type, data FROM outbox WHERE aggregate_id = $1 AND type IN ('dossier.forwarded', 'dossier.step-completed')
       ORDER BY aggregate_version`,
      [path.split('/').at(-1)],
    );
    expect(events.map(({ data }) => [data.stepCode, data.nextStepCode, data.nextSteps?.length])).toEqual([
      ['tham-dinh', undefined, 2],
      ['do-dac', undefined, undefined],
      ['tham-dinh', 'phe-duyet', undefined],
      ['phe-duyet', undefined, undefined],
    ]);
  });

  it('lets the head of the agency stand in for a unit, and says so in the history', async () => {
    const path = await accepted();
    await test.head.post(`${path}/step-completions`, { stepCode: 'tiep-nhan' });
    await counter.post(`${path}/forwarding`);
    await test.head.post(`${path}/step-completions`, { stepCode: 'do-dac' });
    const { entries } = await test.officer.get(`${path}/history`);
    expect(entries.slice(2).map((entry: any) => entry.flags)).toEqual([['STEP_BY_HEAD'], [], ['STEP_BY_HEAD']]);
  });

  it('cancels what is open when the applicant withdraws, and changes no task that is closed', async () => {
    const path = await accepted();
    await test.at('2026-08-20 10:00');
    await counter.post(`${path}/forwarding`);
    await test.at('2026-08-20 11:00');
    await test.citizen.post(`${path}/withdrawal`, {});
    expect((await tasksOf(path)).map((task) => [task.outcome, task.closed_by, task.closed_at])).toEqual([
      ['COMPLETED', 'counter-1', new Date('2026-08-20T10:00:00+07:00')],
      ['CANCELLED', 'citizen-an', new Date('2026-08-20T11:00:00+07:00')],
      ['CANCELLED', 'citizen-an', new Date('2026-08-20T11:00:00+07:00')],
    ]);
  });

  it('is applied once, though its event comes again and after its copy', async () => {
    await accepted();
    const context = { manager: test.service.app.get(DataSource).manager, event: {} } as never;
    await test.service.app.get(ProcedureSubscriptions).onProcessApproved(parallelProcess, context);
    await test.service.app.get(ProcedureSubscriptions).onProcessApproved(parallelProcess, context);
    expect(await query('SELECT definition FROM approved_processes')).toEqual([{ definition: parallelProcess }]);
  });
});

describe('Open tasks', () => {
  const planOf = async (sql: string): Promise<string> => {
    const [row] = await query<{ 'QUERY PLAN': object }>(`EXPLAIN (FORMAT JSON) ${sql}`);
    return JSON.stringify(row!['QUERY PLAN']);
  };

  it.each([
    ['a unit', 'dossier_tasks_of_unit', `folded_code(unit) = folded_code('B-3')`],
    [
      'an agency that are due today',
      'dossier_tasks_of_agency',
      `coalesce(due_at, 'infinity') < '2026-08-21T00:00:00+07:00'`,
    ],
  ])('of %s are read from an index of open ones', async (_, index, condition) => {
    await query(
      `INSERT INTO dossier_tasks (dossier_id, number, kind, step_code, agency_code, unit, opened_at, due_at, outcome)
       SELECT gen_random_uuid(), 1, 'STEP', 'x', 'H99.' || n % 20, 'b-' || n % 7, now(),
         '2026-01-01'::timestamptz + n * interval '1 hour', CASE WHEN n % 10 > 0 THEN 'COMPLETED' END
       FROM generate_series(1, 20000) n`,
    );
    await query('ANALYZE dossier_tasks');
    const plan = await planOf(
      `SELECT dossier_id FROM dossier_tasks WHERE agency_code = 'H99.3' AND ${condition} AND outcome IS NULL
       ORDER BY coalesce(due_at, 'infinity'), dossier_id LIMIT 50`,
    );
    expect(plan).toContain(`"Index Name":"${index}"`);
    expect(plan).not.toContain('Seq Scan');
    await query(`DELETE FROM dossier_tasks WHERE agency_code LIKE 'H99.%'`);
  });
});

describe('Dossiers that were counted by steps before', () => {
  it('get tasks with what their history knows, and go on from the open one', async () => {
    const lives = {
      received: await accepted(SUBMISSION),
      running: await accepted(SUBMISSION),
      waiting: await accepted(SUBMISSION),
      stopped: await accepted(SUBMISSION),
      resolved: await accepted(SUBMISSION),
    };
    const { received: _received, ...others } = lives;
    await test.at('2026-08-20 10:00');
    for (const path of Object.values(others)) await counter.post(`${path}/forwarding`);
    await test.at('2026-08-21 09:00');
    for (const path of Object.values(others))
      await specialist.post(`${path}/step-completions`, { stepCode: 'tham-dinh' });
    await test.at('2026-08-21 10:00');
    await specialist.post(`${lives.resolved}/step-completions`, { stepCode: 'phe-duyet' });
    await specialist.post(`${lives.resolved}/resolution`, { outcome: 'APPROVED' });
    await specialist.post(`${lives.waiting}/supplement-requests`, EXAMPLE_INPUTS['request-supplement']);
    await test.head.post(`${lives.stopped}/stop`, { reason: 'x' });
    const before = await Promise.all(Object.values(lives).map((path) => tasksOf(path)));

    const runner = test.service.app.get(DataSource).createQueryRunner();
    const migrations = [new DossierTasks1767312000062(), new Consultations1767484800030(), new Work1767484800040()];
    for (const migration of migrations.toReversed()) await migration.down(runner);
    for (const migration of migrations) await migration.up(runner);
    await runner.release();
    const carried = await Promise.all(Object.values(lives).map((path) => tasksOf(path)));
    const cancelledBy = (task: any) => (task.outcome === 'CANCELLED' ? { closed_by: null, closed_by_unit: null } : {});
    expect(carried).toEqual(
      before.map((tasks) => tasks.map((task) => ({ ...task, due_at: null, ...cancelledBy(task) }))),
    );

    const going = await specialist.get(lives.running);
    expect(going.progress).toMatchObject({
      stepsCompleted: 1,
      currentStep: { code: 'phe-duyet', openedAt: '2026-08-21T02:00:00.000Z' },
    });
    expect(
      (await specialist.post(`${lives.running}/step-completions`, { stepCode: 'phe-duyet' })).progress,
    ).toMatchObject({ stepsCompleted: 2, openSteps: [] });
    expect((await counter.post(`${lives.received}/forwarding`)).progress.currentStep.code).toBe('tham-dinh');
    expect((await tasksOf(lives.stopped)).map(({ outcome }) => outcome)).toEqual(['COMPLETED', 'CANCELLED']);
  });

  it('get their answer again under a key that was kept before', async () => {
    const path = await accepted(SUBMISSION);
    await counter.post(`${path}/forwarding`);
    const request = { body: { stepCode: 'tham-dinh' }, headers: { 'idempotency-key': 'kept-before' } };
    const first = await specialist.send<any>('POST', `${path}/step-completions`, request);
    await query(
      `UPDATE idempotency_keys SET body = convert_to((convert_from(body, 'UTF8')::jsonb - 'tasks')::text, 'UTF8')
       WHERE created_at = (SELECT max(created_at) FROM idempotency_keys)`,
    );
    await specialist.post(`${path}/step-completions`, { stepCode: 'phe-duyet' });
    const again = await specialist.send<any>('POST', `${path}/step-completions`, request);
    const { openedAt: _openedAt, dueAt: _dueAt, overdue: _overdue, ...current } = first.body.progress.currentStep;
    expect(again.body).toEqual({
      ...first.body,
      progress: { ...first.body.progress, currentStep: current, openSteps: [current] },
    });
  });
});
