import { prepared, Table } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager, EntitySchema, ObjectLiteral } from 'typeorm';
import { MarkEntity } from '../persistence/catalog-entities.js';
import { PROJECTION_TABLES, StateEntity, type StateRow } from '../persistence/entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import { schemaOf, type Generation, type ProjectionSchema } from '../persistence/projection-tables.js';

export interface ProjectionState {
  serving: Generation;
  /** The generation that a rebuild is filling, while one goes on. */
  building?: Generation;
  rebuildStartedAt?: Date;
  rebuiltAt?: Date;
  /** Which version of the projection filled the serving generation from the first event on. */
  filledBy: number;
}

/**
 * The version of the projection: a higher one keeps more of each event, and a generation that a lower one filled lacks it until
 * a rebuild. 2: the intake of dossiers. 3: what is open of feedback. 4: names by date.
 */
export const PROJECTION_VERSION = 4;

/** Since which version a generation holds what a report needs. */
export const PROJECTED_SINCE = { intake: 2, feedback: 3, names: 4 } as const;

export function holds(state: Pick<ProjectionState, 'filledBy'>, what: keyof typeof PROJECTED_SINCE): boolean {
  return state.filledBy >= PROJECTED_SINCE[what];
}

/** By hand: for each batch of events and each report, 0.2 ms of CPU where TypeORM's manager takes 0.6. */
const STATE = prepared(`SELECT ${Table.of(StateEntity).selecting('s')} FROM projection_state s`);

const MARKS = tableInEachSchema(MarkEntity);
const MARKS_OF_ALL = Object.values(MARKS)
  .map(({ name }) => name)
  .join(', ');

/** Which generation of the projection is read and which is written. */
@Injectable()
export class Generations {
  async state(manager: Pick<EntityManager, 'query'>): Promise<ProjectionState> {
    const rows = await manager.query<StateRow[]>(STATE);
    const row = rows[0]!;
    return {
      serving: row.serving,
      building: row.building ?? undefined,
      rebuildStartedAt: row.rebuild_started_at ?? undefined,
      rebuiltAt: row.rebuilt_at ?? undefined,
      filledBy: row.serving_filled_by,
    };
  }

  /** The schema that the events of this transaction are to be written to. */
  async written(manager: EntityManager): Promise<ProjectionSchema> {
    const { serving, building } = await this.state(manager);
    return schemaOf(building ?? serving);
  }

  /**
   * Runs `read` on one snapshot of the serving generation.
   *
   * The locks come before the snapshot: emptying a generation is not undone for older snapshots (TRUNCATE is not
   * MVCC-safe), so it must not happen between finding out which one serves and reading it.
   * @param options `first`: who holds this table works alone, and the snapshot begins when the one before has committed
   */
  async reading<T>(
    dataSource: DataSource,
    read: (snapshot: EntityManager, schema: ProjectionSchema, state: ProjectionState) => Promise<T>,
    { first }: { first?: EntitySchema<ObjectLiteral> } = {},
  ): Promise<T> {
    return dataSource.transaction('REPEATABLE READ', async (snapshot) => {
      if (first) await snapshot.query(`LOCK TABLE ${Table.of(first).name} IN SHARE ROW EXCLUSIVE MODE`);
      // Compiling a report's many small predicates takes longer than evaluating them.
      await snapshot.query(`SET LOCAL jit = off; LOCK TABLE ${MARKS_OF_ALL} IN ACCESS SHARE MODE`);
      const state = await this.state(snapshot);
      return read(snapshot, schemaOf(state.serving), state);
    });
  }

  /**
   * Empties the generation that does not serve and has events written to it from now on; a rebuild that is running begins
   * again. Must run in the transaction that resets the positions, which waits for the batches in flight.
   */
  async beginRebuild(manager: EntityManager): Promise<void> {
    const { serving } = await this.state(manager);
    const building: Generation = serving === 'blue' ? 'green' : 'blue';
    const schema = schemaOf(building);
    // A report locks the marks first and then the tables; in another order, each could wait for the other.
    await manager.query(`LOCK TABLE ${MARKS[schema].name} IN ACCESS EXCLUSIVE MODE`);
    await manager.query(`TRUNCATE ${PROJECTION_TABLES[schema].join(', ')}`);
    await manager.update(
      StateEntity,
      { single_row: true },
      { building, rebuild_started_at: () => 'clock_timestamp()', building_filled_by: PROJECTION_VERSION },
    );
  }

  /** Lets the generation serve that the rebuild of `startedAt` has filled; false when that rebuild is no longer the running one. */
  async completeRebuild(manager: EntityManager, startedAt: Date): Promise<boolean> {
    const { affected } = await manager
      .createQueryBuilder()
      .update(StateEntity)
      .set({
        serving: () => 'building',
        building: null,
        rebuilt_at: () => 'clock_timestamp()',
        serving_filled_by: () => 'building_filled_by',
        building_filled_by: null,
      })
      .where(`building IS NOT NULL AND date_trunc('milliseconds', rebuild_started_at) = :startedAt`, { startedAt })
      .execute();
    return affected === 1;
  }
}
