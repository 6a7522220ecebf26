import type { ListForNationalPortalQuery, NationalListingItem } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { NationalReadings } from './ports.js';

const DEFAULT_LIMIT = 1_000;

/**
 * The dossiers that a national portal should hold, by code: those accepted here, and those taken over from a legacy
 * system from their first change here on. What a legacy system ended, it reported itself.
 */
@Injectable()
export class ListForNationalPortal {
  constructor(private readonly readings: NationalReadings) {}

  execute({ after, limit, codes }: ListForNationalPortalQuery): Promise<NationalListingItem[]> {
    return codes
      ? this.readings.listed(codes.split(',').filter((code) => code !== ''))
      : this.readings.list(after ?? '', limit ?? DEFAULT_LIMIT);
  }
}
