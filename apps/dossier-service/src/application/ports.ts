import type {
  AgencyRegistered,
  CalendarPublished,
  DecisionData,
  ProcedurePublished,
  RuleSetPublished,
  DossierHistory,
  DossierList,
  DossierPersonInput,
  DossierPersonsView,
  DossierView,
  ListDossiersQuery,
  NationalListingItem,
  NationalRecord,
  PersonalDataPurpose,
  ResultDelivery,
} from '@motcua/contracts';
import type { Answer, Caller } from '@motcua/platform';
import type { LocalDate, WorkingCalendar } from '@motcua/working-time';
import type { DeadlineBasis, Dossier, Procedure } from '../domain/dossier.js';
import type { DossierEvent, Submitted } from '../domain/dossier-events.js';
import type { DossierAction } from '../domain/lifecycle.js';
import type { Scope } from './scope.js';

/** What every command says beside its own input. */
export interface Command {
  /** The dossier. */
  id: string;
  caller: Caller;
  /** The version that the caller saw (`If-Match`); a later one is a conflict. */
  expectedVersion?: number;
  /** The `Idempotency-Key`, and what was asked for under it. */
  idempotencyKey?: string;
  content?: unknown;
}

export interface Change extends Command {
  action: DossierAction;
  scopes: Scope[];
  /** It asks for the deadline basis: until it is committed no newer version of a calendar comes in. */
  stampsCalendar?: boolean;
}

/** By and for whom a dossier is submitted: what no event and no other table may hold. */
export interface SubmissionRecord {
  applicant: DossierPersonInput;
  representative?: DossierPersonInput;
  requestContent?: string;
  resultDelivery: ResultDelivery;
  ownerSubject?: string;
}

/** What happens. */
export type Decided = readonly DossierEvent[];

/**
 * Says what happens to a dossier as it stands. Asked again when the dossier was changed meanwhile.
 * @param calendar that it is stamped with
 */
export type Decide = (
  dossier: Dossier,
  calendar: WorkingCalendar | undefined,
  within: ReferenceDataWithin,
) => Decided | Promise<Decided>;

/** Reference data as a change sees it; only copies, since nobody is asked while a change is under way. */
export interface ReferenceDataWithin {
  /**
   * By what a dossier of this agency accepted on this day is counted. No newer version of a calendar comes in before the
   * change is committed, so whoever then walks the open dossiers finds this one.
   * @throws DomainError `precondition` when a copy is missing.
   */
  deadlineBasis(agencyCode: string, on: LocalDate): Promise<{ basis: DeadlineBasis; calendar: WorkingCalendar }>;
  calendar(stamp: Pick<DeadlineBasis, 'calendar' | 'officeHours'>): Promise<WorkingCalendar>;
}

/** The dossiers of this service; the only way to write one. */
export abstract class Dossiers {
  /**
   * Opens a dossier: state, history, persons, outbox and the answer under the idempotency key in one transaction.
   * `decide` may refuse.
   */
  abstract open(
    command: Omit<Command, 'id'>,
    submission: SubmissionRecord,
    decide: () => [Submitted],
  ): Promise<Answer<DossierView>>;

  /**
   * Changes a dossier: `decide` gets it as it stands, with the calendar that it is stamped with, and returns what happens;
   * state, history, outbox and the answer are committed together or not at all, and only if the dossier still stands as
   * it did; else `decide` is asked again. No events, no change.
   * @throws DomainError `not-found` outside `scopes`, `conflict` on another version than expected.
   */
  abstract change(change: Change, decide: Decide): Promise<Answer<DossierView>>;

  /** A dossier as it stands, or undefined outside `scopes`: absent and foreign look the same. */
  abstract find(id: string, scopes: Scope[]): Promise<Dossier | undefined>;
}

/** The code is another dossier's, given by a legacy system, or none was taken: take the next number. */
export class DossierCodeTaken extends Error {
  override name = 'DossierCodeTaken';
}

/** What people read about dossiers beside the dossier itself. */
export abstract class DossierReadings {
  abstract list(scope: Scope, query: ListDossiersQuery, now: Date): Promise<DossierList>;
  /** With what was written only if `withTexts`; that reading is then recorded. */
  abstract history(id: string, reading: PersonalDataReading | undefined): Promise<DossierHistory>;
  /** The persons, masked, or unmasked with the reading recorded before they are handed out. */
  abstract persons(id: string, reading: PersonalDataReading | undefined): Promise<DossierPersonsView>;
  /** Where the result is to be received, and who accepted the dossier. */
  abstract receiptFacts(id: string): Promise<{ resultDelivery: ResultDelivery; acceptedBy?: string }>;
  abstract idOfCode(code: string): Promise<string | undefined>;
  /** What an imported dossier was taken over from. */
  abstract legacyOf(id: string): Promise<{ system: string; id: string; flags: string[] } | undefined>;
}

/** What a national portal is told, and what it should hold. */
export abstract class NationalReadings {
  /** With persons and written texts in clear; the reading is recorded for each before anything is handed out. */
  abstract records(ids: string[], reading: PersonalDataReading): Promise<NationalRecord[]>;
  /** By code in byte order, after a code. */
  abstract list(after: string, limit: number): Promise<NationalListingItem[]>;
  /** Those of these codes that a national portal should hold. */
  abstract listed(codes: string[]): Promise<NationalListingItem[]>;
}

/** One unmasked reading of personal data, as it is recorded. */
export interface PersonalDataReading {
  reader: Caller;
  purpose: PersonalDataPurpose | 'OWN_DATA' | 'RECEIPT';
  operation: string;
}

export interface Agency {
  code: string;
  name: string;
  validFrom: LocalDate;
  validTo?: LocalDate;
}

export interface PublishedProcedure {
  id: string;
  code: string;
  name: string;
  version: number;
  fieldCode: string;
  effectiveOn: LocalDate;
  online: boolean;
  cases: Pick<Procedure, 'caseCode' | 'budget' | 'supplementMode' | 'steps'>[];
}

/**
 * Copies of the catalog's records. Where one is missing, its owner is asked once.
 * @throws DomainError `unavailable` with a time to retry when a copy is missing and the owner does not answer.
 */
export abstract class ReferenceData {
  abstract agency(code: string): Promise<Agency | undefined>;
  /** The version of a procedure that is in force on a day, unless it is abolished by then. */
  abstract procedureInForce(code: string, on: LocalDate): Promise<PublishedProcedure | undefined>;
  /** Every known version of a procedure, abolished or not: for history. */
  abstract versionsOf(code: string): Promise<PublishedProcedure[]>;
  /** By what a dossier of this agency accepted on this day is counted: the rule set in force and its calendar. */
  abstract deadlineBasis(
    agencyCode: string,
    on: LocalDate,
  ): Promise<{ basis: DeadlineBasis; calendar: WorkingCalendar }>;
  /** The calendar that a dossier is stamped with. */
  abstract calendarOf(basis: DeadlineBasis): Promise<WorkingCalendar>;
  /** The name of the version that a dossier was opened on. */
  abstract procedureName(procedureId: string, version: number): Promise<string>;
  /** The name of a field, by one of its procedures; undefined where nobody knows it. */
  abstract fieldName(fieldCode: string, procedureCode: string): Promise<string | undefined>;
}

/** Numbers for dossier codes, one sequence per agency and day; gaps are allowed. */
export abstract class DossierNumbers {
  abstract next(agencyCode: string, on: LocalDate): Promise<number>;
}

/** The catalog itself, asked where a copy is missing; undefined where it knows nothing of it. */
export abstract class Catalog {
  abstract agency(code: string): Promise<AgencyRegistered | undefined>;
  /** The version in force on a day, or the latest published. */
  abstract procedure(
    code: string,
    on?: LocalDate,
  ): Promise<{ published: ProcedurePublished; abolition?: DecisionData } | undefined>;
  /** The latest version. */
  abstract calendar(id: string): Promise<CalendarPublished | undefined>;
  /** Those in force on a day, each in the version that is. */
  abstract ruleSets(on: LocalDate): Promise<RuleSetPublished[]>;
}
