import type { RecordedPerson, ImportState } from '@motcua/contracts';
import type { Caller, Language } from '@motcua/platform';
import type { Imported } from '../domain/dossier-events.js';

export interface AcceptableLine {
  line: number;
  event: Imported;
  /** SHA-256 of the line's content: the same id with other content is refused, never dropped. */
  hash: Buffer;
  applicant?: RecordedPerson;
}

export interface LineRefusal {
  line: number;
  legacyId?: string;
  code: string;
  reason: string;
}

/** The refusal of a line that is valid by its contract and still cannot be stored. */
export function notStorable(language: Language): Pick<LineRefusal, 'code' | 'reason'> {
  const reason = {
    vi: 'Dòng có giá trị không lưu được, chẳng hạn thời điểm ngoài phạm vi.',
    en: 'The line contains a value that cannot be stored, such as a time out of range.',
  };
  return { code: 'line.not-storable', reason: reason[language] };
}

export type LineOutcome =
  | {
      line: number;
      legacyId: string;
      outcome: 'IMPORTED';
      dossierId: string;
      code?: string;
      flags: string[];
      steps: number;
    }
  | { line: number; legacyId: string; outcome: 'ALREADY_THERE'; dossierId: string }
  | ({ outcome: 'REFUSED' } & LineRefusal);

export interface RunningImport {
  id: string;
  caller: Caller;
  /** In which language refusals are written down. */
  language: Language;
}

/** Running totals of an import; every line is counted once. */
export interface ImportCounts {
  imported: number;
  alreadyThere: number;
  refused: number;
  steps: number;
  flags: Record<string, number>;
}

/** How far an import has come. Its times are by the real clock, also where the service runs on a simulated one. */
export interface ImportReport extends ImportCounts {
  id: string;
  legacySystem: string;
  state: ImportState;
  /** Lines answered for. */
  lines: number;
  /** The first of them. */
  refusedLines: LineRefusal[];
  startedAt: Date;
  progressAt: Date;
  finishedAt?: Date;
}

/** Where legacy dossiers are taken over, batch by batch. */
export abstract class LegacyDossiers {
  abstract begin(legacySystem: string, caller: Caller): Promise<string>;
  /**
   * Takes over a batch in one transaction, with its events and the import's progress: what is answered is committed. A
   * line that cannot be stored or published is refused alone, and the others are taken over.
   * @param counts totals before this batch
   */
  abstract takeOver(
    running: RunningImport,
    lines: AcceptableLine[],
    refusals: LineRefusal[],
    counts: ImportCounts,
  ): Promise<LineOutcome[]>;
  abstract finish(importId: string, state: 'COMPLETED' | 'INTERRUPTED'): Promise<void>;
  abstract report(importId: string): Promise<ImportReport | undefined>;
  /** The latest imports, newest first. */
  abstract latest(): Promise<ImportReport[]>;
}

/** The totals with what became of a batch added. */
export function addOutcomes(counts: ImportCounts, outcomes: LineOutcome[]): ImportCounts {
  const next: ImportCounts = { ...counts, flags: { ...counts.flags } };
  for (const outcome of outcomes) {
    if (outcome.outcome === 'REFUSED') next.refused += 1;
    else if (outcome.outcome === 'ALREADY_THERE') next.alreadyThere += 1;
    else {
      next.imported += 1;
      next.steps += outcome.steps;
      for (const flag of outcome.flags) next.flags[flag] = (next.flags[flag] ?? 0) + 1;
    }
  }
  return next;
}
