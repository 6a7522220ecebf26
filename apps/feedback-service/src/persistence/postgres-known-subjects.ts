import { Inject, Injectable } from '@nestjs/common';
import type { DossierFacts, ProcedurePublished } from '@motcua/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { KnownSubjects } from '../application/ports.js';

interface DossierRow {
  agency_code: string;
  procedure_code: string;
  field_code: string;
}

/** Copies of dossiers' and procedures' facts. */
@Injectable()
export class PostgresKnownSubjects extends KnownSubjects {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    super();
  }

  async dossier(code: string) {
    const rows: DossierRow[] = await this.dataSource.query(
      'SELECT agency_code, procedure_code, field_code FROM dossiers WHERE code = $1 LIMIT 1',
      [code],
    );
    const row = rows[0];
    return row && { agencyCode: row.agency_code, procedureCode: row.procedure_code, fieldCode: row.field_code };
  }

  async procedureField(code: string): Promise<string | undefined> {
    const rows: { field_code: string }[] = await this.dataSource.query(
      'SELECT field_code FROM procedures WHERE code = $1',
      [code],
    );
    return rows[0]?.field_code;
  }

  /** In one statement, the last of several facts of a dossier. One without a code cannot be named in a feedback and is not kept. */
  async saveDossiers(manager: EntityManager, dossiers: DossierFacts[]): Promise<void> {
    const named = dossiers.filter(({ code }) => code !== undefined);
    const rows = [...new Map(named.map((dossier) => [dossier.dossierId, dossier])).values()];
    if (rows.length === 0) return;
    await manager.query(
      `INSERT INTO dossiers (dossier_id, code, agency_code, procedure_code, field_code)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
       ON CONFLICT (dossier_id) DO UPDATE SET code = excluded.code, agency_code = excluded.agency_code,
         procedure_code = excluded.procedure_code, field_code = excluded.field_code`,
      [
        rows.map((dossier) => dossier.dossierId),
        rows.map((dossier) => dossier.code),
        rows.map((dossier) => dossier.agencyCode),
        rows.map((dossier) => dossier.procedureCode),
        rows.map((dossier) => dossier.fieldCode),
      ],
    );
  }

  async saveProcedure(manager: EntityManager, procedure: ProcedurePublished): Promise<void> {
    await manager.query(
      `INSERT INTO procedures (code, field_code) VALUES ($1, $2)
       ON CONFLICT (code) DO UPDATE SET field_code = excluded.field_code`,
      [procedure.code, procedure.fieldCode],
    );
  }
}
