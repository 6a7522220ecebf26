import type { NationalRecord } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { NationalReadings, ReferenceData } from './ports.js';

/** All that a national portal is told of some dossiers, in one reading that is recorded for each of them. */
@Injectable()
export class ReadNationalRecords {
  constructor(
    private readonly readings: NationalReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** What does not exist is left out. */
  async execute(caller: Caller, ids: string[]): Promise<NationalRecord[]> {
    const records = await this.readings.records([...new Set(ids)], {
      reader: caller,
      purpose: 'NATIONAL_SYNC',
      operation: 'readNationalRecords',
    });
    for (const record of records) {
      record.fieldName ??= await this.referenceData.fieldName(record.fieldCode, record.procedureCode);
    }
    return records;
  }
}
