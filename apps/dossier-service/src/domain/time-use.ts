import { CalendarCoverageError, type WorkingCalendar } from '@motcua/working-time';
import { agencyAt, havingPart } from './agencies.js';
import { dueAtOf, isCounted, type AcceptedDossier, type CountedDossier, type Dossier } from './dossier.js';
import type { DossierEvent } from './dossier-events.js';
import { punctualityOf } from './punctuality.js';
import { isSameCharge, joined, minutesOf, spansOf, type Charge, type Span } from './spans.js';

export type CountedSpan = Span & { minutes?: number };

/** Working minutes that somebody is charged with. */
export interface Share {
  charge: Charge;
  minutes: number;
}

/** What of a lateness is whose. */
export interface Lateness {
  /** Absent of a dossier that is late because the applicant was asked more than once. */
  dueAt?: Date;
  /** Absent where no calendar tells; the shares then say nothing of theirs. */
  minutes?: number;
  /** Never none; they add up to `minutes`. */
  shares: readonly Share[];
}

/** Who had an accepted dossier how long. */
export interface TimeUse {
  spans: readonly CountedSpan[];
  /** Absent, with `shares`, of an imported dossier and where the calendar does not reach. */
  minutes?: number;
  /** They add up to `minutes`. */
  shares?: readonly Share[];
  /** Absent: not late, or not known to be. */
  lateness?: Lateness;
}

/** Who had a dossier from its acceptance to its end, or until an instant, and who made it late. */
export function timeUseOf(dossier: AcceptedDossier, calendar: WorkingCalendar | undefined, at: Date): TimeUse {
  const spans = spansOf(dossier, calendar, at);
  const until = lateUntil(dossier, at);
  try {
    if (isCounted(dossier) && calendar) return counted(dossier, calendar, spans, until);
  } catch (error) {
    if (!(error instanceof CalendarCoverageError)) throw error;
  }
  const dueAt = dueAtOf(dossier.acceptance.deadline);
  const unknown = { dueAt, shares: [{ charge: { party: 'UNKNOWN' }, minutes: 0 }] } as const;
  return { spans: joined(spans), ...(until && { lateness: unknown }) };
}

/** What is told of an accepted dossier with its end: who had it how long. Undefined of any other fact. */
export function timeUseAtEnd(
  event: DossierEvent,
  after: Dossier,
  calendar: WorkingCalendar | undefined,
): TimeUse | undefined {
  const ends = event.type === 'resolved' || event.type === 'withdrawn' || event.type === 'stopped';
  return ends && after.acceptance ? timeUseOf(after, calendar, event.at) : undefined;
}

/**
 * Until when a late dossier is late; undefined where it is not. Judged at a request that came after the due date, it is late until its
 * end: such a request stopped no clock.
 */
function lateUntil(dossier: AcceptedDossier, at: Date): Date | undefined {
  const { acceptance, ending } = dossier;
  if (ending) return punctualityOf(dossier) === 'LATE' ? ending.endedAt : undefined;
  const dueAt = dueAtOf(acceptance.deadline);
  return dueAt && dueAt < at ? at : undefined;
}

function counted(
  dossier: CountedDossier,
  calendar: WorkingCalendar,
  spans: readonly Span[],
  until: Date | undefined,
): TimeUse {
  const measured = (span: Span): Span & Share => ({ ...span, minutes: minutesOf(calendar, span) });
  const shares = sharesOf(spans.map(measured));
  return {
    spans: joined(spans).map(measured),
    minutes: sumOf(shares),
    shares,
    ...(until && { lateness: latenessOf(dossier, calendar, spans.map(measured), until) }),
  };
}

function sharesOf(parts: readonly Share[]): Share[] {
  const shares: Share[] = [];
  for (const { charge, minutes } of parts) {
    const known = shares.find((share) => isSameCharge(share.charge, charge));
    if (known) known.minutes += minutes;
    else shares.push({ charge, minutes });
  }
  return shares;
}

function sumOf(shares: readonly Share[]): number {
  return shares.reduce((sum, { minutes }) => sum + minutes, 0);
}

/**
 * The working time by which a dossier is late, split among those who exceeded limits of their own, in proportion to what they used
 * beyond them: nobody answers for more than that, and nobody for a step that began late because of the one before, since its limit
 * counts from its own beginning. What is left was used by steps in time: their limits are longer together than that of the procedure.
 */
function latenessOf(
  dossier: CountedDossier,
  calendar: WorkingCalendar,
  spans: readonly (Span & Share)[],
  until: Date,
): Lateness {
  const dueAt = dueAtOf(dossier.acceptance.deadline);
  // Late by a second notice only (Decision 766, item 2.1), which is the agency's.
  if (!dueAt || (dossier.ending?.judgedAt ?? until) <= dueAt) {
    return { dueAt, minutes: 0, shares: [{ charge: { party: 'AGENCY', agencyCode: dossier.agencyCode }, minutes: 0 }] };
  }
  const minutes = minutesOf(calendar, { from: dueAt, to: until });
  const since = restartedAt(dossier, dueAt);
  const relevant = spans.filter(({ from, charge }) => from >= since && charge.party !== 'APPLICANT');
  const over = sharesOf(relevant.filter(({ overLimit }) => overLimit));
  const isKnown = relevant.every(({ overLimit }) => overLimit !== undefined);
  const shares = split(minutes, over);
  const charge: Charge = isKnown
    ? { party: 'PROCESS', agencyCode: agencyAt(havingPart('COMPETENT', dossier), dueAt) }
    : { party: 'UNKNOWN' };
  const left = { charge, minutes: minutes - sumOf(shares) };
  return { dueAt, minutes, shares: left.minutes > 0 || shares.length === 0 ? [...shares, left] : shares };
}

/** What was used before the last restart of the time limit (Decree 61/2018 Art. 19.4) made nothing late. */
function restartedAt({ acceptance: { acceptedAt, pauses } }: CountedDossier, dueAt: Date): Date {
  const restart = pauses.findLast(({ from, to, mode }) => mode === 'RESTART' && to && from < dueAt);
  return restart?.to ?? acceptedAt;
}

/** In proportion, to the minute, and to nobody more than the own; those with a minute or more, or all where there is none to split. */
function split(minutes: number, over: readonly Share[]): Share[] {
  const all = sumOf(over);
  if (all <= minutes) return over.filter((share) => minutes === 0 || share.minutes > 0);
  let before = 0;
  const shares = over.map(({ charge, minutes: own }) => {
    const from = Math.floor((before * minutes) / all);
    before += own;
    return { charge, minutes: Math.floor((before * minutes) / all) - from };
  });
  return shares.filter((share) => minutes === 0 || share.minutes > 0);
}

/** The same with officers called otherwise, or not at all: what is then of the same is one share. */
export function withOfficers(use: TimeUse, called: (officer: string) => string | undefined): TimeUse {
  const renamed = <T extends { charge: Charge }>(part: T): T => {
    const { officer: account, ...charge } = part.charge;
    const officer = account === undefined ? undefined : called(account);
    return { ...part, charge: officer === undefined ? charge : { ...charge, officer } };
  };
  const { spans, shares, lateness } = use;
  return {
    ...use,
    spans: spans.map(renamed),
    ...(shares && { shares: sharesOf(shares.map(renamed)) }),
    ...(lateness && { lateness: { ...lateness, shares: sharesOf(lateness.shares.map(renamed)) } }),
  };
}
