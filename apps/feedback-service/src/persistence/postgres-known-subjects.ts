import { Injectable } from '@nestjs/common';
import { foldedCode, type DossierFacts } from '@motcua/contracts';
import { Table } from '@motcua/platform';
import { ProcedureFieldCopies } from '@motcua/reference-data';
import { DataSource, type EntityManager } from 'typeorm';
import { KnownSubjects } from '../application/file-feedback.js';
import { KnownDossierEntity } from './entities.js';

const KNOWN_DOSSIERS = Table.of(KnownDossierEntity);

/** Copies of dossiers' and procedures' facts. */
@Injectable()
export class PostgresKnownSubjects extends KnownSubjects {
  constructor(
    private readonly dataSource: DataSource,
    private readonly procedureFields: ProcedureFieldCopies,
  ) {
    super();
  }

  async dossier(code: string) {
    const row = await this.dataSource.manager.findOneBy(KnownDossierEntity, { code: foldedCode(code) });
    return row
      ? { agencyCode: row.agency_code, procedureCode: row.procedure_code, fieldCode: row.field_code }
      : undefined;
  }

  procedureField(code: string): Promise<string | undefined> {
    return this.procedureFields.fieldOf(this.dataSource, code);
  }

  /**
   * In one statement for a whole batch of events, by the last event of each dossier. A feedback item names a dossier by its
   * code, so a dossier without one is not kept.
   */
  async saveDossiers(manager: EntityManager, dossiers: DossierFacts[]): Promise<void> {
    const named = dossiers.filter(({ code }) => code !== undefined);
    const latest = [...new Map(named.map((dossier) => [dossier.dossierId, dossier])).values()];
    if (latest.length === 0) return;
    const rows = latest.map((dossier) => ({
      dossier_id: dossier.dossierId,
      code: foldedCode(dossier.code!),
      agency_code: dossier.agencyCode,
      procedure_code: dossier.procedureCode,
      field_code: dossier.fieldCode,
    }));
    await KNOWN_DOSSIERS.insertAll(
      manager,
      rows,
      `ON CONFLICT (dossier_id) DO UPDATE SET ${KNOWN_DOSSIERS.replacing()}`,
    );
  }
}
