import type { DossierHistoryEntry, NationalListingItem, NationalRecord, ResultDelivery } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NationalReadings, type PersonalDataReading } from '../application/ports.js';
import type { DossierRow } from './dossier-row.js';
import { PersonalData } from './personal-data.js';
import { HISTORY_COLUMNS, historyEntry, type HistoryEntryRow } from './postgres-dossier-readings.js';

type RecordRow = DossierRow & {
  agency_name: string | null;
  procedure_name: string | null;
  field_name: string | null;
  result_delivery: ResultDelivery | null;
};

/** The predicate of the index `dossiers_for_national_portal`. */
const FOR_NATIONAL_PORTAL = `d.code IS NOT NULL AND (d.origin = 'LIVE' OR d.version > 1)`;
const LISTED =
  'd.id, d.code, d.status, d.version, d.agency_code AS "agencyCode", d.origin, d.accepted_at AS "acceptedAt"';

type ListedRow = Omit<NationalListingItem, 'acceptedAt'> & { acceptedAt: Date | null };

@Injectable()
export class PostgresNationalReadings extends NationalReadings {
  constructor(
    private readonly dataSource: DataSource,
    private readonly personalData: PersonalData,
  ) {
    super();
  }

  async records(ids: string[], reading: PersonalDataReading): Promise<NationalRecord[]> {
    // One snapshot, or the history could be newer than the state that it is sent with.
    return this.dataSource.transaction('REPEATABLE READ', async (manager) => {
      const rows: RecordRow[] = await manager.query(
        `SELECT d.*, a.name AS agency_name, v.name AS procedure_name, v.field_name, s.result_delivery
         FROM dossiers d
         LEFT JOIN agencies a ON a.code = d.agency_code
         LEFT JOIN procedure_versions v ON v.procedure_id = d.procedure_id AND v.version = d.procedure_version
         LEFT JOIN dossier_submissions s ON s.dossier_id = d.id
         WHERE d.id = ANY ($1::uuid[])`,
        [ids],
      );
      const found = rows.map(({ id }) => id);
      if (found.length === 0) return [];
      await this.personalData.recordReadings(manager, found, reading);
      const persons = await this.personalData.clearPersons(manager, found);
      const entries: (HistoryEntryRow & { dossier_id: string })[] = await manager.query(
        `SELECT dossier_id, ${HISTORY_COLUMNS} FROM dossier_history WHERE dossier_id = ANY ($1::uuid[])
         ORDER BY dossier_id, version`,
        [found],
      );
      const histories = new Map<string, DossierHistoryEntry[]>(found.map((id) => [id, []]));
      for (const entry of entries) histories.get(entry.dossier_id)!.push(historyEntry(entry, this.personalData));
      return rows.map((row) => ({ ...recordOf(row), ...persons.get(row.id), history: histories.get(row.id)! }));
    });
  }

  async list(after: string, limit: number): Promise<NationalListingItem[]> {
    const rows: ListedRow[] = await this.dataSource.query(
      `SELECT ${LISTED} FROM dossiers d WHERE ${FOR_NATIONAL_PORTAL} AND d.code COLLATE "C" > $1
       ORDER BY d.code COLLATE "C" LIMIT $2`,
      [after, limit],
    );
    return rows.map(listingItem);
  }

  async listed(codes: string[]): Promise<NationalListingItem[]> {
    const rows: ListedRow[] = await this.dataSource.query(
      `SELECT ${LISTED} FROM dossiers d WHERE ${FOR_NATIONAL_PORTAL} AND d.code = ANY ($1::text[])
       ORDER BY d.code COLLATE "C"`,
      [codes],
    );
    return rows.map(listingItem);
  }
}

function listingItem({ acceptedAt, ...row }: ListedRow): NationalListingItem {
  return { ...row, acceptedAt: acceptedAt?.toISOString() };
}

function recordOf(row: RecordRow): Omit<NationalRecord, 'history'> {
  return {
    id: row.id,
    version: row.version,
    status: row.status,
    origin: row.origin,
    code: row.code ?? undefined,
    agencyCode: row.agency_code,
    agencyName: row.agency_name ?? undefined,
    procedureCode: row.procedure_code,
    procedureName: row.procedure_name ?? undefined,
    fieldCode: row.field_code,
    fieldName: row.field_name ?? undefined,
    channel: row.channel,
    subjectType: row.subject_type,
    submittedAt: row.submitted_at.toISOString(),
    acceptedAt: row.accepted_at?.toISOString(),
    dueAt: row.due_at?.toISOString(),
    resultDelivery: row.result_delivery ?? undefined,
  };
}
