import type { CompetenceData } from '@motcua/contracts';
import type { LocalDate, WorkingCalendar } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Catalog } from './catalog.js';
import { noDeadlineBasis } from './no-deadline-basis.js';
import { ReferenceCopies, type MissingCopy } from './reference-copies.js';
import type {
  Agency,
  CalendarStamp,
  DeadlineBasis,
  IntakeRecords,
  NamedAgency,
  PublishedProcedure,
} from './records.js';

/** How long the owner is not asked again for what it does not have, so that a wrong code in a loop does not flood it. */
const ABSENCE_MS = 5_000;

/**
 * Reads the copies; where one is missing (it was published a moment ago and its event has not arrived), asks the owner once. The
 * answer is kept as a copy, and the event that follows finds it there. Services use it as their port.
 * @throws DomainError `reference-data.unavailable` with a time to retry when a copy is missing and the owner does not answer
 */
@Injectable()
export class CopiedReferenceData {
  private readonly absentUntil = new Map<string, number>();
  private readonly asking = new Map<string, Promise<boolean>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly copies: ReferenceCopies,
    private readonly catalog: Catalog,
  ) {}

  async agency(code: string): Promise<Agency | undefined> {
    const read = (): Promise<Agency | undefined> => this.copies.agency(this.dataSource, code);
    return (await read()) ?? ((await this.askForAgency(code)) ? read() : undefined);
  }

  /**
   * An agency and a procedure as they are on the day of an intake, asked for where a copy is missing or is from before the
   * catalog said who is competent.
   */
  async intake(agencyCode: string, procedureCode: string, on: LocalDate): Promise<IntakeRecords> {
    const read = (): Promise<IntakeRecords> => this.copies.intake(this.dataSource, agencyCode, procedureCode, on);
    let found = await read();
    if (!found.agency?.level && (await this.askForAgency(agencyCode))) found = await read();
    if (!found.procedure?.competence && (await this.askForProcedure(procedureCode, on))) found = await read();
    return found;
  }

  /**
   * Who does on a day what was an agency's to do: itself, or the first in the line of its successors that has not ended by then;
   * undefined where it does not exist, and where it has ended and names nobody.
   */
  async heirOf(agencyCode: string, on: LocalDate): Promise<string | undefined> {
    const passed = new Set<string>();
    for (let code = agencyCode; !passed.has(code);) {
      let agency = await this.agency(code);
      if (!agency?.validTo || agency.validTo >= on) return agency?.code;
      if (!agency.level && (await this.askForAgency(code))) agency = (await this.agency(code))!;
      if (!agency.successorCode) return undefined;
      passed.add(code);
      code = agency.successorCode;
    }
    return undefined;
  }

  /** Asks for the successors of agencies that have ended by a day, where the copies are from before the catalog said them. */
  async askForSuccessors(on: LocalDate): Promise<void> {
    for (const code of await this.copies.endedOfOldCopies(this.dataSource, on)) await this.askForAgency(code);
  }

  /** The agencies that are competent on a day, by code. */
  competentAgencies(competence: CompetenceData, on: LocalDate): Promise<NamedAgency[]> {
    return this.copies.competentAgencies(this.dataSource, competence, on);
  }

  /** The agencies besides itself for which the counter of an agency receives dossiers on a day, by code. */
  receivesFor(agencyCode: string, on: LocalDate): Promise<NamedAgency[]> {
    return this.copies.receivesFor(this.dataSource, agencyCode, on);
  }

  /** Every known version of a procedure, abolished or not: for history. */
  async versionsOf(code: string): Promise<PublishedProcedure[]> {
    const read = (): Promise<PublishedProcedure[]> => this.copies.versionsOf(this.dataSource, code);
    const known = await read();
    return known.length > 0 || !(await this.askForProcedure(code)) ? known : read();
  }

  /** The newest calendar by which an agency works, with its office hours; undefined where it or its calendar does not exist. */
  async officeCalendar(agencyCode: string): Promise<WorkingCalendar | undefined> {
    const found = await this.complete(
      () => this.copies.officeCalendar(this.dataSource, agencyCode),
      (missing) => this.askForOffice(missing, agencyCode),
    );
    return 'missing' in found ? undefined : found.calendar;
  }

  /**
   * By what a dossier of this agency accepted on this day is counted: the rule set in force and its calendar; and what the
   * agency is called now.
   * @throws DomainError `deadline.no-basis` where one of them does not exist
   */
  async deadlineBasis(
    agencyCode: string,
    on: LocalDate,
  ): Promise<{ basis: DeadlineBasis; calendar: WorkingCalendar; agencyName: string }> {
    const found = await this.complete(
      () => this.copies.stampFor(this.dataSource, agencyCode, on),
      (missing) => (missing.missing === 'RULE_SET' ? this.askForRuleSets(on) : this.askForOffice(missing, agencyCode)),
    );
    if ('missing' in found) throw noDeadlineBasis(found.missing, agencyCode, on);
    const basis = await this.copies.basis(this.dataSource, found.stamp);
    const calendar = await this.copies.calendar(this.dataSource, found.stamp);
    return { basis, calendar, agencyName: found.agencyName };
  }

  /** The calendar of a stamp. */
  async calendarOf(stamp: CalendarStamp): Promise<WorkingCalendar> {
    return this.copies.calendar(this.dataSource, stamp);
  }

  /** The name of the version that a dossier was opened on. */
  async procedureName(procedureId: string, version: number): Promise<string> {
    return (await this.copies.procedure(this.dataSource, procedureId, version)).name;
  }

  /** The name of a field, by one of its procedures; undefined where nobody knows it. */
  async fieldName(fieldCode: string, procedureCode: string): Promise<string | undefined> {
    const read = (): Promise<string | undefined> => this.copies.fieldName(this.dataSource, fieldCode);
    return (await read()) ?? ((await this.askForProcedure(procedureCode)) ? read() : undefined);
  }

  /** What `read` finds after each missing copy was asked for, or what is still missing. */
  private async complete<T extends object>(
    read: () => Promise<T | MissingCopy>,
    askFor: (missing: MissingCopy) => Promise<boolean>,
  ): Promise<T | MissingCopy> {
    for (const asked = new Set<string>(); ;) {
      const found = await read();
      if (!('missing' in found) || asked.has(found.missing) || !(await askFor(found))) return found;
      asked.add(found.missing);
    }
  }

  private askForOffice(missing: MissingCopy, agencyCode: string): Promise<boolean> {
    return missing.missing === 'CALENDAR' ? this.askForCalendar(missing.calendarId) : this.askForAgency(agencyCode);
  }

  private askForCalendar(id: string): Promise<boolean> {
    return this.ask(`calendar ${id}`, async () => {
      const calendar = await this.catalog.calendar(id);
      if (calendar) await this.copies.keepCalendar(this.dataSource, calendar);
      return calendar !== undefined;
    });
  }

  private askForRuleSets(on: LocalDate): Promise<boolean> {
    return this.ask(`rule sets ${on}`, async () => {
      const ruleSets = await this.catalog.ruleSets(on);
      for (const ruleSet of ruleSets) await this.copies.keepRuleSet(this.dataSource, ruleSet);
      return ruleSets.length > 0;
    });
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
      for (const process of found.processes) await this.copies.keepProcess(this.dataSource, process);
      if (found.abolition) {
        const { procedureId } = found.published;
        await this.copies.keepAbolition(this.dataSource, { procedureId, code, decision: found.abolition });
      }
      return true;
    });
  }

  /** Asks once for all who miss the same; true when the owner had it. */
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
