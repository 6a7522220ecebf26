import type { ListForNationalPortalQuery } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { NationalReadings, type NationallyListed } from './ports.js';

const DEFAULT_LIMIT = 1_000;

/**
 * The dossiers that a national portal should hold, by code: those accepted here, and those taken over from a legacy
 * system from their first change here on. A dossier that a legacy system ended was reported by it.
 */
@Injectable()
export class ListForNationalPortal {
  constructor(private readonly readings: NationalReadings) {}

  execute({ after, limit, codes }: ListForNationalPortalQuery): Promise<NationallyListed[]> {
    return codes
      ? this.readings.listed(codes.split(',').filter((code) => code !== ''))
      : this.readings.list(after ?? '', limit ?? DEFAULT_LIMIT);
  }
}
