import { DataSource } from 'typeorm';
import type { Api } from '@motcua/testing';
import {
  FOREIGN,
  OWN,
  startDossierTestService,
  SUBMISSION,
  type DossierTestService,
} from './testing/dossier-test-service.js';
import { parallelProcedure } from './testing/reference-data.js';

jest.setTimeout(120_000);

let test: DossierTestService;
let counter: Api;
let specialist: Api;
let surveyor: Api;
let dataSource: DataSource;

beforeAll(async () => {
  test = await startDossierTestService();
  dataSource = test.service.app.get(DataSource);
  counter = await test.client('one-stop-officer', { sub: 'counter-1', agency: OWN, unit: 'mot-cua' });
  // Capitals and small letters are the same.
  specialist = await test.client('processing-officer', { sub: 'expert-1', agency: OWN, unit: 'Chuyen-Mon' });
  surveyor = await test.client('processing-officer', { sub: 'surveyor-1', agency: OWN, unit: 'dia-chinh' });
});
afterAll(() => test?.stop());

async function submitted(at: string, body: object = {}): Promise<string> {
  await test.at(at);
  const { id } = await test.officer.post('/dossiers', {
    ...SUBMISSION,
    procedureCode: parallelProcedure.code,
    ...body,
  });
  return id;
}
async function forwarded(at: string): Promise<string> {
  const id = await submitted(at);
  await counter.post(`/dossiers/${id}/acceptance`);
  await counter.post(`/dossiers/${id}/forwarding`);
  return id;
}
const queueOf = (who: Api, queue: string, query: Record<string, string> = {}) =>
  who.get('/dossiers', { query: { queue, ...query } });
const tasksIn = (list: any) => list.items.map(({ id, task }: any) => [id, task.number]);

describe('The queues of an agency', () => {
  let early: string;
  let late: string;

  beforeAll(async () => {
    early = await forwarded('2026-08-17 09:00');
    late = await forwarded('2026-08-19 09:00');
    await test.at('2026-08-19 10:00');
    await specialist.post(`/dossiers/${late}/task-claims`, { task: 2 });
  });

  it('show an officer what is to be done in the own unit, soonest due first, and what the officer has', async () => {
    const unit = await queueOf(specialist, 'UNIT');
    expect(tasksIn(unit)).toEqual([
      [early, 2],
      [late, 2],
    ]);
    expect(unit.total).toEqual({ value: 2, capped: false });
    expect(unit.items[1]).toMatchObject({
      version: 4,
      status: 'IN_PROGRESS',
      statusLabel: 'Đang xử lý',
      statusLabelEn: expect.any(String),
      procedureName: parallelProcedure.name,
      task: { stepCode: 'tham-dinh', unit: 'chuyen-mon', overdue: false, assignee: { account: 'expert-1' } },
    });
    expect(tasksIn(await queueOf(surveyor, 'UNIT'))).toEqual([
      [early, 3],
      [late, 3],
    ]);
    expect(tasksIn(await queueOf(specialist, 'MINE'))).toEqual([[late, 2]]);
    expect(tasksIn(await queueOf(specialist, 'UNASSIGNED'))).toEqual([[early, 2]]);
  });

  it('show an officer the persons of a page for a purpose, with one record for each dossier', async () => {
    const purposeful = await queueOf(test.head, 'UNIT', { purpose: 'PROCESSING' });
    expect(purposeful.items).toHaveLength(4);
    for (const { persons } of purposeful.items) {
      expect(persons).toMatchObject({ masked: false, applicant: { fullName: SUBMISSION.applicant.fullName } });
    }
    const read = await dataSource.query(
      `SELECT dossier_id FROM personal_data_reads WHERE reader = 'head-tu-phap' AND operation = 'listDossiers'`,
    );
    expect(read.map(({ dossier_id }: any) => dossier_id).sort()).toEqual([early, late].sort());
    expect((await queueOf(test.head, 'UNIT')).items[0].persons).toBeUndefined();
    const refused = await test.head.refusal('GET', '/dossiers', {
      query: { queue: 'UNIT', purpose: 'PROCESSING', limit: 51 },
    });
    expect([refused.status, refused.code]).toEqual([400, 'dossier.too-many-persons']);
  });

  it('are searched for a person like the list', async () => {
    const search = (fullName: string) => test.head.post('/dossiers/search', { queue: 'UNIT', person: { fullName } });
    expect(tasksIn(await search('nguyen van an'))).toEqual(tasksIn(await queueOf(test.head, 'UNIT')));
    expect(tasksIn(await search('khong ai'))).toEqual([]);
    const searches = await dataSource.query(
      `SELECT hits FROM person_searches WHERE reader = 'head-tu-phap' ORDER BY id`,
    );
    expect(searches).toEqual([{ hits: 4 }, { hits: 0 }]);
  });

  it('show what is due today, and what is late', async () => {
    await test.at('2026-08-19 10:00');
    expect(tasksIn(await queueOf(specialist, 'DUE_TODAY'))).toEqual([[early, 2]]);
    expect(tasksIn(await queueOf(surveyor, 'LATE'))).toEqual([[early, 3]]);
    expect(tasksIn(await queueOf(specialist, 'LATE'))).toEqual([]);
    // Late is what is past its own time, to the minute.
    await test.at('2026-08-19 17:01');
    expect(tasksIn(await queueOf(specialist, 'LATE'))).toEqual([[early, 2]]);
  });

  it('show the head what nobody takes up in whatever unit, and what is late', async () => {
    await test.at('2026-08-19 17:01');
    expect(tasksIn(await queueOf(test.head, 'NOT_TAKEN_UP'))).toEqual([
      [early, 3],
      [early, 2],
      [late, 3],
    ]);
    expect(tasksIn(await queueOf(test.head, 'LATE'))).toEqual([
      [early, 3],
      [early, 2],
    ]);
  });

  it('page by page lose and repeat nothing, also with what is without a date, and take other filters', async () => {
    await test.at('2026-08-19 11:00');
    await test.officer.post(`/dossiers/${late}/supplement-requests`, {
      items: ['Bản sao'],
      reason: 'thiếu',
      provideUntil: '2026-09-19T10:00:00.000Z',
    });
    const found: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await queueOf(test.head, 'UNIT', { limit: '1', ...(cursor && { cursor }) });
      found.push(...tasksIn(page));
      cursor = page.nextCursor;
    } while (cursor);
    expect(found).toEqual([
      [early, 3],
      [early, 2],
      [late, 2],
      [late, 3],
    ]);
    expect(tasksIn(await queueOf(test.head, 'UNIT', { status: 'IN_PROGRESS' })).length).toBe(2);
    expect(tasksIn(await queueOf(test.head, 'UNIT', { procedureCode: SUBMISSION.procedureCode }))).toEqual([]);
  });

  it('are of officers of the agency alone, and have their own order', async () => {
    for (const outside of [test.citizen, test.control]) {
      const refusal = await outside.refusal('GET', '/dossiers', { query: { queue: 'UNIT' } });
      expect([refusal.status, refusal.code]).toEqual([403, 'dossier.no-queue']);
    }
    expect((await queueOf(test.otherOfficer, 'UNIT')).items).toEqual([]);
    const sorted = await specialist.refusal('GET', '/dossiers', { query: { queue: 'UNIT', sort: 'dueAt' } });
    expect([sorted.status, sorted.code]).toEqual([400, 'dossier.queue-sorted']);
    for (const queue of ['UNIT', 'INTAKE']) {
      const parted = await specialist.refusal('GET', '/dossiers', { query: { queue, part: 'RECEIVING' } });
      expect([parted.status, parted.code]).toEqual([400, 'dossier.queue-of-part']);
    }
    expect((await specialist.refusal('GET', '/dossiers', { query: { queue: 'ALL' } })).status).toBe(400);
    const { nextCursor } = await queueOf(test.head, 'UNIT', { limit: '1' });
    const elsewhere = await specialist.refusal('GET', '/dossiers', { query: { cursor: nextCursor } });
    expect([elsewhere.status, elsewhere.code]).toEqual([400, 'page.cursor-invalid']);
  });
});

describe('Submissions that wait for acceptance', () => {
  it('age against eight working hours (Decree 45/2020), the oldest first; a supplement makes none younger', async () => {
    const old = await submitted('2026-09-07 09:00');
    await test.officer.post(`/dossiers/${old}/supplement-requests`, {
      items: ['Bản sao'],
      reason: 'thiếu',
      provideUntil: '2026-09-19T10:00:00.000Z',
    });
    const newer = await submitted('2026-09-08 09:00');
    await test.at('2026-09-08 11:00');
    const waiting = await queueOf(counter, 'INTAKE');
    expect(waiting.items.map(({ id, intake }: any) => [id, intake.overdue])).toEqual([[newer, false]]);
    await test.citizen.post(`/dossiers/${old}/supplements`, {});
    const page = await queueOf(counter, 'INTAKE', { limit: '1' });
    expect(page.items).toEqual([
      expect.objectContaining({
        id: old,
        // Six hours of Monday, and those from 07:30 on Tuesday.
        intake: { ageMinutes: 570, answerBy: '2026-09-08T02:30:00.000Z', overdue: true },
      }),
    ]);
    expect(page.total).toEqual({ value: 2, capped: false });
    const next = await queueOf(counter, 'INTAKE', { limit: '1', cursor: page.nextCursor });
    expect(next.items[0]).toMatchObject({ id: newer, intake: { ageMinutes: 120, overdue: false } });
    // The twin: accepted, it waits no more; the head sees the other one.
    await counter.post(`/dossiers/${newer}/acceptance`);
    expect((await queueOf(test.head, 'INTAKE')).items.map(({ id }: any) => id)).toEqual([old]);
  });
});

describe('A queue of a full table', () => {
  const ROWS = 20_000;

  beforeAll(async () => {
    const id = await forwarded('2026-08-20 09:00');
    await dataSource.query(
      `INSERT INTO dossier_tasks
       SELECT copy.* FROM dossier_tasks t, generate_series(1, ${ROWS}) n, jsonb_populate_record(t, jsonb_build_object(
         'dossier_id', gen_random_uuid(),
         'agency_code', CASE WHEN n % 20 = 0 THEN $2 ELSE 'H99.' || n % 20 END,
         'unit', 'unit-' || n / 20 % 5,
         'assignee', CASE WHEN n % 3 = 0 THEN 'officer-' || n % 200 END,
         'due_at', t.due_at + n * interval '1 hour',
         'outcome', CASE WHEN n % 10 > 0 THEN 'COMPLETED' END)) copy
       WHERE t.dossier_id = $1 AND t.number = 2`,
      [id, OWN],
    );
    await dataSource.query('VACUUM (ANALYZE) dossier_tasks');
  });

  /** How PostgreSQL finds tasks for what a reading really sends. */
  async function accesses(who: Api, queue: string): Promise<string[]> {
    const spy = jest.spyOn(dataSource, 'query');
    await queueOf(who, queue);
    const sent = spy.mock.calls.filter(([text]) => /\bdossier_tasks t\b/.test(text));
    spy.mockRestore();
    const found: string[] = [];
    const collect = (node: any): void => {
      if (node['Relation Name'] === 'dossier_tasks') found.push(node['Index Name'] ?? node['Node Type']);
      else if (node['Node Type'] === 'Bitmap Index Scan') found.push(node['Index Name']);
      node.Plans?.forEach(collect);
    };
    for (const [sql, parameters] of sent) {
      const rows = await dataSource.query(`EXPLAIN (FORMAT JSON) ${sql}`, parameters as unknown[]);
      collect(rows[0]['QUERY PLAN'][0].Plan);
    }
    return found.filter((name) => name !== 'Bitmap Heap Scan');
  }

  it.each([
    ['MINE', 'dossier_tasks_of_officer'],
    ['UNIT', 'dossier_tasks_of_unit'],
    ['UNASSIGNED', 'dossier_tasks_of_unit'],
    ['DUE_TODAY', 'dossier_tasks_of_unit'],
    ['LATE', 'dossier_tasks_of_unit'],
  ])('%s is counted and read by an index', async (queue, index) => {
    const officer = await test.client('processing-officer', { sub: 'officer-60', agency: OWN, unit: 'unit-1' });
    const found = await accesses(officer, queue);
    expect(found).toContain(index);
    expect(found).not.toContain('Seq Scan');
  });

  it.each(['NOT_TAKEN_UP', 'LATE', 'UNIT'])('%s of the head is, too', async (queue) => {
    const found = await accesses(test.head, queue);
    expect(found).toContain('dossier_tasks_of_agency');
    expect(found).not.toContain('Seq Scan');
  });

  it('of another agency shows none of them', async () => {
    const officer = await test.client('processing-officer', { sub: 'officer-60', agency: FOREIGN, unit: 'unit-1' });
    for (const queue of ['MINE', 'UNIT']) expect((await queueOf(officer, queue)).total.value).toBe(0);
  });
});
