import type { LocalDate, WorkingCalendar } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Catalog, ReferenceData, type Agency, type PublishedProcedure } from '../application/ports.js';
import type { DeadlineBasis } from '../domain/dossier.js';
import { noBasis } from './no-basis.js';
import { ReferenceCopies } from './reference-copies.js';

/** For how long the owner's "there is none" is taken for granted, so that a wrong code in a loop does not flood it. */
const ABSENCE_MS = 5_000;

/**
 * The copies first; where one is missing (published a moment ago, its event still on the way), the owner once. The
 * answer is kept as a copy, and the event that follows finds it there.
 */
@Injectable()
export class CopiedReferenceData extends ReferenceData {
  private readonly absentUntil = new Map<string, number>();
  private readonly asking = new Map<string, Promise<boolean>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly copies: ReferenceCopies,
    private readonly catalog: Catalog,
  ) {
    super();
  }

  async agency(code: string): Promise<Agency | undefined> {
    const read = (): Promise<Agency | undefined> => this.copies.agency(this.dataSource, code);
    return (await read()) ?? ((await this.askForAgency(code)) ? read() : undefined);
  }

  async procedureInForce(code: string, on: LocalDate): Promise<PublishedProcedure | undefined> {
    const read = (): Promise<PublishedProcedure | undefined> => this.copies.procedureInForce(this.dataSource, code, on);
    return (await read()) ?? ((await this.askForProcedure(code, on)) ? read() : undefined);
  }

  async versionsOf(code: string): Promise<PublishedProcedure[]> {
    const read = (): Promise<PublishedProcedure[]> => this.copies.versionsOf(this.dataSource, code);
    const known = await read();
    return known.length > 0 || !(await this.askForProcedure(code)) ? known : read();
  }

  async deadlineBasis(agencyCode: string, on: LocalDate): Promise<{ basis: DeadlineBasis; calendar: WorkingCalendar }> {
    for (const asked = new Set<string>(); ;) {
      const found = await this.copies.stampFor(this.dataSource, agencyCode, on);
      if ('stamp' in found) {
        const basis = await this.copies.basis(this.dataSource, found.stamp);
        return { basis, calendar: await this.copies.calendar(this.dataSource, found.stamp) };
      }
      if (asked.has(found.missing) || !(await this.askForWhatIsMissing(found, agencyCode, on))) {
        throw noBasis(found.missing, agencyCode, on);
      }
      asked.add(found.missing);
    }
  }

  async calendarOf(basis: DeadlineBasis): Promise<WorkingCalendar> {
    return this.copies.calendar(this.dataSource, basis);
  }

  async procedureName(procedureId: string, version: number): Promise<string> {
    return (await this.copies.procedure(this.dataSource, procedureId, version)).name;
  }

  async fieldName(fieldCode: string, procedureCode: string): Promise<string | undefined> {
    const read = (): Promise<string | undefined> => this.copies.fieldName(this.dataSource, fieldCode);
    return (await read()) ?? ((await this.askForProcedure(procedureCode)) ? read() : undefined);
  }

  private askForWhatIsMissing(
    { missing, calendarId }: { missing: 'AGENCY' | 'CALENDAR' | 'RULE_SET'; calendarId?: string },
    agencyCode: string,
    on: LocalDate,
  ): Promise<boolean> {
    switch (missing) {
      case 'AGENCY':
        return this.askForAgency(agencyCode);
      case 'CALENDAR':
        return this.ask(`calendar ${calendarId}`, async () => {
          const calendar = await this.catalog.calendar(calendarId!);
          if (calendar) await this.copies.keepCalendar(this.dataSource, calendar);
          return calendar !== undefined;
        });
      case 'RULE_SET':
        return this.ask(`rule sets ${on}`, async () => {
          const ruleSets = await this.catalog.ruleSets(on);
          for (const ruleSet of ruleSets) await this.copies.keepRuleSet(this.dataSource, ruleSet);
          return ruleSets.length > 0;
        });
    }
  }

  private askForAgency(code: string): Promise<boolean> {
    return this.ask(`agency ${code}`, async () => {
      const agency = await this.catalog.agency(code);
      if (agency) await this.copies.keepAgency(this.dataSource, agency, 0);
      return agency !== undefined;
    });
  }

  private askForProcedure(code: string, on?: LocalDate): Promise<boolean> {
    return this.ask(`procedure ${code} ${on ?? ''}`, async () => {
      const found = await this.catalog.procedure(code, on);
      if (!found) return false;
      await this.copies.keepProcedure(this.dataSource, found.published);
      if (found.abolition) {
        const { procedureId } = found.published;
        await this.copies.keepAbolition(this.dataSource, { procedureId, code, decision: found.abolition });
      }
      return true;
    });
  }

  /** Several who miss the same ask once; true when the owner had it. */
  private ask(what: string, fetch: () => Promise<boolean>): Promise<boolean> {
    const until = this.absentUntil.get(what);
    if (until !== undefined && until > performance.now()) return Promise.resolve(false);
    const running = this.asking.get(what);
    if (running) return running;
    const asking = fetch()
      .then((found) => {
        if (this.absentUntil.size > 1_000) this.absentUntil.clear();
        if (found) this.absentUntil.delete(what);
        else this.absentUntil.set(what, performance.now() + ABSENCE_MS);
        return found;
      })
      .finally(() => this.asking.delete(what));
    this.asking.set(what, asking);
    return asking;
  }
}
