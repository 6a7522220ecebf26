import type { ApologyState, DossierFlag, DossierPunctuality, EventEnvelope, PeriodReportCell } from '@motcua/contracts';
import type { DossierEventData } from '../projections/dossier-change.js';
import type { ReportCell } from '../reports/cells.js';
import { noCounts, type CellCounts } from '../reports/figures.js';
import type { ExampleLife } from './example-events.js';

/** How a dossier stood just before `until`, told from its events and nothing else. */
function standing(events: EventEnvelope<DossierEventData>[], until: number) {
  const past = events.filter((event) => {
    const { acceptedAt } = event.data.dossier;
    // What was taken over happened when the legacy system says, not when it was taken over.
    const at = event.type === 'dossier.imported' && acceptedAt ? acceptedAt : event.time;
    return Date.parse(at) < until;
  });
  const last = past.at(-1)?.data;
  return { last: last?.dossier, runsOn: (last as { pausesClock?: boolean } | undefined)?.pausesClock === false, past };
}

/**
 * A period report counted in the plainest way: every dossier's events are walked through up to each end of the period.
 * What the projection and its SQL must agree with.
 * @param agency within which it is counted: the one that had the dossier at the end of the period, or when it ended before
 */
export function naiveReport(lives: ExampleLife[], from: Date, to: Date, agency?: string): CellCounts {
  const counts = noCounts();
  const add = (...cells: ReportCell[]) => cells.forEach((cell) => (counts[cell] += 1));
  for (const { events } of lives) {
    if (agency !== undefined && agencyAt(events, to.getTime()) !== agency) continue;
    countIntake(events, from, to, add);
    countCorrection(events, from, to, add);
    const refusal = events.find((event) => event.type === 'dossier.refused');
    if (refusal && new Date(refusal.time) >= from && new Date(refusal.time) < to) add('refusedAtIntake');
    const first = events.find((event) => event.data.dossier.acceptedAt);
    if (!first) continue;
    const acceptedAt = new Date(first.data.dossier.acceptedAt!);
    const end = endOf(events, acceptedAt);
    if (acceptedAt >= to || (end && end.countedAt < from)) continue;
    const legacy = events[0]!.type === 'dossier.imported';
    /** What counts a dossier from its acceptance; of an imported one also its part of the column of imports. */
    const addHere = (...cells: (PeriodReportCell & ReportCell)[]) => {
      add(...cells);
      const parts = cells.map((cell) => (cell === 'total' ? 'imported' : `imported.${cell}`) as ReportCell);
      if (legacy) add(...parts.filter((cell) => cell in counts));
    };
    addHere('total');
    for (const [flag, cell] of FLAGGED) {
      if (timesOf(events, flag, acceptedAt).some((at) => at >= from && at < to)) add(cell);
    }
    const apology = apologyOf(events);
    if (apology && apology.at >= from && apology.at < to) add('apologies.reappointed');
    if (acceptedAt < from) addHere('carriedOver');
    else addHere('received', `received.${first.data.dossier.channel.toLowerCase()}` as PeriodReportCell);
    if (end && end.countedAt < to) {
      addHere('ended', end.cell);
      if (end.appointed === 'LATE') add('apologies.endedAfterAppointment');
      if (end.apology) add('apologies.owed', STATES[end.apology]);
      continue;
    }
    addHere('inProgress');
    const { last, runsOn } = standing(events, to.getTime());
    if (last!.status === 'WAITING_SUPPLEMENT' && !runsOn) {
      addHere('inProgress.paused');
      const repeated = timesOf(events, 'SUPPLEMENT_REPEATED', acceptedAt);
      if (repeated.some((at) => at < to)) add('supplements.waitingAfterRepeated');
    } else if (!last!.dueAt) addHere('inProgress.unknown');
    else if (new Date(last!.dueAt) >= to) addHere('inProgress.within');
    else {
      const given = apology && apology.at < to ? apology : undefined;
      const without = legacy ? 'UNKNOWN' : 'MISSING';
      addHere('inProgress.pastDue');
      add('apologies.owed', STATES[given ? (given.late ? 'LATE' : 'IN_TIME') : without]);
      if (!given || given.appointed < to) add('apologies.pastAppointment');
    }
  }
  return counts;
}

/** Intake, told event by event: what was submitted waits until it is accepted, or ends before that. */
function countIntake(
  events: EventEnvelope<DossierEventData>[],
  from: Date,
  to: Date,
  add: (...cells: ReportCell[]) => void,
): void {
  const submission = events.find(({ type }) => type === 'dossier.submitted');
  if (!submission || new Date(submission.time) >= to) return;
  const left = events.find((event) => leavesIntake(event).length > 0);
  const leftAt = left && new Date(left.time);
  if (leftAt && leftAt < from) return;
  add('intake', new Date(submission.time) < from ? 'intake.waitingBefore' : 'intake.submitted');
  if (left && leftAt! < to) add(...leavesIntake(left));
  else add('intake.waitingAfter');
}

/** A wrong result, told event by event: it is to be corrected from the reopening until it is. */
function countCorrection(
  events: EventEnvelope<DossierEventData>[],
  from: Date,
  to: Date,
  add: (...cells: ReportCell[]) => void,
): void {
  const reopening = events.find(({ type }) => type === 'dossier.reopened');
  if (!reopening || new Date(reopening.time) >= to) return;
  const correction = events.find(({ type }) => type === 'dossier.result-corrected');
  const correctedAt = correction && new Date(correction.time);
  if (correctedAt && correctedAt < from) return;
  add('corrections');
  const { foundBy, correctBy } = reopening.data as unknown as { foundBy: string; correctBy?: string };
  if (new Date(reopening.time) < from) add('corrections.waitingBefore');
  else {
    const by = { APPLICANT: 'byApplicant', AGENCY: 'byAgency', INSPECTION: 'byInspection' }[foundBy];
    add('corrections.reopened', `corrections.reopened.${by}` as ReportCell);
    const acceptedAt = new Date(events.find(({ data }) => data.dossier.acceptedAt)!.data.dossier.acceptedAt!);
    if (['ended.early', 'ended.onTime'].includes(endOf(events, acceptedAt)!.cell)) {
      add('corrections.reopened.endedInTime');
    }
  }
  if (correctedAt && correctedAt < to) {
    const { kept, reversed } = correction.data as unknown as { kept: string; reversed: boolean };
    const how = kept === 'LATE' ? 'late' : kept === 'UNKNOWN' ? 'unknown' : 'inTime';
    add('corrections.corrected', `corrections.corrected.${how}`);
    if (reversed) add('corrections.corrected.reversed');
  } else {
    add('corrections.waitingAfter');
    if (correctBy && new Date(correctBy) < to) add('corrections.waitingAfter.pastDue');
  }
}

function leavesIntake({ type, data }: EventEnvelope<DossierEventData>): ReportCell[] {
  const { cause, withdrawnBy } = data as { cause?: string; withdrawnBy?: string };
  const by = { APPLICANT: 'byApplicant', COUNTER: 'byCounter' }[withdrawnBy ?? ''] ?? 'unknown';
  switch (type) {
    case 'dossier.accepted':
      return ['intake.accepted'];
    case 'dossier.refused':
      return [cause ? 'intake.expired' : 'intake.refused'];
    case 'dossier.withdrawn':
      return ['intake.withdrawn', `intake.withdrawn.${by}` as ReportCell];
    case 'dossier.stopped':
      return ['intake.stopped'];
    default:
      return [];
  }
}

const JUDGED = {
  EARLY: 'ended.early',
  ON_TIME: 'ended.onTime',
  LATE: 'ended.late',
  UNKNOWN: 'ended.unknown',
} as const;

const FLAGGED: [DossierFlag, ReportCell][] = [
  ['SUPPLEMENT_AFTER_WINDOW', 'supplements.afterWindow'],
  ['SUPPLEMENT_REPEATED', 'supplements.repeated'],
  ['SUPPLEMENT_ANSWERED_BY_ASKER', 'supplements.answeredByAsker'],
];

const STATES = {
  IN_TIME: 'apologies.inTime',
  LATE: 'apologies.late',
  MISSING: 'apologies.missing',
  UNKNOWN: 'apologies.unknown',
} as const satisfies Record<ApologyState, ReportCell>;

function apologyOf(
  events: EventEnvelope<DossierEventData>[],
): { at: Date; appointed: Date; late: boolean } | undefined {
  const event = events.find(({ type }) => type === 'dossier.apologised');
  if (!event) return undefined;
  const { newDueAt, late } = event.data as unknown as { newDueAt: string; late: boolean };
  return { at: new Date(event.time), appointed: new Date(newDueAt), late };
}

function timesOf(events: EventEnvelope<DossierEventData>[], flag: DossierFlag, acceptedAt: Date): Date[] {
  return events
    .filter(({ type, data }) => type !== 'dossier.imported' && (data as { flags?: string[] }).flags?.includes(flag))
    .map(({ time }) => new Date(time))
    .filter((at) => at >= acceptedAt);
}

function endOf(
  events: EventEnvelope<DossierEventData>[],
  acceptedAt: Date,
): { countedAt: Date; cell: PeriodReportCell; appointed?: DossierPunctuality; apology?: ApologyState } | undefined {
  for (const event of events) {
    const { status, dueAt, punctuality } = event.data.dossier;
    const recorded = (event.data as { endedAt?: string }).endedAt;
    const imported = event.type === 'dossier.imported';
    if (imported ? !recorded : !['RESOLVED', 'DELIVERED', 'WITHDRAWN', 'STOPPED'].includes(status)) continue;
    const endedAt = new Date(imported ? recorded! : event.time);
    const day = (at: Date) => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
    const cell = punctuality
      ? JUDGED[punctuality]
      : !dueAt
        ? 'ended.unknown'
        : endedAt > new Date(dueAt)
          ? 'ended.late'
          : day(endedAt) < day(new Date(dueAt))
            ? 'ended.early'
            : 'ended.onTime';
    const { appointedPunctuality, apology } = event.data.dossier;
    const late = cell === 'ended.late';
    // Before these were part of the event, nobody recorded an apology, and no other date was appointed.
    const told = appointedPunctuality
      ? { appointed: appointedPunctuality, apology }
      : { appointed: late ? ('LATE' as const) : undefined, apology: late ? ('UNKNOWN' as const) : undefined };
    return { countedAt: endedAt > acceptedAt ? endedAt : acceptedAt, cell, ...told };
  }
  return undefined;
}

function agencyAt(events: EventEnvelope<DossierEventData>[], until: number): string | undefined {
  const ended = events.findIndex(({ type }) => /resolved|withdrawn|stopped$/.test(type));
  const before = standing(ended < 0 ? events : events.slice(0, ended + 1), until);
  return before.last?.agencyCode;
}
