import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { NationalReadings, ReferenceData, type NationalDossier } from './ports.js';

export interface ReadNationalRecordsCommand {
  caller: Caller;
  ids: string[];
}

/** All that a national portal is told of some dossiers, in one reading that is recorded for each of them. */
@Injectable()
export class ReadNationalRecords {
  constructor(
    private readonly readings: NationalReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** What does not exist is left out. */
  async execute({ caller, ids }: ReadNationalRecordsCommand): Promise<NationalDossier[]> {
    const found = await this.readings.dossiers([...new Set(ids)], {
      reader: caller,
      purpose: 'NATIONAL_SYNC',
      operation: 'readNationalRecords',
    });
    for (const national of found) {
      const { fieldCode, code } = national.dossier.procedure;
      national.fieldName ??= await this.referenceData.fieldName(fieldCode, code);
    }
    return found;
  }
}
