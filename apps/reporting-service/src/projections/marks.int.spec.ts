import type { QueryRunner } from 'typeorm';
import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';
import { Marks } from './marks.js';

const SCHEMA = 'projection_blue';
let reporting: ReportingDatabase;
const marks = new Marks();

beforeEach(async () => {
  reporting = await ReportingDatabase.open();
});
afterEach(() => reporting.close());

const events = (time: string) => new ExampleLife().then('accepted', time, '2026-08-28T10:00:00Z').events;

async function session(): Promise<{ runner: QueryRunner; slot: number }> {
  const runner = reporting.dataSource.createQueryRunner();
  const [row]: { slot: number }[] = await runner.query('SELECT pg_backend_pid() % 16 AS slot');
  return { runner, slot: row!.slot };
}

describe('how far a generation has come', () => {
  it('is noted by one partition while another has not committed yet, and summed over both', async () => {
    const first = await session();
    let second = await session();
    const spare: QueryRunner[] = [];
    while (second.slot === first.slot) {
      spare.push(second.runner);
      second = await session();
    }
    await first.runner.startTransaction();
    await marks.advance(first.runner.manager, SCHEMA, events('2026-08-20T02:00:00Z'));
    await second.runner.startTransaction();
    await second.runner.query(`SET LOCAL lock_timeout = '2s'`);
    await marks.advance(second.runner.manager, SCHEMA, events('2026-08-20T03:00:00Z'));
    await second.runner.commitTransaction();
    await first.runner.commitTransaction();
    for (const runner of [first.runner, second.runner, ...spare]) await runner.release();

    const [mark] = await marks.all(reporting.dataSource, SCHEMA);
    expect(mark).toMatchObject({ topic: 'dossier-events.v1', events: 2 });
  });

  it('counts what an instance of the earlier version has written', async () => {
    await reporting.dataSource.query(
      `INSERT INTO ${SCHEMA}.projection_marks VALUES ('dossier-events.v1', 40, gen_random_uuid(), '2026-08-20T02:00:00Z')`,
    );
    await reporting.dataSource.transaction((manager) => marks.advance(manager, SCHEMA, events('2026-08-20T03:00:00Z')));
    const all = await marks.all(reporting.dataSource, SCHEMA);
    expect(all.map(({ topic, events: count }) => [topic, count])).toEqual([['dossier-events.v1', 41]]);
  });
});
