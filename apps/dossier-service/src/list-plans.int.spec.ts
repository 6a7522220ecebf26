import { DataSource } from 'typeorm';
import { OWN, startDossierTestService, SUBMISSION, type DossierTestService } from './testing/dossier-test-service.js';

jest.setTimeout(120_000);

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  Alias?: string;
  Plans?: PlanNode[];
}

/** Twenty agencies; small enough for a test, large enough that reading all of it would be the dearer plan. */
const ROWS = 20_000;

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
         'due_at', d.due_at - n * interval '2 hours',
         'status', CASE WHEN n % 50 < 2 THEN 'RECEIVED' ELSE 'DELIVERED' END)) copy
       WHERE d.id = $1`,
        [id, OWN],
      );
    });
    await dataSource.query('VACUUM (ANALYZE) dossiers');
  });
  afterAll(() => test?.stop());

  /** The plans of each statement about dossiers that a reading really sends. */
  async function plans(path: string, query: Record<string, string>): Promise<PlanNode[]> {
    const sent: [string, unknown[] | undefined][] = [];
    const spy = jest.spyOn(dataSource, 'query');
    await test.officer.get(path, { query });
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
  async function accesses(path: string, query: Record<string, string>): Promise<string[]> {
    const found: string[] = [];
    for (const plan of await plans(path, query)) collect(plan, found);
    return found;
  }

  const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

  function collect(node: PlanNode, found: string[]): void {
    if (node['Index Name'] !== undefined) found.push(node['Index Name']);
    else if (node['Relation Name'] === 'dossiers' && node['Node Type'] === 'Seq Scan') found.push('reads all of it');
    node.Plans?.forEach((plan) => collect(plan, found));
  }

  it.each([
    ['the newest', {}, 'dossiers_by_agency'],
    ['those of a month', { submittedFrom: '2025-03-01', submittedTo: '2025-03-31' }, 'dossiers_by_agency'],
    ['those in a state', { status: 'RECEIVED' }, 'dossiers_by_agency_and_status'],
    ['those soonest due', { sort: 'dueAt' }, 'dossiers_open_by_due'],
    ['those past due', { overdue: 'true' }, 'dossiers_open_by_due'],
    ['those of a procedure', { procedureCode: 'P-3' }, 'dossiers_by_procedure'],
    ['the one with a code', { code: 'CU-4000' }, 'dossiers_code_once'],
  ])('is shown %s by an index, counted and read', async (_what, query, index) => {
    const found = await accesses('/dossiers', query as Record<string, string>);
    expect(found).toContain(index);
    expect(found).not.toContain('reads all of it');
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
