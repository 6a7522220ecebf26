import type { EntityManager } from 'typeorm';
import { AgencyEntity, type AgencyRow } from '../persistence/catalog-entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';

const AGENCIES = tableInEachSchema(AgencyEntity);

/** The level of each agency that the catalog has announced, by code; it never changes. */
export async function levelsOf(
  manager: Pick<EntityManager, 'query'>,
  schema: ProjectionSchema,
  codes: string[],
): Promise<Map<string, AgencyRow['level']>> {
  const rows = await manager.query<Pick<AgencyRow, 'code' | 'level'>[]>(
    `SELECT code, level FROM ${AGENCIES[schema].name} WHERE code = ANY($1)`,
    [codes],
  );
  return new Map(rows.map(({ code, level }) => [code, level]));
}
