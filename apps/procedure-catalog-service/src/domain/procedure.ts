import type {
  CompetenceData,
  DecisionData,
  InternalProcessData,
  ProcedureSource,
  DecidedStatus,
} from '@motcua/contracts';
import type { Flag } from './flags.js';
import type { ProcedureContent, StatedLimit } from './procedure-content.js';

/** What of a version may still be changed: everything, until a decision publishes it. */
export interface DraftVersion {
  version: number;
  source: ProcedureSource;
  content: ProcedureContent;
  flags: Flag[];
  statedLimit?: StatedLimit;
  /** Revised by a person since it was imported: an import must not undo that unasked. */
  revisedByHand: boolean;
}

/** A version that a decision published; nothing of it ever changes. */
export interface PublishedVersion {
  version: number;
  decision: DecisionData;
  cases: InternalProcessData[];
  acknowledgedDifference?: string;
  content: ProcedureContent & { fieldCode: string };
}

/** A procedure as far as its own rules need to know it. */
export interface Procedure {
  id: string;
  code: string;
  status: DecidedStatus;
  /** Counts every change, drafts included. */
  revision: number;
  /** How many events it has announced: the aggregate version of the last one. */
  announced: number;
  draft?: DraftVersion;
  /** The latest published version. */
  published?: { version: number; effectiveOn: string; competence: CompetenceData; instant: boolean };
  abolition?: DecisionData;
  /** Hash of the source's record that was last imported. */
  importHash?: string;
}

export type ProcedureEvent = { at: Date } & (
  | { kind: 'DRAFT_SAVED'; draft: DraftVersion }
  | { kind: 'PUBLISHED'; published: PublishedVersion }
  | { kind: 'ABOLISHED'; decision: DecisionData }
);
