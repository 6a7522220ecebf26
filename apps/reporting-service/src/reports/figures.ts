import type { CorrectionFigures, ImportedFigures, IntakeFigures, PeriodFigures } from '@motcua/contracts';
import { REPORT_CELLS, type ReportCell } from './cells.js';
import { CURRENT_DEFINITION, SHARES, type ShareName, type Terms } from './definitions.js';
import { ratio, type Ratio } from './ratio.js';

/** A count for every cell of one row. */
export type CellCounts = Record<ReportCell, number>;

/** A report whose numbers do not add up is a defect, and must never be shown as a report. */
export class ReportIdentityError extends Error {
  constructor(identity: string, row: string, left: number, right: number) {
    super(`${identity} does not hold for ${row}: ${left} is not ${right}`);
    this.name = 'ReportIdentityError';
  }
}

export function noCounts(): CellCounts {
  return Object.fromEntries(REPORT_CELLS.map((cell) => [cell, 0])) as CellCounts;
}

function sum(counts: CellCounts, cells: ReportCell[]): number {
  return cells.reduce((total, cell) => total + counts[cell], 0);
}

/** The numerator or denominator of a share. */
export function valueOf(counts: CellCounts, { plus, minus }: Terms): number {
  return sum(counts, plus) - sum(counts, minus);
}

/** @throws ReportIdentityError naming the identity and the row that breaks it. */
export function checkIdentities(counts: CellCounts, row: string, definition = CURRENT_DEFINITION): void {
  for (const { name, whole, parts } of definition.identities) {
    const [left, right] = [sum(counts, whole), sum(counts, parts)];
    if (left !== right) throw new ReportIdentityError(name, row, left, right);
  }
}

/** @throws ReportIdentityError when the rows of a slicing do not add up to the total, cell by cell. */
export function checkSlicing(rows: CellCounts[], total: CellCounts): void {
  for (const cell of REPORT_CELLS) {
    const all = rows.reduce((before, row) => before + row[cell], 0);
    if (all !== total[cell]) throw new ReportIdentityError('sum of the rows = total', cell, all, total[cell]);
  }
}

function intakeFigures(counts: CellCounts): IntakeFigures {
  return {
    total: counts.intake,
    waitingBefore: counts['intake.waitingBefore'],
    submitted: counts['intake.submitted'],
    accepted: counts['intake.accepted'],
    refused: counts['intake.refused'],
    expired: counts['intake.expired'],
    withdrawn: {
      total: counts['intake.withdrawn'],
      byApplicant: counts['intake.withdrawn.byApplicant'],
      byCounter: counts['intake.withdrawn.byCounter'],
      unknown: counts['intake.withdrawn.unknown'],
    },
    stopped: counts['intake.stopped'],
    waitingAfter: counts['intake.waitingAfter'],
  };
}

function correctionFigures(counts: CellCounts): CorrectionFigures {
  return {
    total: counts.corrections,
    waitingBefore: counts['corrections.waitingBefore'],
    reopened: {
      total: counts['corrections.reopened'],
      byApplicant: counts['corrections.reopened.byApplicant'],
      byAgency: counts['corrections.reopened.byAgency'],
      byInspection: counts['corrections.reopened.byInspection'],
      endedInTime: counts['corrections.reopened.endedInTime'],
    },
    corrected: {
      total: counts['corrections.corrected'],
      inTime: counts['corrections.corrected.inTime'],
      late: counts['corrections.corrected.late'],
      unknown: counts['corrections.corrected.unknown'],
      reversed: counts['corrections.corrected.reversed'],
    },
    waitingAfter: {
      total: counts['corrections.waitingAfter'],
      pastDue: counts['corrections.waitingAfter.pastDue'],
    },
  };
}

/**
 * The counts of one row in the shape that reports print, with the shares worked out once.
 * @param hasIntake whether intake was counted: what was not is left out, never printed as zero
 */
export function figures(counts: CellCounts, hasIntake = true, definition = CURRENT_DEFINITION): PeriodFigures {
  return {
    total: counts.total,
    carriedOver: counts.carriedOver,
    received: {
      total: counts.received,
      direct: counts['received.direct'],
      online: counts['received.online'],
      post: counts['received.post'],
      other: counts['received.other'],
    },
    ended: {
      total: counts.ended,
      early: counts['ended.early'],
      onTime: counts['ended.onTime'],
      late: counts['ended.late'],
      unknown: counts['ended.unknown'],
    },
    inProgress: {
      total: counts.inProgress,
      within: counts['inProgress.within'],
      pastDue: counts['inProgress.pastDue'],
      paused: counts['inProgress.paused'],
      unknown: counts['inProgress.unknown'],
    },
    refusedAtIntake: counts.refusedAtIntake,
    intake: hasIntake ? intakeFigures(counts) : undefined,
    supplements: {
      afterWindow: counts['supplements.afterWindow'],
      repeated: counts['supplements.repeated'],
      answeredByAsker: counts['supplements.answeredByAsker'],
      waitingAfterRepeated: counts['supplements.waitingAfterRepeated'],
    },
    apologies: {
      owed: counts['apologies.owed'],
      inTime: counts['apologies.inTime'],
      late: counts['apologies.late'],
      missing: counts['apologies.missing'],
      unknown: counts['apologies.unknown'],
      reappointed: counts['apologies.reappointed'],
      endedAfterAppointment: counts['apologies.endedAfterAppointment'],
      pastAppointment: counts['apologies.pastAppointment'],
    },
    corrections: correctionFigures(counts),
    imported: definition.hasImported ? importedFigures(counts) : undefined,
    shares: Object.fromEntries(
      SHARES.map((name) => {
        const { numerator, denominator } = definition.shares[name];
        return [name, ratio(valueOf(counts, numerator), valueOf(counts, denominator))];
      }),
    ) as Record<ShareName, Ratio>,
  };
}

function importedFigures(counts: CellCounts): ImportedFigures {
  return {
    total: counts.imported,
    carriedOver: counts['imported.carriedOver'],
    received: { total: counts['imported.received'], online: counts['imported.received.online'] },
    ended: {
      total: counts['imported.ended'],
      early: counts['imported.ended.early'],
      onTime: counts['imported.ended.onTime'],
      late: counts['imported.ended.late'],
      unknown: counts['imported.ended.unknown'],
    },
    inProgress: {
      total: counts['imported.inProgress'],
      within: counts['imported.inProgress.within'],
      pastDue: counts['imported.inProgress.pastDue'],
      paused: counts['imported.inProgress.paused'],
      unknown: counts['imported.inProgress.unknown'],
    },
  };
}
