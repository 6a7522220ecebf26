import type { AgencyRegistered, EventEnvelope, ProcedurePublished } from '@motcua/contracts';
import type { RowAsJson } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AgencyEntity, NameEntity, type NameRow } from '../persistence/catalog-entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';

const AGENCIES = tableInEachSchema(AgencyEntity);
const NAMES = tableInEachSchema(NameEntity);

/** Keeps when agencies exist, and every name that agencies, fields and procedures have had, as the catalog announces them. */
@Injectable()
export class NamesProjection {
  async applyAgencies(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<AgencyRegistered>[],
  ): Promise<void> {
    const agencies = latestBy(events, ({ data }) => data.code).map(({ data }) => ({
      code: data.code,
      level: data.level,
      parent_code: data.parentCode,
      valid_from: data.validFrom,
      valid_to: data.validTo,
    }));
    // In the order of their keys, so that two transactions cannot deadlock.
    const replace = `ORDER BY code ON CONFLICT (code) DO UPDATE SET ${AGENCIES[schema].replacing()}`;
    await AGENCIES[schema].insertAll(manager, agencies, replace);
    const names = events.map(({ time, data }) => named('AGENCY', data.code, time, data.name));
    await keepNames(manager, schema, names);
  }

  async applyProcedures(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<ProcedurePublished>[],
  ): Promise<void> {
    const names = events.flatMap(({ time, data }) => [
      named('PROCEDURE', data.code, time, data.name),
      named('FIELD', data.fieldCode, time, data.fieldName),
    ]);
    await keepNames(manager, schema, names);
  }
}

type Name = RowAsJson<NameRow> & { kind: NameRow['kind']; code: string; from_at: string };

function named(kind: NameRow['kind'], code: string, from_at: string, name: string): Name {
  return { kind, code, from_at, name };
}

async function keepNames(manager: EntityManager, schema: ProjectionSchema, names: Name[]): Promise<void> {
  const table = NAMES[schema];
  const rows = latestBy(names, ({ kind, code, from_at }) => `${kind} ${code} ${from_at}`);
  const replace = `ORDER BY kind, code, from_at ON CONFLICT (kind, code, from_at) DO UPDATE SET ${table.replacing()}`;
  await table.insertAll(manager, rows, replace);
}

/** A statement can change a row once: the last of each key says how it stands. */
function latestBy<E>(items: E[], keyOf: (item: E) => string): E[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
