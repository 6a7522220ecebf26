import type { AgencyRegistered, EventEnvelope, ProcedurePublished } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Keeps the names that rows of reports are printed with, as the catalog announces them. */
@Injectable()
export class NamesProjection {
  async applyAgencies(
    manager: EntityManager,
    schema: string,
    events: EventEnvelope<AgencyRegistered>[],
  ): Promise<void> {
    const rows = latestBy(events, ({ data }) => data.code).map(({ data }) => ({
      code: data.code,
      name: data.name,
      level: data.level,
      parent_code: data.parentCode,
      valid_from: data.validFrom,
      valid_to: data.validTo,
    }));
    await manager.query(
      `INSERT INTO ${schema}.agencies (code, name, level, parent_code, valid_from, valid_to)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS a (
         code text, name text, level text, parent_code text, valid_from date, valid_to date)
       ON CONFLICT (code) DO UPDATE SET name = excluded.name, level = excluded.level,
         parent_code = excluded.parent_code, valid_from = excluded.valid_from, valid_to = excluded.valid_to`,
      [JSON.stringify(rows)],
    );
  }

  async applyProcedures(
    manager: EntityManager,
    schema: string,
    events: EventEnvelope<ProcedurePublished>[],
  ): Promise<void> {
    const procedures = latestBy(events, ({ data }) => data.procedureId).map(({ data }) => ({
      procedure_id: data.procedureId,
      code: data.code,
      name: data.name,
      version: data.version,
    }));
    await manager.query(
      `INSERT INTO ${schema}.procedures (procedure_id, code, name, version)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS p (procedure_id uuid, code text, name text, version integer)
       ON CONFLICT (procedure_id) DO UPDATE SET code = excluded.code, name = excluded.name, version = excluded.version
         WHERE procedures.version <= excluded.version`,
      [JSON.stringify(procedures)],
    );
    const fields = latestBy(events, ({ data }) => data.fieldCode).map(({ data }) => ({
      code: data.fieldCode,
      name: data.fieldName,
    }));
    await manager.query(
      `INSERT INTO ${schema}.fields (code, name)
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS f (code text, name text) ORDER BY code
       ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE fields.name <> excluded.name`,
      [JSON.stringify(fields)],
    );
  }
}

/** A statement can change a row once: the last event of each key says how it stands. */
function latestBy<E>(events: E[], keyOf: (event: E) => string): E[] {
  return [...new Map(events.map((event) => [keyOf(event), event])).values()];
}
