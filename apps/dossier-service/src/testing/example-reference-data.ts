import type { CompetenceData } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { ReferenceData, type Agency, type IntakeRecords, type PublishedProcedure } from '../application/ports.js';
import type { DeadlineBasis } from '../domain/dossier.js';
import { agency, basis, CENTRE, compiled2026, procedure, PROCEDURE_ID, publishedProcedure } from './reference-data.js';

/** The records of the examples: one procedure, one calendar, one rule set, and an agency for every code. */
export class ExampleReferenceData extends ReferenceData {
  override async agency(code: string): Promise<Agency | undefined> {
    return agency(code);
  }

  override async intake(agencyCode: string, procedureCode: string): Promise<IntakeRecords> {
    return {
      agency: await this.agency(agencyCode),
      procedure: (await this.versionsOf(procedureCode)).at(-1),
    };
  }

  override async competentAgencies({ agencyCodes }: CompetenceData): Promise<Pick<Agency, 'code' | 'name'>[]> {
    return agencyCodes.map((code) => agency(code));
  }

  override async receivesFor(agencyCode: string): Promise<Pick<Agency, 'code' | 'name'>[]> {
    return agencyCode === CENTRE ? [agency('H41.14')] : [];
  }

  override async heirOf(agencyCode: string): Promise<string | undefined> {
    return agencyCode;
  }

  override async askForSuccessors(): Promise<void> {}

  override async versionsOf(code: string): Promise<PublishedProcedure[]> {
    const { name, version, fieldCode, decision, online, competence } = publishedProcedure;
    const { effectiveOn } = decision;
    const cases = [procedure(), procedure('SUBTRACT')];
    return code === publishedProcedure.code
      ? [{ id: PROCEDURE_ID, code, name, version, fieldCode, effectiveOn, online, cases, instant: false, competence }]
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
