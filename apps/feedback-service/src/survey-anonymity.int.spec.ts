import { GOLDEN_EVENTS, type SatisfactionLevel } from '@motcua/contracts';
import { eventually } from '@motcua/testing';
import { randomInt, randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { at } from './testing/examples.js';
import { startFeedbackService, type FeedbackServiceUnderTest } from './testing/feedback-service-under-test.js';

jest.setTimeout(120_000);

const LEVELS: SatisfactionLevel[] = ['VERY_SATISFIED', 'SATISFIED', 'DISSATISFIED'];
const ASKED = 24;
/** A guess is right for one in three. Eighteen of twenty-four by chance: one run in 100,000 of an order. */
const MORE_THAN_CHANCE = 18;

let it_: FeedbackServiceUnderTest;
let broker: DataSource;
let sequence = 0;

beforeEach(async () => {
  it_ = await startFeedbackService();
  it_.clock.set(at('08-27 09:00'));
  broker = await new DataSource({ type: 'postgres', url: it_.service.env['BROKER_DATABASE_URL']! }).initialize();
});
afterEach(async () => {
  await broker?.destroy();
  await it_?.stop();
});

interface Asked {
  dossierId: string;
  token: string;
  level: SatisfactionLevel;
}

/** A resolved dossier whose token was handed out. */
async function asked(level: SatisfactionLevel, procedureCode = '1.001193', agencyCode = 'H41.14'): Promise<Asked> {
  const dossierId = randomUUID();
  const code = `${agencyCode}-260820-${String(++sequence).padStart(4, '0')}`;
  const golden = GOLDEN_EVENTS.get('dossier.resolved')!.data as { dossier: object };
  it_.neighbours.answers.set(`/dossiers/${dossierId}`, () => ({
    id: dossierId,
    code,
    agencyCode,
    status: 'RESOLVED',
    standing: { as: 'OWNER', submittedBy: 'APPLICANT' },
  }));
  const dossier = { ...golden.dossier, dossierId, code, agencyCode, procedureCode };
  await it_.publish('dossier.resolved', dossierId, { ...golden, dossier });
  const { token } = await eventually(() => it_.people.an.post(`/surveys/${dossierId}/token`));
  return { dossierId, token, level };
}

const answer = ({ token, level }: Asked) =>
  it_.nobody.post('/survey-answers', { token, level, reason: level === 'DISSATISFIED' ? 'Chậm.' : undefined });

const announced = (): Promise<{ data: Record<string, unknown>; occurred_at: Date }[]> =>
  it_.database.query(`SELECT data, occurred_at FROM outbox WHERE type = 'survey.answered'`);

const published = async (): Promise<number> =>
  (
    await broker.query(
      `SELECT 1 FROM broker_records WHERE topic = 'survey-events.v1' AND headers ->> 'ce_type' = 'survey.answered'`,
    )
  ).length;

const levelIn = (text: string): string | undefined => /VERY_SATISFIED|DISSATISFIED|SATISFIED/.exec(text)?.[0];

/** Every order that the rows of a table have by themselves: by each column, by each instant within, and as they lie there. */
async function ordersOf(source: DataSource): Promise<{ name: string; levels: string[] }[]> {
  const tables: { name: string }[] = await source.query(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const found: { name: string; levels: string[] }[] = [];
  for (const { name } of tables) {
    const columns: { name: string; type: string }[] = await source.query(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1`,
      [name],
    );
    const keys = [
      'ctid',
      'xmin::text::bigint',
      ...columns.map((column) => `t."${column.name}"${column.type === 'jsonb' ? '::text' : ''}`),
      ...columns.flatMap((column) =>
        column.type === 'jsonb'
          ? ['ce_recordedat', 'ce_time', 'ce_id', 'ce_traceparent'].map((key) => `t."${column.name}"->>'${key}'`)
          : [],
      ),
    ];
    for (const key of keys) {
      const rows: { text: string }[] = await source.query(
        `SELECT t::text AS text FROM "${name}" t ORDER BY ${key}, ctid`,
      );
      const levels = rows.map(({ text }) => levelIn(text)).filter((level) => level !== undefined);
      if (levels.length === ASKED) found.push({ name: `${name} by ${key}`, levels });
    }
  }
  return found;
}

it('is given by people whom nobody who reads every table finds again, though they answered one at a time', async () => {
  const all: Asked[] = [];
  for (let i = 0; i < ASKED; i += 1) {
    all.push(await asked(LEVELS[randomInt(LEVELS.length)]!));
    await answer(all.at(-1)!);
    it_.clock.set(new Date(at('08-27 09:00').getTime() + (i + 1) * 60_000));
  }
  it_.clock.set(at('08-28 00:01'));
  await eventually(async () => expect(await published()).toBe(ASKED));
  expect((await announced()).map(({ data }) => data['level']).sort()).toEqual(all.map(({ level }) => level).sort());
  const orders = [...(await ordersOf(it_.database)), ...(await ordersOf(broker))];
  expect(new Set(orders.map(({ name }) => name.split(' ')[0]))).toEqual(
    new Set(['outbox', 'survey_answers', 'broker_records']),
  );
  const truth = all.map(({ level }) => level);
  for (const { name, levels } of orders) {
    for (const guess of [levels, levels.toReversed()]) {
      const right = guess.filter((level, index) => level === truth[index]).length;
      expect({ name, better: right >= MORE_THAN_CHANCE }).toEqual({ name, better: false });
    }
  }
});

it('while it is held, shows neither its level nor, beside its invitation, that it exists', async () => {
  const all = [await asked('DISSATISFIED'), await asked('VERY_SATISFIED'), await asked('SATISFIED')];
  const invitations = async () => [
    ...(await it_.database.query('SELECT xmin, ctid, * FROM survey_invitations ORDER BY id')),
    ...(await it_.database.query('SELECT xmin, ctid, * FROM survey_ballots ORDER BY id')),
  ];
  const before = await invitations();
  for (const one of all) await answer(one);
  expect(await invitations()).toEqual(before);
  const held: { text: string; length: number }[] = await it_.database.query(
    'SELECT h::text AS text, length(sealed) AS length FROM survey_answers_held h',
  );
  expect(held.map(({ text }) => levelIn(text))).toEqual([undefined, undefined, undefined]);
  expect(new Set(held.map(({ length }) => length)).size).toBe(1);
  const marks: { text: string }[] = await it_.database.query('SELECT m::text AS text FROM survey_tokens_used m');
  for (const { text } of marks) {
    for (const { token_hash } of before) {
      if (token_hash) expect(text).not.toContain(token_hash.toString('hex'));
    }
  }
});

describe('with fewer than five about a procedure', () => {
  const today = (day: string) => it_.clock.set(at(`${day} 00:01`));
  const held = () => it_.database.query('SELECT procedure_code FROM survey_answers_held ORDER BY 1');
  const ofProcedure = async (code: string, count: number, agency?: string) => {
    for (let i = 0; i < count; i += 1) await answer(await asked('SATISFIED', code, agency));
  };
  /** The gathering of a day is over once a ready procedure, answered in `H41.99`, is announced. */
  const gathered = async (day: string) => {
    const before = (await announced()).length;
    await ofProcedure('9.999999', 5, 'H41.99');
    today(day);
    await eventually(async () => expect((await announced()).length).toBeGreaterThanOrEqual(before + 5));
  };
  const codes = async () =>
    (await announced())
      .filter(({ data }) => data['agencyCode'] !== 'H41.99')
      .map(({ data }) => [data['procedureCode'], data['fieldCode']]);

  it('answers wait for others, and are announced together on the day on which there are enough', async () => {
    await ofProcedure('1.001193', 4);
    await gathered('08-28');
    expect(await codes()).toEqual([]);
    await ofProcedure('1.001193', 1);
    today('08-29');
    await eventually(async () => expect(await codes()).toEqual(Array(5).fill(['1.001193', 'G15-TP07'])));
    const events = await announced();
    const mine = events.filter(({ data }) => data['agencyCode'] !== 'H41.99');
    expect(mine.map(({ occurred_at }) => occurred_at)).toEqual(Array(5).fill(at('08-28 00:00')));
  });

  it('answers that waited a week are announced with others about their agency, without procedure and field', async () => {
    await ofProcedure('1.001193', 3);
    await ofProcedure('2.000635', 2);
    await ofProcedure('1.001193', 2, 'H41.27.05');
    await gathered('08-28');
    expect(await codes()).toEqual([]);
    today('09-03');
    await eventually(async () => expect(await codes()).toEqual(Array(5).fill(['OTHER', 'OTHER'])));
    // Two answers about another agency stay, however long they wait.
    await gathered('09-20');
    expect(await held()).toEqual([{ procedure_code: '1.001193' }, { procedure_code: '1.001193' }]);
    const { items } = await it_.people.head.get('/survey-answers');
    expect(items).toHaveLength(5);
    expect(items[0]).toMatchObject({ procedureCode: 'OTHER', answeredOn: '2026-08-27' });
  });

  it('the ballots that were issued are counted with the answers, and never fewer of them than answers', async () => {
    const issued = (): Promise<{ data: Record<string, unknown>; occurred_at: Date }[]> =>
      it_.database.query(
        `SELECT data, occurred_at FROM outbox WHERE type = 'survey.ballots-issued' AND data ->> 'agencyCode' <> 'H41.99'
         ORDER BY data ->> 'procedureCode'`,
      );
    await ofProcedure('1.001193', 2);
    await asked('SATISFIED', '1.001193');
    await asked('SATISFIED', '2.000635');
    await gathered('08-28');
    expect(await issued()).toEqual([]);
    await ofProcedure('1.001193', 3);
    await gathered('08-29');
    const [known, other] = await issued();
    expect(known).toMatchObject({ data: { procedureCode: '1.001193', channel: 'OWNER', ballots: 6 } });
    expect(known!.occurred_at).toEqual(at('08-27 00:00'));
    expect(other).toMatchObject({ data: { procedureCode: 'OTHER', fieldCode: 'OTHER', ballots: 1 } });
    expect(Object.keys(known!.data).sort()).toEqual([
      'agencyCode',
      'ballots',
      'batchId',
      'channel',
      'fieldCode',
      'procedureCode',
    ]);
    expect(await it_.database.query(`SELECT 1 FROM survey_issues_held WHERE agency_code <> 'H41.99'`)).toEqual([]);
  });
});
