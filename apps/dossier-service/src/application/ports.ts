import {
  DomainError,
  type ActorKind,
  type AGENCY_LEVELS,
  type CompetenceData,
  type DossierAction,
  type DossierStatus,
  type IdentityType,
  type ListDossiersQuery,
  type PersonalDataPurpose,
  type RecordedPerson,
  type ResultDelivery,
} from '@motcua/contracts';
import type { Caller, Command, Page } from '@motcua/platform';
import type { LocalDate, WorkingCalendar } from '@motcua/working-time';
import type {
  Apology,
  DeadlineBasis,
  Dossier,
  Opening,
  Procedure,
  ProcedureCase,
  ProcessStep,
  StepTask,
} from '../domain/dossier.js';
import type { Accepted, Actor, DossierEvent, ImportedStep, Submitted } from '../domain/dossier-events.js';
import type { Correction, KnownPersons } from '../domain/intake-correction.js';
import type { DataProblem } from '../domain/person-data.js';
import type { Reopening } from '../domain/reopening.js';
import type { KnownOfficer } from '../domain/task-work.js';
import type { PersonTerms } from '../domain/person-search.js';
import type { Scope } from './caller-scope.js';

export interface DossierCommand<Input = unknown> extends Command<Input> {
  id: string;
  /** The version that the caller saw (`If-Match`); a later one is a conflict. */
  expectedVersion?: number;
}

/** What every reading of one dossier says. */
export type ReadCommand = Pick<DossierCommand, 'id' | 'caller'>;

export interface Change extends DossierCommand {
  action: DossierAction;
  scopes: Scope[];
}

/** By whom and for whom a dossier is submitted: what no event and no other table may hold. */
export interface SubmissionRecord {
  applicant: RecordedPerson;
  representative?: RecordedPerson;
  requestContent?: string;
  resultDelivery: ResultDelivery;
  ownerSubject?: string;
}

/** The outcome of a command. A repetition under the same key returns the same outcome, whatever has changed since. */
export interface Changed {
  /** As the command left it. */
  dossier: Dossier;
  /** When the command was first answered: by this instant the answer says what is overdue. */
  at: Date;
}

/** Says what is submitted, or refuses. Asked only when the same request was not answered before. */
export type Submitting = () => Promise<{ event: Submitted; record: SubmissionRecord }>;

/** What was decided, unsigned: the store signs it with who acts. */
export type Decided = readonly DossierEvent[];

/**
 * Says what happens to a dossier as it stands. Asked again when the dossier was changed meanwhile.
 * @param calendar that it is stamped with
 */
export type Decide = (
  dossier: Dossier,
  calendar: WorkingCalendar | undefined,
  within: ChangeWithin,
) => Decided | Promise<Decided>;

/** What a decision may ask for. Calendars come from the copies: no other service is called during a change. */
export interface ChangeWithin {
  /** Who acts. */
  by: Actor;
  /** The persons of the dossier, decrypted for the decision only. */
  persons(): Promise<KnownPersons>;
  /** Who is known to work for the agency of the dossier. */
  officers(): Promise<readonly KnownOfficer[]>;
  /** The fields that earlier corrections replaced, such as `applicant.fullName`. */
  replacedFields(): Promise<readonly string[]>;
  calendar(stamp: Pick<DeadlineBasis, 'calendar' | 'officeHours'>): Promise<WorkingCalendar>;
}

/**
 * Says what an acceptance makes of a dossier as it stands. Asked again when the dossier was changed meanwhile, or a newer
 * version of the calendar has come.
 * @param nextCode the code that the next number of an agency and day makes: a stand-in, in whose place the statement that
 *   commits the acceptance puts it. Only a committed acceptance takes a number.
 */
export type DecideAcceptance = (
  dossier: Dossier,
  nextCode: (agencyCode: string, at: Date) => string,
) => Promise<[Accepted]>;

/** The dossiers of this service; the only way to write one. */
export abstract class Dossiers {
  /**
   * Opens a dossier: state, history, persons, outbox and what is kept under the idempotency key in one transaction.
   */
  abstract open(command: Command, submitting: Submitting): Promise<Changed>;

  /**
   * Changes a dossier: `decide` gets it as it stands, with the calendar that it is stamped with, and returns what happens;
   * state, history, outbox and what is kept under the idempotency key are committed together or not at all, and only if
   * the dossier still stands as it did; else `decide` is asked again. No events, no change.
   * @throws DomainError `not-found` outside `scopes`, `conflict` on another version than expected.
   */
  abstract change(change: Change, decide: Decide): Promise<Changed>;

  /**
   * Accepts a dossier: a change whose number is taken, and whose calendar is the newest, at the moment of its commit. A walk
   * over open dossiers for a newer version of the calendar waits for that commit, and so finds this one.
   * @throws DomainError as `change` does
   */
  abstract accept(change: Omit<Change, 'action'>, decide: DecideAcceptance): Promise<Changed>;

  /** A dossier as it stands, or undefined outside `scopes`: absent and foreign look the same. */
  abstract find(id: string, scopes: Scope[]): Promise<Dossier | undefined>;
}

/** The refusal of a change to another version than the caller saw. */
export function changedMeanwhile(dossier: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.changed-meanwhile',
    message: {
      vi: 'Hồ sơ đã được người khác cập nhật. Hãy đọc lại rồi thực hiện.',
      en: 'The dossier has been changed by someone else. Read it again, then retry.',
    },
    details: { version: dossier.version, dossierStatus: dossier.status },
  });
}

/** What a list says of a dossier: what its row tells, without reference data. */
export interface DossierRecord extends Opening<ProcedureCase> {
  version: number;
  /** The number of the last event that others were told. */
  announced: number;
  origin: Dossier['origin'];
  status: DossierStatus;
  code?: string;
  submittedAt: Date;
  acceptedAt?: Date;
  /** Absent while no clock runs, and where the calendar does not reach. */
  dueAt?: Date;
  endedAt?: Date;
  /** When it ended, or by when its end is judged. */
  judgedAt?: Date;
  apology?: Apology;
  reopening?: Reopening;
  dataProblems: readonly DataProblem[];
}

export interface ListedDossier {
  dossier: DossierRecord;
  /** In the version that it was opened on; absent where it is not known here. */
  procedureName?: string;
  /** Masked; absent for a caller who reads the whole province. */
  applicantName?: string;
  /** Unmasked, once the reading is recorded. */
  persons?: Persons;
  /** In a queue of tasks. */
  task?: StepTask;
}

/** Whose queues are asked for. */
export interface QueueOwner {
  agencyCode: string;
  account: string;
  /** Absent: of all units. */
  unit?: string;
}

/** The open dossiers that have a step open in a unit; without a unit, those with no step open. */
export interface UnitStanding {
  agencyCode: string;
  unit?: string;
  open: number;
  awaitingApplicant: number;
  overdue: number;
  /** With a step of the unit past its own limit. */
  stepOverdue: number;
  /** Ended, with the result still to be handed over. */
  toHandOver: number;
}

/** What a list is restricted to and shows beside its query. */
export interface ListOptions {
  /** Only dossiers of such a person; the search is recorded before its hits are handed out. */
  search?: PersonSearch;
  /** Persons unmasked, with the reading recorded for each dossier of the page. */
  reading?: PersonalDataReading;
  /** Until when a dossier is due whose apology is to be given now; for a query of those only. */
  apologiesDueUntil?: Date;
}

/** A search for a person among the dossiers of an agency. */
export interface PersonSearch {
  reader: Caller;
  agencyCode: string;
  terms: PersonTerms;
}

/** What happened to a dossier, as its history keeps it. */
export interface HistoryEntry {
  version: number;
  action: DossierAction | 'import';
  fromStatus?: DossierStatus;
  toStatus: DossierStatus;
  at: Date;
  recordedAt: Date;
  actor: string;
  /** Unknown of what an earlier version recorded. */
  actorKind?: ActorKind;
  actorAgency?: string;
  actorUnit?: string;
  /** Of an officer, as they were then. */
  actorName?: string;
  actorTitle?: string;
  flags: string[];
  details: Record<string, unknown>;
  /** Absent also for a reader who may not see it. */
  written?: Written;
}

/** What a person wrote. */
export interface Written {
  reason?: string;
  items?: string[];
  corrections?: Correction[];
  /** Of a consultation: for who asked and who is asked, not for other readers of the history. */
  consultation?: { content?: string; papers?: readonly string[]; opinion?: string; reason?: string };
}

export interface History {
  entries: HistoryEntry[];
  /** Of an imported dossier, as its legacy system recorded them. */
  legacySteps?: ImportedStep[];
}

export interface Person {
  fullName: string;
  identityNumber?: string;
  identityType?: IdentityType;
  phone?: string;
  email?: string;
  address?: string;
}

export interface Persons {
  masked: boolean;
  applicant?: Person;
  representative?: Person;
  /** In clear only. */
  requestContent?: string;
}

/** What Form 01 said when it was issued, as history and the data of that moment tell. */
export interface IssuedReceipt {
  /** That gave it: the dossier may be with its successor by now. */
  agencyCode: string;
  /** Absent on receipts issued before it was kept. */
  agencyName?: string;
  acceptedAt: Date;
  /** As it was promised; supplements and calendars that came later move the deadline, not the receipt. */
  dueAt?: Date;
  /** As they were then, whatever was corrected later. */
  persons: Omit<Persons, 'masked'>;
  resultDelivery: ResultDelivery;
  receivedBy: { name?: string; title?: string; unit?: string };
}

/** What Form 04 said when it was issued, as history and the data of that moment tell. */
export interface IssuedApology {
  /** Whose head gave it: the dossier may be with its successor by now. */
  agencyCode: string;
  /** Absent where it was not known. */
  agencyName?: string;
  at: Date;
  previousDueAt: Date;
  newDueAt: Date;
  reason: string;
  /** As they were then, whatever was corrected later. */
  persons: Omit<Persons, 'masked'>;
  signedBy: { name?: string; title?: string };
}

/** The legacy record of an imported dossier. */
export interface LegacyOrigin {
  system: string;
  id: string;
  flags: string[];
}

/** A dossier that is probably the same request as another. */
export type ProbableDuplicate = Pick<DossierRecord, 'id' | 'code' | 'status' | 'submittedAt'>;

/** What people read about dossiers beside the dossier itself. */
export abstract class DossierReadings {
  /** @throws DomainError `unavailable` for a search while persons that an earlier version kept are not indexed yet */
  abstract list(scope: Scope, query: ListDossiersQuery, now: Date, options?: ListOptions): Promise<Page<ListedDossier>>;
  /** Where the dossiers stand, by agency and unit. */
  abstract byUnit(scope: Scope, agencyCode: string | undefined, now: Date): Promise<UnitStanding[]>;
  /**
   * A queue of open tasks, soonest due first; those without a date last.
   * @throws DomainError as `list` does
   */
  abstract queue(
    of: QueueOwner,
    query: ListDossiersQuery,
    now: Date,
    options?: ListOptions,
  ): Promise<Page<ListedDossier>>;
  /** With what was written only if there is a `reading`, which is then recorded. */
  abstract history(id: string, reading: PersonalDataReading | undefined): Promise<History>;
  /** The persons, masked, or unmasked with the reading recorded before they are handed out. */
  abstract persons(id: string, reading: PersonalDataReading | undefined): Promise<Persons>;
  /** What the receipt of an accepted dossier says, with the reading recorded before it is handed out. */
  abstract receipt(id: string, reading: PersonalDataReading): Promise<IssuedReceipt | undefined>;
  /** What the apology for a dossier says, with the reading recorded before it is handed out. */
  abstract apology(id: string, reading: PersonalDataReading): Promise<IssuedApology | undefined>;
  abstract idOfCode(code: string): Promise<string | undefined>;
  /** What events call an officer by: the same for an account, and nobody without the key can tell whose it is. */
  abstract officerKey(account: string): string;
  abstract legacyOf(id: string): Promise<LegacyOrigin | undefined>;
  /** In which capacity it was submitted; undefined where that was not kept. */
  abstract submittedBy(id: string): Promise<ActorKind | undefined>;
  /**
   * The probable duplicates of a dossier within these scopes, by the time of their submission: of the same owner's account or
   * the same identity number, procedure and agency. Found when read, so that two submissions at the same moment find each other.
   */
  abstract probableDuplicatesOf(dossier: Dossier, scopes: Scope[]): Promise<ProbableDuplicate[]>;
}

/** A dossier with all that a national portal is told of it; persons and written texts in clear. */
export interface NationalDossier extends Omit<Persons, 'masked'> {
  dossier: DossierRecord;
  agencyName?: string;
  procedureName?: string;
  fieldName?: string;
  resultDelivery?: ResultDelivery;
  history: HistoryEntry[];
}

export type NationallyListed = Pick<
  DossierRecord,
  'id' | 'status' | 'announced' | 'agencyCode' | 'origin' | 'acceptedAt'
> & { code: string };

/** What a national portal is told, and what it should hold. */
export abstract class NationalReadings {
  /** The reading is recorded for each before anything is handed out. */
  abstract dossiers(ids: string[], reading: PersonalDataReading): Promise<NationalDossier[]>;
  /** By code in byte order, after a code. */
  abstract list(after: string, limit: number): Promise<NationallyListed[]>;
  /** Those of these codes that a national portal should hold. */
  abstract listed(codes: string[]): Promise<NationallyListed[]>;
}

/** One unmasked reading of personal data, as it is recorded. */
export interface PersonalDataReading {
  reader: Caller;
  purpose: PersonalDataPurpose | 'OWN_DATA' | 'RECEIPT' | 'APOLOGY';
  operation: string;
}

export interface Agency {
  code: string;
  name: string;
  validFrom: LocalDate;
  validTo?: LocalDate;
  /** Absent where nobody has said it yet. */
  level?: (typeof AGENCY_LEVELS)[number];
  /** Who has its dossiers after its last day; absent where nobody is named. */
  successorCode?: string;
}

export interface PublishedProcedure {
  id: string;
  code: string;
  name: string;
  version: number;
  fieldCode: string;
  effectiveOn: LocalDate;
  online: boolean;
  cases: PublishedCase[];
  /** Settled on receipt, without steps. */
  instant: boolean;
  /** Who may settle its dossiers; absent where nobody has said it yet. */
  competence?: CompetenceData;
}

/** An agency and a procedure as they are on the day on which a dossier is submitted or received. */
export interface IntakeRecords {
  agency?: Agency;
  /** The version in force on that day, unless it is abolished by then. */
  procedure?: PublishedProcedure;
}

export type PublishedCase = Pick<Procedure, 'caseCode' | 'budget' | 'supplementMode'> & {
  steps: readonly ProcessStep[];
};

/**
 * Copies of the catalog's records. Where one is missing, its owner is asked once.
 * @throws DomainError `unavailable` with a time to retry when a copy is missing and the owner does not answer.
 */
export abstract class ReferenceData {
  abstract agency(code: string): Promise<Agency | undefined>;
  abstract intake(agencyCode: string, procedureCode: string, on: LocalDate): Promise<IntakeRecords>;
  /** The agencies that are competent on a day, the successors of those that have ended among them, by code. */
  abstract competentAgencies(competence: CompetenceData, on: LocalDate): Promise<Pick<Agency, 'code' | 'name'>[]>;
  /** The agencies besides itself for which the counter of an agency receives dossiers on a day, by code. */
  abstract receivesFor(agencyCode: string, on: LocalDate): Promise<Pick<Agency, 'code' | 'name'>[]>;
  /**
   * Who does on a day what was an agency's to do: itself, or the first in the line of its successors that has not ended by then;
   * undefined where it does not exist, and where it has ended and names nobody.
   */
  abstract heirOf(agencyCode: string, on: LocalDate): Promise<string | undefined>;
  /** Asks for the successors of agencies that have ended by a day and of which it is not known whether they have one. */
  abstract askForSuccessors(on: LocalDate): Promise<void>;
  /** Every known version of a procedure, abolished or not: for history. */
  abstract versionsOf(code: string): Promise<PublishedProcedure[]>;
  /**
   * By what a dossier of this agency accepted on this day is counted: the rule set in force and its calendar; and what the
   * agency is called now.
   */
  abstract deadlineBasis(
    agencyCode: string,
    on: LocalDate,
  ): Promise<{ basis: DeadlineBasis; calendar: WorkingCalendar; agencyName: string }>;
  /** The calendar that a dossier is stamped with. */
  abstract calendarOf(basis: DeadlineBasis): Promise<WorkingCalendar>;
  /** The name of the version that a dossier was opened on. */
  abstract procedureName(procedureId: string, version: number): Promise<string>;
  /** The name of a field, by one of its procedures; undefined where it is unknown. */
  abstract fieldName(fieldCode: string, procedureCode: string): Promise<string | undefined>;
}
