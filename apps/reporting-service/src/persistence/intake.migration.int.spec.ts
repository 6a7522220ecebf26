import { Generations, holds } from '../projections/generations.js';
import { DossierProjection } from '../projections/dossier-projection.js';
import { Marks } from '../projections/marks.js';
import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';
import { FeedbackStints1796100000060 } from './migrations/feedback-stints.migration.js';
import { Intake1796000000041 } from './migrations/intake.migration.js';

const submitted = '2026-08-19T02:00:00Z';
const accepted = '2026-08-20T02:00:00Z';
const due = '2026-08-28T10:00:00Z';
const AUGUST = ['2026-08-15', '2026-09-15'] as const;

describe('A projection that an earlier release has filled', () => {
  let reporting: ReportingDatabase;
  const generations = new Generations();

  beforeAll(async () => {
    reporting = await ReportingDatabase.open();
  });
  afterAll(() => reporting.close());

  it('keeps its figures, has no intake until it is rebuilt, and takes what comes meanwhile', async () => {
    const manager = reporting.dataSource.manager;
    const lives = [
      new ExampleLife().then('submitted', submitted).then('accepted', accepted, due),
      new ExampleLife().then('submitted', submitted).then('refused', accepted),
      new ExampleLife().then('submitted', submitted).then('accepted', accepted, due).then('resolved', due, due),
    ];
    const events = lives.flatMap((life) => life.events);
    await reporting.project(events);
    await new Marks().advance(manager, 'projection_blue', events);
    const before = await reporting.report(...AUGUST, { by: ['agency'] });
    expect(before.total.intake).toMatchObject({ submitted: 3, accepted: 2, refused: 1 });

    const runner = reporting.dataSource.createQueryRunner();
    await new FeedbackStints1796100000060().down(runner);
    await new Intake1796000000041().down(runner);
    await new Intake1796000000041().up(runner);
    await new FeedbackStints1796100000060().up(runner);
    await runner.release();

    const hasIntake = async () => holds(await generations.state(manager), 'intake');
    expect(await hasIntake()).toBe(false);
    const { intake: _notYet, ...figures } = (await reporting.report(...AUGUST)).total;
    expect({ ...figures, intake: before.total.intake }).toEqual(before.total);
    // The next event of a dossier whose submission was left out.
    await reporting.project(lives[0]!.then('forwarded', accepted, due).events.slice(-1));
    expect((await reporting.report(...AUGUST)).total).toMatchObject({ total: 2, intake: { total: 0 } });

    await reporting.dataSource.transaction((transaction) => generations.beginRebuild(transaction));
    await reporting.dataSource.transaction(async (transaction) =>
      new DossierProjection().apply(transaction, await generations.written(transaction), events),
    );
    const { rebuildStartedAt } = await generations.state(manager);
    expect(await generations.completeRebuild(manager, rebuildStartedAt!)).toBe(true);
    expect(await hasIntake()).toBe(true);
    const [{ waiting, known }] = await manager.query(
      `SELECT count(*) FILTER (WHERE intake_end IS NULL)::int AS waiting, count(submitted_at)::int AS known
       FROM projection_green.dossiers`,
    );
    expect([waiting, known]).toEqual([0, 3]);
  });

  it('that was never filled has everything from the first event on', async () => {
    const empty = await ReportingDatabase.open();
    const state = await generations.state(empty.dataSource.manager);
    expect([holds(state, 'intake'), holds(state, 'feedback'), holds(state, 'names')]).toEqual([true, true, true]);
    await empty.close();
  });
});
