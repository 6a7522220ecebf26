import type { AgencyRegistered, EventEnvelope, ProcedurePublished } from '@motcua/contracts';
import type { RowAsJson, Table } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager, ObjectLiteral } from 'typeorm';
import { AgencyEntity, FieldEntity, ProcedureEntity, tableInEachSchema } from '../persistence/entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';

const AGENCIES = tableInEachSchema(AgencyEntity);
const FIELDS = tableInEachSchema(FieldEntity);
const PROCEDURES = tableInEachSchema(ProcedureEntity);

/** Keeps the names that rows of reports are printed with, as the catalog announces them. */
@Injectable()
export class NamesProjection {
  async applyAgencies(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<AgencyRegistered>[],
  ): Promise<void> {
    const agencies = latestBy(events, ({ data }) => data.code).map(({ data }) => ({
      code: data.code,
      name: data.name,
      level: data.level,
      parent_code: data.parentCode,
      valid_from: data.validFrom,
      valid_to: data.validTo,
    }));
    await replaceAll(manager, AGENCIES[schema], agencies, 'code');
  }

  async applyProcedures(
    manager: EntityManager,
    schema: ProjectionSchema,
    events: EventEnvelope<ProcedurePublished>[],
  ): Promise<void> {
    const procedures = latestBy(events, ({ data }) => data.procedureId).map(({ data }) => ({
      procedure_id: data.procedureId,
      code: data.code,
      name: data.name,
      version: data.version,
    }));
    const newer = 'WHERE procedures.version <= excluded.version';
    await replaceAll(manager, PROCEDURES[schema], procedures, 'procedure_id', newer);
    const fields = latestBy(events, ({ data }) => data.fieldCode).map(({ data }) => ({
      code: data.fieldCode,
      name: data.fieldName,
    }));
    await replaceAll(manager, FIELDS[schema], fields, 'code', 'WHERE fields.name <> excluded.name');
  }
}

/** Inserts rows, or replaces those that are there; in the order of their keys, so that two transactions cannot deadlock. */
async function replaceAll<Row extends ObjectLiteral>(
  manager: EntityManager,
  table: Table<Row>,
  rows: RowAsJson<Row>[],
  key: keyof Row & string,
  condition = '',
): Promise<void> {
  const replace = `ORDER BY ${key} ON CONFLICT (${key}) DO UPDATE SET ${table.replacing()} ${condition}`;
  await table.insertAll(manager, rows, replace);
}

/** A statement can change a row once: the last event of each key says how it stands. */
function latestBy<E>(events: E[], keyOf: (event: E) => string): E[] {
  return [...new Map(events.map((event) => [keyOf(event), event])).values()];
}
