import { OpenDeadlines, type Queries } from '@motcua/reference-data';
import { Injectable } from '@nestjs/common';
import { AgencyTransfers } from './agency-transfers.js';
import { CalendarChanges } from './calendar-changes.js';

/** What happens to open dossiers when the catalog changes: deadlines are set anew, and dossiers go to a successor. */
@Injectable()
export class OpenDossiers extends OpenDeadlines {
  constructor(
    private readonly calendarChanges: CalendarChanges,
    private readonly agencyTransfers: AgencyTransfers,
  ) {
    super();
  }

  calendarPublished(queries: Queries, calendarId: string, version: number): Promise<void> {
    return this.calendarChanges.calendarPublished(queries, calendarId, version);
  }

  /** Its new office hours hold for dossiers accepted from now on; open ones keep those that they are stamped with. */
  agencyChanged(queries: Queries, agencyCode: string, version: number): Promise<void> {
    return this.agencyTransfers.agencyChanged(queries, agencyCode, version);
  }
}
