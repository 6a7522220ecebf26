import type { CorrectionFigures, IntakeFigures, PeriodFigures } from '@motcua/contracts';
import { REPORT_CELLS, type ReportCell } from './cells.js';
import { ratio } from './ratio.js';

/** A count for every cell of one row. */
export type CellCounts = Record<ReportCell, number>;

/** A report whose numbers do not add up is a defect, and must never be shown as a report. */
export class ReportIdentityError extends Error {
  constructor(identity: string, row: string, left: number, right: number) {
    super(`${identity} does not hold for ${row}: ${left} is not ${right}`);
    this.name = 'ReportIdentityError';
  }
}

/** Left side = sum of the right side, for every row (decision 8 of the design; form II.06 of the reports in use). */
const IDENTITIES: [name: string, whole: ReportCell[], parts: ReportCell[]][] = [
  ['total = carried over + received', ['total'], ['carriedOver', 'received']],
  ['carried over + received = ended + in progress', ['carriedOver', 'received'], ['ended', 'inProgress']],
  [
    'received = direct + online + post + other',
    ['received'],
    ['received.direct', 'received.online', 'received.post', 'received.other'],
  ],
  [
    'ended = early + on time + late + unknown',
    ['ended'],
    ['ended.early', 'ended.onTime', 'ended.late', 'ended.unknown'],
  ],
  [
    'in progress = within + past due + paused + unknown',
    ['inProgress'],
    ['inProgress.within', 'inProgress.pastDue', 'inProgress.paused', 'inProgress.unknown'],
  ],
  ['intake = waiting before + submitted', ['intake'], ['intake.waitingBefore', 'intake.submitted']],
  [
    'waiting before + submitted = accepted + refused + expired + withdrawn + stopped + waiting after',
    ['intake.waitingBefore', 'intake.submitted'],
    [
      'intake.accepted',
      'intake.refused',
      'intake.expired',
      'intake.withdrawn',
      'intake.stopped',
      'intake.waitingAfter',
    ],
  ],
  [
    'withdrawn before acceptance = by the applicant + by the counter + unknown',
    ['intake.withdrawn'],
    ['intake.withdrawn.byApplicant', 'intake.withdrawn.byCounter', 'intake.withdrawn.unknown'],
  ],
  [
    'apologies owed = in time + late + missing + unknown',
    ['apologies.owed'],
    ['apologies.inTime', 'apologies.late', 'apologies.missing', 'apologies.unknown'],
  ],
  ['corrections = waiting before + reopened', ['corrections'], ['corrections.waitingBefore', 'corrections.reopened']],
  [
    'waiting before + reopened = corrected + waiting after',
    ['corrections.waitingBefore', 'corrections.reopened'],
    ['corrections.corrected', 'corrections.waitingAfter'],
  ],
  [
    'reopened = by the applicant + by the agency + by an inspection',
    ['corrections.reopened'],
    ['corrections.reopened.byApplicant', 'corrections.reopened.byAgency', 'corrections.reopened.byInspection'],
  ],
  [
    'corrected = in time + late + unknown',
    ['corrections.corrected'],
    ['corrections.corrected.inTime', 'corrections.corrected.late', 'corrections.corrected.unknown'],
  ],
];

export function noCounts(): CellCounts {
  return Object.fromEntries(REPORT_CELLS.map((cell) => [cell, 0])) as CellCounts;
}

/** @throws ReportIdentityError naming the identity and the row that breaks it. */
export function checkIdentities(counts: CellCounts, row: string): void {
  const sum = (cells: ReportCell[]) => cells.reduce((total, cell) => total + counts[cell], 0);
  for (const [name, whole, parts] of IDENTITIES) {
    if (sum(whole) !== sum(parts)) throw new ReportIdentityError(name, row, sum(whole), sum(parts));
  }
}

/** @throws ReportIdentityError when the rows of a slicing do not add up to the total, cell by cell. */
export function checkSlicing(rows: CellCounts[], total: CellCounts): void {
  for (const cell of REPORT_CELLS) {
    const sum = rows.reduce((all, row) => all + row[cell], 0);
    if (sum !== total[cell]) throw new ReportIdentityError('sum of the rows = total', cell, sum, total[cell]);
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
export function figures(counts: CellCounts, hasIntake = true): PeriodFigures {
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
    shares: {
      endedInTime: ratio(counts['ended.early'] + counts['ended.onTime'], counts.ended),
      endedLate: ratio(counts['ended.late'], counts.ended),
      receivedOnline: ratio(counts['received.online'], counts.received),
      ended: ratio(counts.ended, counts.total),
      inProgressPastDue: ratio(counts['inProgress.pastDue'], counts.inProgress),
    },
  };
}
