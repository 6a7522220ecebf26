import { eventually } from '@motcua/testing';
import { Clock, MetricsRegistry, type SimulatedClock } from '@motcua/platform';
import { DataSource } from 'typeorm';
import { CALENDAR_2026, FILED_AT, filingRequest } from './testing/examples.js';
import {
  AGENCIES,
  startFeedbackService,
  withReferenceData,
  type FeedbackServiceUnderTest,
} from './testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

const OPEN = 10_000;
/** For two busy cores; in the consuming transaction a filing waited as long as the whole walk took. */
const LONGEST_WAIT_MS = 2_000;

let it_: FeedbackServiceUnderTest;
/** Of the service as it runs now: it is started again here. */
const database = () => it_.service.app.get(DataSource);

beforeEach(async () => {
  it_ = await startFeedbackService();
  await withReferenceData(database());
});
afterEach(() => it_?.stop());

const file = () => it_.people.an.send('POST', '/feedback', { body: filingRequest() });
const versions = (): Promise<{ version: number; count: number }[]> =>
  database().query(`SELECT calendar_version AS version, count(*)::int AS count FROM feedbacks GROUP BY 1 ORDER BY 1`);
const walk = (version: number): Promise<{ state: string; looked_at: number; last_feedback_id: string }[]> =>
  database().query(
    `SELECT state, looked_at, last_feedback_id FROM deadline_walks WHERE subject = 'calendar:vn' AND version = $1`,
    [version],
  );

/** Copies of one that was filed, as if so many had been. */
async function open(count: number): Promise<void> {
  const { body } = await file();
  const columns = async (table: string, left: string): Promise<string> => {
    const rows: { name: string }[] = await database().query(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 AND column_name <> ALL ($2)',
      [table, left.split(' ')],
    );
    return rows.map(({ name }) => name).join(', ');
  };
  const [own, filer] = [await columns('feedbacks', 'id code'), await columns('feedback_filers', 'feedback_id')];
  await database().query(
    `WITH copies AS (
       INSERT INTO feedbacks (id, code, ${own})
       SELECT gen_random_uuid(), 'copy ' || n, ${own} FROM feedbacks, generate_series(1, ${count - 1}) AS n
       WHERE id = '${body.id}' RETURNING id
     )
     INSERT INTO feedback_filers (feedback_id, ${filer})
     SELECT copies.id, ${filer} FROM copies, feedback_filers WHERE feedback_id = '${body.id}'`,
  );
}

/** Six hundred take seconds, on a machine with other work more. */
const walked = () =>
  eventually(async () => expect(await walk(2)).toMatchObject([{ state: 'COMPLETED' }]), { timeoutMs: 60_000 });

const publishStorm = (version: number) =>
  it_.publish('calendar.published', 'vn', {
    ...CALENDAR_2026,
    version,
    daysOff: [
      ...CALENDAR_2026.daysOff,
      {
        from: '2026-09-03',
        to: `2026-09-${String(version + 1).padStart(2, '0')}`,
        name: 'Nghỉ do bão',
        kind: 'HOLIDAY',
      },
    ],
  });

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
}

it(`a new calendar for ${OPEN} open feedback items holds up no request`, async () => {
  await open(OPEN);
  await publishStorm(2);
  await eventually(async () => expect((await walk(2))[0]?.looked_at).toBeGreaterThan(0), { timeoutMs: 30_000 });
  const waits: number[] = [];
  for (let i = 0; i < 25; i += 1) {
    const filing = await timed(file);
    expect(filing.result.status).toBe(201);
    const { id } = filing.result.body;
    const reading = await timed(() => it_.people.officer.send('GET', `/feedback/${id}`));
    expect(reading.result.status).toBe(200);
    const ready = await timed(() => fetch(`${it_.service.url}/readyz`));
    expect(ready.result.status).toBe(200);
    waits.push(filing.ms, reading.ms, ready.ms);
  }
  expect(await walk(2)).toMatchObject([{ state: 'RUNNING' }]);
  expect(Math.max(...waits)).toBeLessThan(LONGEST_WAIT_MS);
});

it('after the walk nothing is counted by the older version, not even what was filed during it', async () => {
  await open(300);
  await publishStorm(2);
  let filed = 300;
  await eventually(
    async () => {
      for (const { status } of await Promise.all([file(), file(), file()])) expect(status).toBe(201);
      filed += 3;
      expect(await walk(2)).toMatchObject([{ state: 'COMPLETED' }]);
    },
    { timeoutMs: 60_000 },
  );
  expect(await versions()).toEqual([{ version: 2, count: filed }]);
  const [{ moves }] = await database().query(
    `SELECT count(*)::int AS moves FROM feedback_history WHERE action = 'deadlines-recounted' AND actor = 'system:calendar'`,
  );
  expect(moves).toBeGreaterThanOrEqual(300);
});

it('the walk goes on after an instance was replaced in the middle of it', async () => {
  await open(600);
  await publishStorm(2);
  await eventually(async () => expect((await walk(2))[0]?.last_feedback_id).toBeTruthy(), { intervalMs: 5 });
  await it_.service.restart();
  (it_.service.app.get(Clock) as SimulatedClock).set(FILED_AT);
  await walked();
  expect(await versions()).toEqual([{ version: 2, count: 600 }]);
});

it('a feedback item that cannot be counted anew is set aside with its reason, holds up no other, and is counted later', async () => {
  await open(3);
  const [broken]: { id: string }[] = await database().query('SELECT id FROM feedbacks ORDER BY id LIMIT 1');
  await database().query(
    `UPDATE feedbacks SET rules = jsonb_set(rules, '{respond,unit}', '"FORTNIGHT"') WHERE id = $1`,
    [broken!.id],
  );
  const metric = async () =>
    /^feedback_deadlines_set_aside\{.*\} (\d+)$/m.exec((await it_.service.app.get(MetricsRegistry).text()).body)?.[1];
  await publishStorm(2);
  await eventually(async () => {
    expect(await walk(2)).toMatchObject([{ state: 'COMPLETED', looked_at: 3 }]);
    expect(await metric()).toBe('1');
  });
  expect(await versions()).toEqual([
    { version: 1, count: 1 },
    { version: 2, count: 2 },
  ]);
  const aside = 'SELECT feedback_id, subject, version, attempts FROM deadlines_set_aside';
  expect(await database().query(aside)).toEqual([
    { feedback_id: broken!.id, subject: 'calendar:vn', version: 2, attempts: 1 },
  ]);
  await database().query(
    `UPDATE feedbacks SET rules = (SELECT rules FROM feedbacks WHERE id <> $1 LIMIT 1) WHERE id = $1`,
    [broken!.id],
  );
  await database().query('UPDATE deadlines_set_aside SET next_attempt_at = clock_timestamp()');
  await eventually(async () => expect(await versions()).toEqual([{ version: 2, count: 3 }]));
  await eventually(async () => expect(await metric()).toBe('0'));
  expect(await database().query(aside)).toEqual([]);
});

it('a database that is too slow for a change sets nothing aside: the walk waits and goes on when it is faster', async () => {
  await open(3);
  // A sequence counts also what is rolled back.
  await database().query(`
    CREATE SEQUENCE tried;
    CREATE FUNCTION too_slow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM nextval('tried');
      RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014';
    END $$;
    CREATE TRIGGER too_slow BEFORE UPDATE ON feedbacks FOR EACH ROW EXECUTE FUNCTION too_slow()`);
  await publishStorm(2);
  await eventually(async () => {
    const [{ last_value }] = await database().query('SELECT last_value::int FROM tried');
    expect(last_value).toBeGreaterThanOrEqual(2);
  });
  expect(await database().query('SELECT feedback_id FROM deadlines_set_aside')).toEqual([]);
  expect(await walk(2)).toMatchObject([{ state: 'RUNNING', looked_at: 0 }]);
  await database().query('DROP TRIGGER too_slow ON feedbacks; DROP FUNCTION too_slow; DROP SEQUENCE tried');
  await walked();
  expect(await versions()).toEqual([{ version: 2, count: 3 }]);
});

it('a lock on one feedback item does not hold up the walk over the others', async () => {
  await open(3);
  const person = database().createQueryRunner();
  await person.startTransaction();
  const [held]: { id: string }[] = await person.query('SELECT id FROM feedbacks ORDER BY id LIMIT 1 FOR UPDATE');
  await publishStorm(2);
  await eventually(async () =>
    expect(await database().query('SELECT feedback_id, reason FROM deadlines_set_aside')).toEqual([
      { feedback_id: held!.id, reason: 'database.busy' },
    ]),
  );
  await walked();
  expect(await versions()).toContainEqual({ version: 2, count: 2 });
  await person.commitTransaction();
  await person.release();
  await database().query('UPDATE deadlines_set_aside SET next_attempt_at = clock_timestamp()');
  await eventually(async () => expect(await versions()).toEqual([{ version: 2, count: 3 }]));
});

it('office hours of one agency move the deadlines of that agency only', async () => {
  await open(2);
  const ward = await it_.people.ward.post('/feedback', filingRequest({ agencyCode: undefined, channel: 'POST' }));
  const early = [{ from: '07:00', to: '16:00' }];
  await it_.publish('agency.changed', 'H41.14', {
    ...AGENCIES[0]!,
    officeHours: [{ effectiveFrom: '2026-01-01', week: [[], early, early, early, early, early, []] }],
  });
  await eventually(async () => {
    const rows = await database().query('SELECT subject, state, changed FROM deadline_walks');
    expect(rows).toEqual([{ subject: 'agency:H41.14', state: 'COMPLETED', changed: 2 }]);
  });
  expect((await it_.people.ward.get(`/feedback/${ward.id}`)).version).toBe(1);
});
