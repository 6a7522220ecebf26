import type { EventEnvelope } from '@motcua/contracts';
import type { DossierEventData } from '../projections/dossier-change.js';
import { noCounts, type CellCounts, type ReportCell } from '../reports/figures.js';
import type { ExampleLife } from './example-events.js';

/** How a dossier stood just before `until`, told from its events and nothing else. */
function standing(events: EventEnvelope<DossierEventData>[], until: number) {
  const past = events.filter((event) => {
    const { acceptedAt } = event.data.dossier;
    // What was taken over happened when the legacy system says, not when it was taken over.
    const at = event.type === 'dossier.imported' && acceptedAt ? acceptedAt : event.time;
    return Date.parse(at) < until;
  });
  const last = past.at(-1)?.data.dossier;
  return { last, past };
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
    const refusal = events.find((event) => event.type === 'dossier.refused');
    if (refusal && new Date(refusal.time) >= from && new Date(refusal.time) < to) add('refusedAtIntake');
    const first = events.find((event) => event.data.dossier.acceptedAt);
    if (!first) continue;
    const acceptedAt = new Date(first.data.dossier.acceptedAt!);
    const end = endOf(events, acceptedAt);
    if (acceptedAt >= to || (end && end.countedAt < from)) continue;
    add('total');
    if (acceptedAt < from) add('carriedOver');
    else add('received', `received.${first.data.dossier.channel.toLowerCase()}` as ReportCell);
    if (end && end.countedAt < to) {
      add('ended', end.cell);
      continue;
    }
    add('inProgress');
    const { last } = standing(events, to.getTime());
    if (last!.status === 'WAITING_SUPPLEMENT') add('inProgress.paused');
    else if (!last!.dueAt) add('inProgress.unknown');
    else add(new Date(last!.dueAt) < to ? 'inProgress.pastDue' : 'inProgress.within');
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

function endOf(
  events: EventEnvelope<DossierEventData>[],
  acceptedAt: Date,
): { countedAt: Date; cell: ReportCell } | undefined {
  for (const event of events) {
    const { status, dueAt } = event.data.dossier;
    const recorded = (event.data as { endedAt?: string }).endedAt;
    const imported = event.type === 'dossier.imported';
    if (imported ? !recorded : !['RESOLVED', 'DELIVERED', 'WITHDRAWN', 'STOPPED'].includes(status)) continue;
    const endedAt = new Date(imported ? recorded! : event.time);
    const day = (at: Date) => new Date(at.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
    const cell = !dueAt
      ? 'ended.unknown'
      : endedAt > new Date(dueAt)
        ? 'ended.late'
        : day(endedAt) < day(new Date(dueAt))
          ? 'ended.early'
          : 'ended.onTime';
    return { countedAt: endedAt > acceptedAt ? endedAt : acceptedAt, cell };
  }
  return undefined;
}

function agencyAt(events: EventEnvelope<DossierEventData>[], until: number): string | undefined {
  const ended = events.findIndex(({ type }) => /resolved|withdrawn|stopped$/.test(type));
  const before = standing(ended < 0 ? events : events.slice(0, ended + 1), until);
  return before.last?.agencyCode;
}
