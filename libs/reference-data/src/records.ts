import type {
  AgencyRegistered,
  CompetenceData,
  ConsultationRulesData,
  CorrectionRulesData,
  StepPlace,
  StepRole,
  SupplementRulesData,
} from '@motcua/contracts';
import type { CountingRules, LocalDate, Budget, SupplementMode } from '@motcua/working-time';

export interface Agency {
  code: string;
  name: string;
  validFrom: LocalDate;
  validTo?: LocalDate;
  /** Absent on a copy from before the catalog said it. */
  level?: AgencyRegistered['level'];
  /** Who has its dossiers after its last day; absent where nobody is named. */
  successorCode?: string;
}

/** An agency by code and name. */
export type NamedAgency = Pick<Agency, 'code' | 'name'>;
/** A step of a case. Place and role are absent where the process does not say them. */
export interface PublishedStep {
  code: string;
  name: string;
  unit: string;
  budget: Budget;
  place?: StepPlace;
  role?: StepRole;
  /** Codes of the steps that must be done before it. */
  predecessors: readonly string[];
}

/** A case of a published procedure: its time limit and its steps. */
export interface PublishedCase {
  caseCode: string;
  budget: Budget;
  supplementMode?: SupplementMode;
  steps: PublishedStep[];
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
  /** Who may settle its dossiers; absent on a copy from before the catalog said it. */
  competence?: CompetenceData;
}

/** An agency and a procedure as they are on the day on which a dossier is submitted or received. */
export interface IntakeRecords {
  agency?: Agency;
  /** In force on that day. */
  procedure?: PublishedProcedure;
}

/** Which calendar, and which office hours of its own an agency had; absent when it keeps the calendar's. */
export interface CalendarStamp {
  calendar: { id: string; version: number };
  officeHours?: string;
}

/** What a record is stamped with. */
export interface Stamp extends CalendarStamp {
  ruleSet: { id: string; version: number };
}

/** What a stamp stands for: by what law and calendar a deadline is counted. */
export interface DeadlineBasis extends Stamp {
  rules: CountingRules;
  /** Local time `HH:MM`: a dossier accepted after it is forwarded at the start of the next working day. */
  forwardNextMorningAfter: string;
  /** How many working minutes that start lasts. */
  forwardNextMorningMinutes: number;
  /** Within how many working hours a submission is to be answered. */
  intakeWithinHours: number;
  /** How often a supplement may be asked for without being flagged. */
  supplementRequestLimit: number;
  /** Time limits of a request for a supplement. */
  supplement: SupplementRulesData;
  /** What holds for asking others for their opinion. */
  consultation: ConsultationRulesData;
  /** What holds for correcting a wrong result. */
  correction: CorrectionRulesData;
}
