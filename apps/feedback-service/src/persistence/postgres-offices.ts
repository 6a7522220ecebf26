import { Injectable } from '@nestjs/common';
import { CopiedReferenceData, ReferenceCopies, referenceDataUnavailable, type Queries } from '@motcua/reference-data';
import { localDate } from '@motcua/working-time';
import { Offices } from '../application/offices.js';
import type { Office } from '../domain/deadlines.js';

/** Agencies with the calendars that they work by, out of this service's copies. */
@Injectable()
export class PostgresOffices extends Offices {
  constructor(
    private readonly referenceData: CopiedReferenceData,
    private readonly copies: ReferenceCopies,
  ) {
    super();
  }

  async find(agencyCode: string, at: Date): Promise<Office | undefined> {
    const agency = await this.referenceData.agency(agencyCode);
    const day = localDate(at);
    // Both ends included.
    if (!agency || day < agency.validFrom || (agency.validTo !== undefined && agency.validTo < day)) return undefined;
    const calendar = await this.referenceData.officeCalendar(agencyCode);
    if (!calendar) throw referenceDataUnavailable(new Error(`the catalog has no calendar of agency ${agencyCode}`));
    return { agencyCode, calendar };
  }

  async answering(agencyCode: string, at: Date): Promise<Office | undefined> {
    const heir = await this.referenceData.heirOf(agencyCode, localDate(at));
    return heir === undefined ? undefined : this.find(heir, at);
  }

  /** Should a newer calendar or newer office hours come, the walk over open deadlines waits until this transaction ends. */
  hold(transaction: Queries): Promise<void> {
    return this.copies.holdCalendars(transaction);
  }

  /** The office by what is known here, inside the transaction that counts by it. */
  async findKnown(queries: Queries, agencyCode: string): Promise<Office | undefined> {
    const found = await this.copies.officeCalendar(queries, agencyCode);
    return 'missing' in found ? undefined : { agencyCode, calendar: found.calendar };
  }
}
