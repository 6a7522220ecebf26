import type { SupplementRulesData } from '@motcua/contracts';
import type { CountingRules, LocalDate, Budget, SupplementMode } from '@motcua/working-time';

export interface Agency {
  code: string;
  name: string;
  validFrom: LocalDate;
  validTo?: LocalDate;
}

/** A case of a published procedure: its time limit and its steps. */
export interface PublishedCase {
  caseCode: string;
  budget: Budget;
  supplementMode?: SupplementMode;
  steps: { code: string; name: string; unit: string }[];
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
  /** Local time `HH:MM` from which an accepted dossier may be forwarded on the next working morning. */
  forwardNextMorningAfter: string;
  /** How often a supplement may be asked for without being flagged. */
  supplementRequestLimit: number;
  /** Time limits of a request for a supplement. */
  supplement: SupplementRulesData;
}
