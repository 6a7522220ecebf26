import type { NationalListingItem, NationalRecord } from '@motcua/contracts';
import { DossierRecords } from '../application/ports.js';

/** The records of dossier-service in memory. */
export class FakeDossierRecords extends DossierRecords {
  readonly records = new Map<string, NationalRecord>();
  away = false;

  async read(ids: string[]): Promise<NationalRecord[]> {
    if (this.away) throw new Error('no answer');
    return ids.flatMap((id) => this.records.get(id) ?? []);
  }

  async list(): Promise<NationalListingItem[]> {
    return [];
  }

  async listed(): Promise<NationalListingItem[]> {
    return [];
  }
}
