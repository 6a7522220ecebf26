import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { GENERATIONS, PROJECTION_TABLES, schemaOf, type Generation } from '../persistence/projection-tables.js';

export interface ProjectionState {
  serving: Generation;
  /** The generation that a rebuild is filling, while one goes on. */
  building?: Generation;
  rebuildStartedAt?: Date;
  rebuiltAt?: Date;
}

interface StateRow {
  serving: Generation;
  building: Generation | null;
  rebuild_started_at: Date | null;
  rebuilt_at: Date | null;
}

const MARKS_OF_ALL = GENERATIONS.map((generation) => `${schemaOf(generation)}.projection_marks`).join(', ');

/** Which generation of the projection is read and which is written. */
@Injectable()
export class Generations {
  async state(manager: Pick<EntityManager, 'query'>): Promise<ProjectionState> {
    const rows = await manager.query<StateRow[]>(
      'SELECT serving, building, rebuild_started_at, rebuilt_at FROM projection_state',
    );
    const row = rows[0]!;
    return {
      serving: row.serving,
      building: row.building ?? undefined,
      rebuildStartedAt: row.rebuild_started_at ?? undefined,
      rebuiltAt: row.rebuilt_at ?? undefined,
    };
  }

  /** The schema that the events of this transaction are to be written to. */
  async written(manager: EntityManager): Promise<string> {
    const { serving, building } = await this.state(manager);
    return schemaOf(building ?? serving);
  }

  /**
   * Runs `read` on one snapshot of the serving generation.
   *
   * The locks come before the snapshot: emptying a generation is not undone for older snapshots (TRUNCATE is not
   * MVCC-safe), so it must not happen between finding out which one serves and reading it.
   */
  async reading<T>(
    dataSource: DataSource,
    read: (snapshot: EntityManager, schema: string, state: ProjectionState) => Promise<T>,
  ): Promise<T> {
    return dataSource.transaction('REPEATABLE READ', async (snapshot) => {
      // Compiling a report's many small predicates takes longer than evaluating them.
      await snapshot.query(`SET LOCAL jit = off; LOCK TABLE ${MARKS_OF_ALL} IN ACCESS SHARE MODE`);
      const state = await this.state(snapshot);
      return read(snapshot, schemaOf(state.serving), state);
    });
  }

  /**
   * Empties the generation that does not serve and has events written to it from now on; a rebuild that goes on begins
   * again. To be run in the transaction that puts the positions back: batches in flight have committed before it.
   */
  async beginRebuild(manager: EntityManager): Promise<void> {
    const { serving } = await this.state(manager);
    const building: Generation = serving === 'blue' ? 'green' : 'blue';
    const tables = PROJECTION_TABLES.map((table) => `${schemaOf(building)}.${table}`);
    // Where readers stop it must be locked first: one that holds the marks would wait for tables that this waits with.
    await manager.query(`LOCK TABLE ${schemaOf(building)}.projection_marks IN ACCESS EXCLUSIVE MODE`);
    await manager.query(`TRUNCATE ${tables.join(', ')}`);
    await manager.query('UPDATE projection_state SET building = $1, rebuild_started_at = clock_timestamp()', [
      building,
    ]);
  }

  /** Lets the generation serve that the rebuild begun at `startedAt` has filled; false when that is over already. */
  async completeRebuild(manager: EntityManager, startedAt: Date): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `WITH completed AS (
         UPDATE projection_state SET serving = building, building = NULL, rebuilt_at = clock_timestamp()
         WHERE building IS NOT NULL AND date_trunc('milliseconds', rebuild_started_at) = $1 RETURNING 1
       ) SELECT * FROM completed`,
      [startedAt],
    );
    return rows.length > 0;
  }
}
