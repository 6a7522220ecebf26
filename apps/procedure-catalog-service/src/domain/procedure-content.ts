import type { CompetentLevel, ProcedureLevel, SubmissionChannel, TimeUnit } from '@motcua/contracts';
import type { Flag, FlagCode } from './flags.js';

export type { ProcedureLevel };
export type EntryChannel = SubmissionChannel;

/** How long a procedure takes, as its source states it: a unit is never assumed. */
export interface StatedLimit {
  amount: number;
  unit: TimeUnit;
}

/** One row of "cách thức thực hiện": how one can submit, how long it then takes and what it costs. */
export interface ChannelEntry {
  channel: EntryChannel;
  /** Only what the source states beyond doubt; absent or flagged otherwise. */
  timeLimit?: StatedLimit;
  /** What stands where the time limit should: `5 Ngày làm việc`, `20`, `120,000 VNĐ`. */
  timeText?: string;
  feeText?: string;
  description?: string;
  /** The row exactly as the source gives it. */
  rawText: string;
  flags: FlagCode[];
}

/** The parts of a procedure that stay text in this catalog (Decree 63/2010/NĐ-CP Art. 8.2). */
export interface ProcedureParts {
  steps?: string;
  papers?: string;
  legalBasis?: string;
  requirements?: string;
  results?: string;
  related?: string;
}

/** A case (`TruongHop`) with a time limit of its own, as the source gives it. */
export interface StatedCase {
  code: string;
  timeLimit?: StatedLimit;
  /** What stands where a limit that could not be read should. */
  timeText?: string;
}

/** What one version of a procedure says, whichever source it comes from. */
export interface ProcedureContent {
  code: string;
  name: string;
  /** Absent where the source names the field only. */
  fieldCode?: string;
  fieldName: string;
  levels: ProcedureLevel[];
  kind?: string;
  publisherCode?: string;
  publisherName?: string;
  /** Agencies of the province that handle it, by code. */
  agencyCodes: string[];
  /** Every agency of these levels handles it; absent in what was kept before this could be said. */
  everyAgencyOf?: CompetentLevel[];
  /** Settled on the day of receipt, without steps; a draft may leave it unsaid. */
  instant?: boolean;
  executingAgency?: string;
  competentAgency?: string;
  authorisedAgency?: string;
  coordinatingAgency?: string;
  receivingAddress?: string;
  subjectTypes: string[];
  online: boolean;
  channelEntries: ChannelEntry[];
  statedCases: StatedCase[];
  parts: ProcedureParts;
  /** The decision that the source names; publication has a decision of its own. */
  sourceDecisionNumber?: string;
  sourceUrl?: string;
}

/** A record read from a source: its content and what a person has to look at. */
export interface ReadProcedure {
  content: ProcedureContent;
  flags: Flag[];
}
