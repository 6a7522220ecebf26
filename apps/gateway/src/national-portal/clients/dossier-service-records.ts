import type { NationalListing, NationalListingItem, NationalRecord, NationalRecordList } from '@motcua/contracts';
import type { ServiceClient } from '@motcua/platform';
import { DossierRecords } from '../application/ports.js';

/** The records of dossier-service, through its internal endpoints for this gateway. */
export class DossierServiceRecords extends DossierRecords {
  constructor(private readonly client: ServiceClient) {
    super();
  }

  async read(ids: string[]): Promise<NationalRecord[]> {
    const { items } = await this.client.send<NationalRecordList>({
      method: 'POST',
      path: '/internal/national-records',
      body: { ids },
    });
    return items;
  }

  list(after: string, limit: number): Promise<NationalListingItem[]> {
    return this.listing(new URLSearchParams({ limit: String(limit), ...(after ? { after } : {}) }));
  }

  listed(codes: string[]): Promise<NationalListingItem[]> {
    return this.listing(new URLSearchParams({ codes: codes.join(',') }));
  }

  private async listing(query: URLSearchParams): Promise<NationalListingItem[]> {
    const path = `/internal/national-listing?${query}`;
    return (await this.client.send<NationalListing>({ method: 'GET', path })).items;
  }
}
