import type { ResultDelivery } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  NationalReadings,
  type HistoryEntry,
  type NationalDossier,
  type NationallyListed,
  type PersonalDataReading,
} from '../application/ports.js';
import { DOSSIERS, recordOf } from './dossier-row.js';
import type { DossierRow, HistoryRow } from './entities.js';
import { HISTORY } from './history-row.js';
import { PersonalData } from './personal-data.js';
import { historyEntry } from './postgres-dossier-readings.js';

type RecordRow = DossierRow & {
  agency_name: string | null;
  procedure_name: string | null;
  field_name: string | null;
  result_delivery: ResultDelivery | null;
};

/** The predicate of the index `dossiers_for_national_portal`. */
const FOR_NATIONAL_PORTAL = `d.code IS NOT NULL AND (d.origin = 'LIVE' OR d.version > 1)`;
const LISTED =
  'd.id, d.code, d.status, d.version - d.unannounced AS announced, d.agency_code AS "agencyCode", d.origin, d.accepted_at AS "acceptedAt"';

type ListedRow = Omit<NationallyListed, 'acceptedAt'> & { acceptedAt: Date | null };

@Injectable()
export class PostgresNationalReadings extends NationalReadings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  async dossiers(ids: string[], reading: PersonalDataReading): Promise<NationalDossier[]> {
    // One snapshot, or the history could be newer than the state that it is sent with.
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const rows: RecordRow[] = await manager.query(
        `SELECT ${DOSSIERS.selecting('d')}, a.name AS agency_name, v.name AS procedure_name, v.field_name, s.result_delivery
         FROM dossiers d
         LEFT JOIN agencies a ON a.code = d.agency_code
         LEFT JOIN procedure_versions v ON v.procedure_id = d.procedure_id AND v.version = d.procedure_version
         LEFT JOIN dossier_submissions s ON s.dossier_id = d.id
         WHERE d.id = ANY ($1::uuid[])`,
        [ids],
      );
      const found = rows.map(({ id }) => id);
      if (found.length === 0) return [];
      await this.personalData.recordReading(manager, found, reading);
      const persons = await this.personalData.clearPersons(manager, found);
      const entries: HistoryRow[] = await manager.query(
        `SELECT ${HISTORY.selecting('h')} FROM dossier_history h WHERE dossier_id = ANY ($1::uuid[]) AND h.event NOT IN ('task-claimed', 'task-assigned', 'task-released')
         ORDER BY dossier_id, version`,
        [found],
      );
      const histories = new Map<string, HistoryEntry[]>(found.map((id) => [id, []]));
      for (const entry of entries) histories.get(entry.dossier_id)!.push(historyEntry(entry, this.personalData));
      return rows.map((row) => ({
        dossier: recordOf(row),
        agencyName: row.agency_name ?? undefined,
        procedureName: row.procedure_name ?? undefined,
        fieldName: row.field_name ?? undefined,
        resultDelivery: row.result_delivery ?? undefined,
        ...persons.get(row.id),
        history: histories.get(row.id)!,
      }));
    });
  }

  async list(after: string, limit: number): Promise<NationallyListed[]> {
    const rows: ListedRow[] = await this.dataSource.query(
      `SELECT ${LISTED} FROM dossiers d WHERE ${FOR_NATIONAL_PORTAL} AND d.code COLLATE "C" > $1
       ORDER BY d.code COLLATE "C" LIMIT $2`,
      [after, limit],
    );
    return rows.map(listedOf);
  }

  async listed(codes: string[]): Promise<NationallyListed[]> {
    const rows: ListedRow[] = await this.dataSource.query(
      `SELECT ${LISTED} FROM dossiers d WHERE ${FOR_NATIONAL_PORTAL} AND d.code = ANY ($1::text[])
       ORDER BY d.code COLLATE "C"`,
      [codes],
    );
    return rows.map(listedOf);
  }
}

function listedOf({ acceptedAt, ...row }: ListedRow): NationallyListed {
  return { ...row, acceptedAt: acceptedAt ?? undefined };
}
