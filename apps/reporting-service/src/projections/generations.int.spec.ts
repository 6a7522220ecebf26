import type { EntityManager } from 'typeorm';
import { eventually } from '@motcua/testing';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';
import { DossierProjection } from './dossier-projection.js';
import { Generations, holds } from './generations.js';

let reporting: ReportingDatabase;
const generations = new Generations();
const dossiers = new DossierProjection();

beforeEach(async () => {
  reporting = await ReportingDatabase.open();
});
afterEach(() => reporting.close());

const accepted = () => new ExampleLife().then('accepted', '2026-08-20T02:00:00Z', '2026-08-28T10:00:00Z').events;

/** Writes events where a handler would write them. */
const handle = (events = accepted()) =>
  reporting.dataSource.transaction(async (manager) =>
    dossiers.apply(manager, await generations.written(manager), events),
  );

const countIn = async (manager: EntityManager, schema: ProjectionSchema): Promise<number> => {
  const rows = await manager.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM ${schema}.dossiers`);
  return rows[0]!.count;
};

/** How many dossiers a report would count. */
const seen = () => generations.reading(reporting.dataSource, countIn);

const begin = () => reporting.dataSource.transaction((manager) => generations.beginRebuild(manager));
const complete = async (startedAt?: Date) => {
  const state = await generations.state(reporting.dataSource);
  return generations.completeRebuild(reporting.dataSource.manager, startedAt ?? state.rebuildStartedAt!);
};

describe('a rebuild', () => {
  it('leaves reports as they were until it is complete', async () => {
    await handle();
    await handle();
    await begin();
    expect(await seen()).toBe(2);
    await handle();
    expect(await seen()).toBe(2);
    expect(await complete()).toBe(true);
    expect(await seen()).toBe(1);
    await handle();
    expect(await seen()).toBe(2);
  });

  it('that begins again empties what the first one had built', async () => {
    await handle();
    await begin();
    await handle();
    await begin();
    await complete();
    expect(await seen()).toBe(0);
  });

  it('can follow another, each time in the tables that do not serve', async () => {
    for (let round = 1; round <= 3; round += 1) {
      await begin();
      for (let i = 0; i < round; i += 1) await handle();
      await complete();
      expect(await seen()).toBe(round);
    }
  });

  it('gives reports what an earlier version of the projection had left out, once it is complete', async () => {
    const held = async () => {
      const state = await generations.state(reporting.dataSource);
      return [holds(state, 'intake'), holds(state, 'feedback')];
    };
    expect(await held()).toEqual([true, true]);
    for (const [version, expected] of [
      [1, [false, false]],
      [2, [true, false]],
    ]) {
      await reporting.dataSource.query('UPDATE projection_state SET serving_filled_by = $1', [version]);
      await begin();
      expect(await held()).toEqual(expected);
      await complete();
      expect(await held()).toEqual([true, true]);
    }
  });

  it('is completed once, and not by an instance that still knows an earlier one', async () => {
    await begin();
    expect(await complete(new Date('2026-01-01'))).toBe(false);
    expect(await complete()).toBe(true);
    expect(await complete()).toBe(false);
  });

  it('empties no table while a report may still read it', async () => {
    await handle();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    // The report knows which generation serves and has not read it yet.
    const report = generations.reading(reporting.dataSource, async (snapshot, schema) => {
      await held;
      return countIn(snapshot, schema);
    });
    await eventually(async () => {
      const locks = await reporting.dataSource.query(
        `SELECT 1 FROM pg_locks WHERE relation = 'projection_blue.projection_marks'::regclass AND granted`,
      );
      expect(locks).toHaveLength(1);
    });
    // This generation no longer serves, so the next rebuild empties it.
    await reporting.dataSource.query(
      `UPDATE projection_state SET serving = 'green', building = NULL, rebuild_started_at = now()`,
    );
    const next = begin();
    await eventually(async () => {
      const waiting = await reporting.dataSource.query(`SELECT 1 FROM pg_locks WHERE NOT granted`);
      expect(waiting.length).toBeGreaterThan(0);
    });
    release();
    expect(await report).toBe(1);
    await next;
    expect(await countIn(reporting.dataSource.manager, 'projection_blue')).toBe(0);
  });
});
