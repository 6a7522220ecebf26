import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import { encodeCursor } from '@motcua/platform';
import { DataSource } from 'typeorm';
import { DossiersByDue1767312000021 } from './persistence/migrations/dossiers-by-due.migration.js';
import { FoldedCodesOnce1767312000023 } from './persistence/migrations/folded-codes-once.migration.js';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(120_000);

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Plan Rows'?: number;
  Alias?: string;
  Plans?: PlanNode[];
}

/** Twenty agencies; small enough for a test, large enough that reading all of it would be the dearer plan. */
const ROWS = 20_000;
const OPEN = 'RECEIVED,IN_PROGRESS,WAITING_SUPPLEMENT';

describe('An officer who reads lists of a full table', () => {
  let test: DossierTestService;
  let dataSource: DataSource;

  beforeAll(async () => {
    test = await startDossierTestService();
    await test.at('2026-08-20 09:00');
    dataSource = test.service.app.get(DataSource);
    const { id } = await test.officer.post('/dossiers', SUBMISSION);
    await test.officer.post(`/dossiers/${id}/acceptance`);
    await dataSource.transaction(async (manager) => {
      // What is not on disk yet is not visible to all, and VACUUM would not say that it is.
      await manager.query('SET LOCAL synchronous_commit = on');
      await manager.query(
        `INSERT INTO dossiers
       SELECT copy.* FROM dossiers d, generate_series(1, ${ROWS}) n, jsonb_populate_record(d, jsonb_build_object(
         'id', gen_random_uuid(), 'code', 'CU-' || n,
         'agency_code', CASE WHEN n % 20 = 0 THEN $2 ELSE 'H99.' || n % 20 END,
         'procedure_code', 'P-' || n / 7 % 40,
         'submitted_at', d.submitted_at - n * interval '2 hours',
         'due_at', CASE WHEN n % 30 > 0 THEN d.due_at - n * interval '2 hours' END,
         'deadline_state', CASE WHEN n % 30 > 0 THEN 'RUNNING' ELSE 'UNKNOWN' END,
         'status', CASE WHEN n % 50 < 2 THEN 'RECEIVED' ELSE 'DELIVERED' END)) copy
       WHERE d.id = $1`,
        [id, OWN],
      );
      await manager.query(
        `INSERT INTO dossier_tasks (dossier_id, number, kind, step_code, agency_code, unit, opened_at, outcome)
         SELECT id, number, 'STEP', 'b' || number, agency_code, 'u' || (hashtext(id::text) + number) % 10, accepted_at,
           CASE WHEN number = 1 OR status <> 'RECEIVED' THEN 'COMPLETED' END
         FROM dossiers, generate_series(1, 2) number WHERE id <> $1`,
        [id],
      );
    });
    // Each agency has the words of names as hashes of its own: most have the first two, one in a hundred a third.
    await dataSource.query(
      `INSERT INTO dossier_persons (dossier_id, role, full_name, identity_index, phone_index, name_words)
       SELECT d.id, 'APPLICANT', p.full_name, sha256(d.id::text::bytea), sha256(d.code::bytea), CASE
         WHEN d.agency_code <> $1 THEN ARRAY[md5(d.agency_code), md5(d.agency_code || d.procedure_code), md5(d.id::text)]
         WHEN substring(d.code FROM 4)::int % 2000 = 0 THEN p.name_words
         ELSE ARRAY[p.name_words[1], p.name_words[2], md5(d.id::text)] END
       FROM dossiers d, dossier_persons p WHERE p.dossier_id = $2 AND d.code LIKE 'CU-%'`,
      [OWN, id],
    );
    await dataSource.query('VACUUM (ANALYZE) dossiers, dossier_tasks, dossier_persons');
    // On a full table, so that the planner knows of these indexes what the migrations let it know.
    const runner = dataSource.createQueryRunner();
    const [byDue, once] = [new DossiersByDue1767312000021(), new FoldedCodesOnce1767312000023()];
    await once.down(runner);
    await byDue.down(runner);
    await byDue.up(runner);
    await once.up(runner);
    await runner.release();
  });
  afterAll(() => test?.stop());

  /** The plans of each statement about dossiers that a reading really sends. */
  async function plans(path: string, query: Record<string, string>, reader = test.officer): Promise<PlanNode[]> {
    return plansOf(() => reader.get(path, { query }));
  }

  async function plansOf(read: () => Promise<unknown>): Promise<PlanNode[]> {
    const sent: [string, unknown[] | undefined][] = [];
    const spy = jest.spyOn(dataSource, 'query');
    await read();
    for (const [sql, parameters] of spy.mock.calls) sent.push([sql, parameters as unknown[] | undefined]);
    spy.mockRestore();
    const found: PlanNode[] = [];
    for (const [sql, parameters] of sent.filter(([text]) => /\bdossiers d\b/.test(text))) {
      const rows: { 'QUERY PLAN': { Plan: PlanNode }[] }[] = await dataSource.query(
        `EXPLAIN (FORMAT JSON) ${sql}`,
        parameters,
      );
      found.push(rows[0]!['QUERY PLAN'][0]!.Plan);
    }
    return found;
  }

  /** How PostgreSQL finds dossiers in them. */
  async function accesses(path: string, query: Record<string, string>, reader = test.officer): Promise<string[]> {
    const found: string[] = [];
    for (const plan of await plans(path, query, reader)) collect(plan, found);
    return found;
  }

  const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  function collect(node: PlanNode, found: string[]): void {
    if (node['Index Name'] !== undefined) found.push(node['Index Name']);
    else if (['dossiers', 'dossier_persons'].includes(node['Relation Name']!) && node['Node Type'] === 'Seq Scan')
      found.push('reads all of it');
    node.Plans?.forEach((plan) => collect(plan, found));
  }

  it.each([
    ['the newest', {}, 'dossiers_by_agency'],
    ['those of a month', { submittedFrom: '2025-03-01', submittedTo: '2025-03-31' }, 'dossiers_by_agency'],
    ['those in a state', { status: 'RECEIVED' }, 'dossiers_by_agency_and_status'],
    ['all, soonest due first', { sort: 'dueAt' }, 'dossiers_by_agency_and_due'],
    ['those still to be done, soonest due first', { sort: 'dueAt', status: OPEN }, 'dossiers_open_by_due'],
    ['those past due', { overdue: 'true' }, 'dossiers_open_by_due'],
    ['those late soon', { remainingPercent: '25' }, 'dossiers_open_by_due'],
    ['those in a unit', { unit: 'u3', status: OPEN }, 'dossier_tasks_of_unit'],
    ['those whose apology is missing', { apology: 'MISSING' }, 'dossiers_ended_late'],
    ['those whose apology is due', { apology: 'DUE' }, 'dossiers_open_by_due'],
    ['those whose result was found wrong', { reopening: 'TO_CORRECT' }, 'dossiers_reopened'],
    ['those with unusable data of a person', { dataProblem: 'true' }, 'dossiers_with_data_problems'],
    ['those of a procedure', { procedureCode: 'P-3' }, 'dossiers_by_procedure'],
    ['the one with a code', { code: 'CU-4000' }, 'dossiers_folded_code_once'],
  ])('is shown %s by an index, counted and read', async (_what, query, index) => {
    const found = await accesses('/dossiers', query as Record<string, string>);
    expect(found).toContain(index);
    expect(found).not.toContain('reads all of it');
  });

  it.each([
    ['a code', { code: 'cu-4000' }, 'dossiers_folded_code_once'],
    ['a legacy id', { legacySystem: 'old', legacyId: 'case-1' }, 'dossiers_folded_legacy_once'],
  ])('is shown the one with %s by its own index in the whole province', async (_what, query, index) => {
    const nodes = (await plans('/dossiers', query as unknown as Record<string, string>, test.control))
      .flatMap(nodesOf)
      .filter((node) => node['Index Name'] !== undefined && node['Relation Name'] !== 'dossier_persons')
      .filter((node) => node['Relation Name'] !== 'procedure_versions');
    // Counted, picked, and the picked row read.
    expect(nodes.map((node) => node['Index Name'])).toEqual([index, index, 'dossiers_pkey']);
    // Of an expression never analyzed the planner expects every 200th row; in a million it would walk another index then.
    expect(nodes.map((node) => node['Plan Rows'])).toEqual([1, 1, 1]);
  });

  it.each([
    ['most people’s word of a name', { fullName: 'nguyen' }, undefined],
    ['most people’s words', { fullName: 'nguyen van' }, undefined],
    ['a word of few', { fullName: 'an nguyen' }, 'dossier_persons_by_words'],
    ['a word of nobody', { fullName: 'khong' }, 'dossier_persons_by_words'],
    ['an identity number', { identityNumber: '040090000001' }, 'dossier_persons_by_identity'],
    ['a telephone number', { phone: '0912345678' }, 'dossier_persons_by_phone'],
  ])('finds a person by %s in an index, counted and read', async (_what, person, index) => {
    const found: string[] = [];
    const read = await plansOf(() => test.officer.post('/dossiers/search', { person }));
    for (const plan of read) collect(plan, found);
    expect(read).toHaveLength(2);
    expect(found).not.toContain('reads all of it');
    if (index) expect(found.filter((name) => name === index).length).toBeGreaterThanOrEqual(2);
  });

  it('is shown the one whose code was typed without the agency by its own index', async () => {
    const found = await accesses('/dossiers', { code: '260820-0001' });
    expect(found).toContain('dossiers_by_code_tail');
    expect(found).not.toContain('reads all of it');
  });

  it('is told of the probable duplicates of a dossier from those that were submitted close to it', async () => {
    const { items } = await test.officer.get('/dossiers', { query: { code: 'CU-4000' } });
    const read = await plans(`/dossiers/${items[0].id}`, {});
    const found: string[] = [];
    read.forEach((plan) => collect(plan, found));
    expect(found).not.toContain('reads all of it');
    const close = read.flatMap(nodesOf).filter((node) => node['Index Cond']?.includes('submitted_at'));
    expect(close.map((node) => node['Index Name'])).toEqual(['dossiers_by_procedure']);
  });

  it('has the codes that the gateway asks for looked for by the index of codes as they are written', async () => {
    const gateway = await test.client([...GATEWAY_CLIENT_ROLES], { sub: 'gateway' });
    const found = await accesses('/internal/national-listing', { codes: 'CU-4000,CU-4001' }, gateway);
    expect(found).toEqual(['dossiers_code_once']);
  });

  it.each([
    ['first', undefined],
    ['after one with a date', { due: new Date('2026-01-05T03:00:00Z') }],
    ['among those without a date', { due: null }],
  ])('is shown the page that is %s by due date without walking those before it', async (_which, last) => {
    const cursor = last && encodeCursor({ ...last, id: '0198c2a4-7a00-7000-8000-000000000001' });
    for (const [reader, index] of [
      [test.officer, 'dossiers_by_agency_and_due'],
      [test.control, 'dossiers_by_due'],
    ] as const) {
      const read = await plans('/dossiers', { sort: 'dueAt', limit: '50', ...(cursor && { cursor }) }, reader);
      const picking = read.at(-1)!;
      const walked = nodesOf(picking).find((node) => node['Index Name'] === index);
      if (cursor)
        expect(walked?.['Index Cond']).toMatch(
          /COALESCE\(due_at, 'infinity'::timestamp with time zone\)\)*(, id\) >| =)/,
        );
      const found: string[] = [];
      collect(picking, found);
      expect(found).not.toContain('reads all of it');
      expect(walked).toBeDefined();
    }
  });

  it.each([
    ['past due', { overdue: 'true' }],
    ['in one of two states', { status: 'RECEIVED,IN_PROGRESS' }],
  ])('is shown those %s that are newest without any other row of them being read', async (_what, query) => {
    const picking = (await plans('/dossiers', query as Record<string, string>))
      .flatMap(nodesOf)
      .filter(({ Alias }) => Alias === 'd');
    expect(picking.map((node) => node['Node Type'])).toEqual(['Index Only Scan', 'Index Only Scan']);
  });
});
