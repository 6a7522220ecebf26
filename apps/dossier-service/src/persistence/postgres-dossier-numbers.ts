import { prepared } from '@motcua/platform';
import type { LocalDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DossierNumbers } from '../application/ports.js';

/**
 * One row per agency and day, taken in a statement that commits by itself: the counters of an agency wait for each
 * other only that long. It need not wait for the disk either: the number is used by a later transaction, and by the
 * time that one is on disk, so is everything written before it.
 */
const NEXT = prepared(`
  INSERT INTO dossier_code_counters AS counter (agency_code, counted_on, last_number)
  SELECT $1, $2::date, 1 FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unsynced
  ON CONFLICT (agency_code, counted_on) DO UPDATE SET last_number = counter.last_number + 1
  RETURNING last_number`);

@Injectable()
export class PostgresDossierNumbers extends DossierNumbers {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async next(agencyCode: string, on: LocalDate): Promise<number> {
    const rows: { last_number: number }[] = await this.dataSource.query(NEXT, [agencyCode, on]);
    return rows[0]!.last_number;
  }
}
