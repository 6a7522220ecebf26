import type { EntityManager } from 'typeorm';
import { AgencyEntity } from '../persistence/catalog-entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';

const AGENCIES = tableInEachSchema(AgencyEntity);

/** The level of each agency that the catalog has announced, by code; it never changes. */
export async function levelsOf(
  manager: Pick<EntityManager, 'query'>,
  schema: ProjectionSchema,
  codes: string[],
): Promise<Map<string, string>> {
  const rows = await manager.query<{ code: string; level: string }[]>(
    `SELECT code, level FROM ${AGENCIES[schema].name} WHERE code = ANY($1)`,
    [codes],
  );
  return new Map(rows.map(({ code, level }) => [code, level]));
}
