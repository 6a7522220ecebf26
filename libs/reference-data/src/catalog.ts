import type {
  AgencyRegistered,
  CalendarPublished,
  DecisionData,
  ProcedurePublished,
  ProcessApproved,
  RuleSetPublished,
} from '@motcua/contracts';
import type { LocalDate } from '@motcua/working-time';

/** A published version as its events announced it. */
export interface CatalogProcedure {
  published: ProcedurePublished;
  processes: ProcessApproved[];
  abolition?: DecisionData;
}

/**
 * The catalog itself, asked where a copy is missing; undefined where it knows nothing of it.
 * @throws DomainError `reference-data.unavailable` when it does not answer
 */
export abstract class Catalog {
  abstract agency(code: string): Promise<AgencyRegistered | undefined>;
  /** The version in force on a day, or the latest published. */
  abstract procedure(code: string, on?: LocalDate): Promise<CatalogProcedure | undefined>;
  /** The latest version. */
  abstract calendar(id: string): Promise<CalendarPublished | undefined>;
  /** Those in force on a day, each in the version that is. */
  abstract ruleSets(on: LocalDate): Promise<RuleSetPublished[]>;
}
