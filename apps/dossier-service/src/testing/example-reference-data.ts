import type { WorkingCalendar } from '@motcua/working-time';
import { ReferenceData, type Agency, type PublishedProcedure } from '../application/ports.js';
import type { DeadlineBasis } from '../domain/dossier.js';
import { agency, basis, compiled2026, PROCEDURE_ID, publishedProcedure } from './reference-data.js';

/** The records of the examples: one procedure, one calendar, one rule set, and an agency for every code. */
export class ExampleReferenceData extends ReferenceData {
  override async agency(code: string): Promise<Agency | undefined> {
    return agency(code);
  }

  override async procedureInForce(code: string): Promise<PublishedProcedure | undefined> {
    return (await this.versionsOf(code))[0];
  }

  override async versionsOf(code: string): Promise<PublishedProcedure[]> {
    const { name, version, fieldCode, decision, online, cases } = publishedProcedure;
    return code === publishedProcedure.code
      ? [{ id: PROCEDURE_ID, code, name, version, fieldCode, effectiveOn: decision.effectiveOn, online, cases }]
      : [];
  }

  override async deadlineBasis(
    agencyCode: string,
    _on: string,
  ): Promise<{ basis: DeadlineBasis; calendar: WorkingCalendar; agencyName: string }> {
    return { basis: basis(), calendar: compiled2026(), agencyName: agency(agencyCode).name };
  }

  override async calendarOf(): Promise<WorkingCalendar> {
    return compiled2026();
  }

  override async procedureName(): Promise<string> {
    return publishedProcedure.name;
  }

  override async fieldName(): Promise<string | undefined> {
    return publishedProcedure.fieldName;
  }
}
