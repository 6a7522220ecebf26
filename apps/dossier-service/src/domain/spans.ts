import type { ChargedTo } from '@motcua/contracts';
import { elapsedWorkingTime, type WorkingCalendar } from '@motcua/working-time';
import { agencyAt, havingPart, isCounterStep, isReceivedForOther, type Having } from './agencies.js';
import { consultationsOf } from './consultation-tasks.js';
import { forwardLimit } from './deadline.js';
import {
  CHECK_PAUSE,
  dueAtOf,
  isCounted,
  type AcceptedDossier,
  type CountedDossier,
  type LedgerPause,
  type StepTask,
  type Task,
} from './dossier.js';
import { forwardedAt, isStep } from './tasks.js';

/** To whom a span is charged. */
export interface Charge {
  party: ChargedTo;
  /** The competent agency of then, of COUNTER the receiving one, of CONSULTED_AGENCY the one that was asked; absent of UNKNOWN. */
  agencyCode?: string;
  unit?: string;
  /** Account of the officer who had the step; absent while nobody had, and where it is not known. */
  officer?: string;
}

/** Part of `[accepted, ended)`. */
export interface Span {
  from: Date;
  to: Date;
  charge: Charge;
  /** The step that the dossier waited for. */
  stepCode?: string;
  /** Whether the time limit of whoever is charged had passed; undefined where that is not known. */
  overLimit?: boolean;
}

/** A reason to charge somebody with time. */
interface Claim {
  from: Date;
  to: Date;
  charge: Omit<Charge, 'agencyCode' | 'officer'>;
  /** Whose it is, where not the competent agency's. */
  whose?: Having;
  /** The step that was to be done, and who had it when. */
  task?: StepTask;
  /** From when on the time limit of its own has passed. NONE: it has none to pass. */
  limit: Date | 'NONE' | 'UNKNOWN';
}

/** An accepted dossier, over the time that is asked about. */
interface Life<D extends AcceptedDossier = CountedDossier> {
  dossier: D;
  from: Date;
  to: Date;
  calendar: WorkingCalendar;
}

/**
 * Who is charged with an instant: the first of these that claims it. Another kind of span is one more line here.
 */
const CLAIMANTS: readonly ((life: Life) => readonly Claim[])[] = [
  awaitedApplicant,
  consultedOthers,
  openSteps,
  counterBeforeForwarding,
  unseenSteps,
  agencyItself,
];

/**
 * All of `[accepted, ended)`, or until an instant, without gap or overlap, cut also where a limit passes.
 * @param calendar that the dossier is stamped with; an imported one has none, and nobody knows who had it
 */
export function spansOf(dossier: AcceptedDossier, calendar: WorkingCalendar | undefined, at: Date): readonly Span[] {
  const from = dossier.acceptance.acceptedAt;
  const to = dossier.ending?.endedAt ?? at;
  if (to <= from) return [];
  if (!isCounted(dossier) || !calendar) return [{ from, to, charge: { party: 'UNKNOWN' } }];
  const life = { dossier, from, to, calendar };
  const claims = CLAIMANTS.map((claimant) => claimant(life).filter((claim) => claim.from < claim.to));
  const cuts = instantsWithin(life, claims.flat());
  return cuts.slice(1).map((end, index) => spanOf(life, claims, cuts[index]!, end));
}

function spanOf({ dossier }: Life, claims: readonly (readonly Claim[])[], from: Date, to: Date): Span {
  for (const layer of claims) {
    const claim = first(
      layer.filter((one) => one.from <= from && from < one.to),
      from,
    );
    if (!claim) continue;
    const { charge, whose = havingPart('COMPETENT', dossier), task, limit } = claim;
    const officer = task && officerAt(task, from);
    const overLimit = limit === 'UNKNOWN' ? undefined : limit !== 'NONE' && limit <= from;
    const agencyCode = charge.party === 'UNKNOWN' ? undefined : agencyAt(whose, from);
    return {
      from,
      to,
      charge: { ...charge, ...(agencyCode !== undefined && { agencyCode }), ...(officer !== undefined && { officer }) },
      ...(task && { stepCode: task.stepCode }),
      ...(overLimit !== undefined && { overLimit }),
    };
  }
  throw new Error(`nobody is charged with ${from.toISOString()} of dossier ${dossier.id}`);
}

/**
 * Of several open steps the dossier waits for the one that is late, or was late first; while none is, for the one that was begun first.
 * It is told from the past alone: what somebody does later charges nobody else with an instant before.
 */
function first(claims: readonly Claim[], at: Date): Claim | undefined {
  const lateSince = ({ limit }: Claim): number => (limit instanceof Date && limit <= at ? limit.getTime() : Infinity);
  return claims.reduce<Claim | undefined>(
    (best, claim) =>
      !best ||
      lateSince(claim) < lateSince(best) ||
      (lateSince(claim) === lateSince(best) && claim.from.getTime() < best.from.getTime())
        ? claim
        : best,
    undefined,
  );
}

/** Ascending, the ends of the life among them. */
function instantsWithin({ dossier, from, to }: Life, claims: readonly Claim[]): Date[] {
  const { acceptance, handedOn } = dossier;
  const instants = [
    ...claims.flatMap(({ from: begun, to: over, limit, whose, task }) => [
      begun,
      over,
      ...(limit instanceof Date ? [limit] : []),
      ...(whose?.handedOn.map(({ at }) => at) ?? []),
      ...(task?.holds?.flatMap((hold) => (hold.to ? [hold.from, hold.to] : [hold.from])) ?? []),
    ]),
    ...handedOn.map(({ at }) => at),
    ...acceptance.pauses.flatMap((pause) => pause.to ?? []),
  ].map((instant) => instant.getTime());
  const within = instants.filter((instant) => instant > from.getTime() && instant < to.getTime());
  return [...new Set([from.getTime(), ...within, to.getTime()])].sort((a, b) => a - b).map((time) => new Date(time));
}

/**
 * The applicant is charged only while the clock really stood. A request that its asker answered, a second notice (Decree 118/2025
 * Art. 17.2a: one complete list) with what a check found missing of it, and a wait that began when the dossier was due are the agency's,
 * and so is the time from the bringing of a supplement to its check.
 */
function awaitedApplicant({ dossier, to }: Life): Claim[] {
  const dueAt = dueAtOf(dossier.acceptance.deadline);
  let repeated = false;
  return dossier.acceptance.pauses.flatMap((pause) => {
    if (pause.reason !== CHECK_PAUSE) repeated = pause.why === 'REPEATED';
    const stood = pause.mode !== 'RUNS_ON' && !repeated && !(dueAt && dueAt <= pause.from);
    return stood ? [{ from: pause.from, to: pause.to ?? to, charge: { party: 'APPLICANT' }, limit: 'NONE' }] : [];
  });
}

/**
 * Whoever is asked for an opinion, until the answer or the limit of the letter: the one asked first. Within it nobody is late. What
 * follows the limit, what is asked again and what is asked once the dossier or a step of it is due is the agency's that asks, which
 * would otherwise pass its own delay on (Decree 61/2018/NĐ-CP Art. 19.5: consulting moves no due date).
 */
function consultedOthers({ dossier, to }: Life): Claim[] {
  const dueAt = dueAtOf(dossier.acceptance.deadline);
  return consultationsOf(dossier).flatMap((task) => {
    const { agencyCode, unit, openedAt, dueAt: limit, closing, consultation } = task;
    const isLate = (dueAt && dueAt <= openedAt) || dossier.tasks.some((step) => isLateStep(step, openedAt));
    if (consultation.again !== undefined || isLate) return [];
    // Whoever sets a limit beyond the due date makes the dossier late.
    const ends = [closing?.at ?? to, limit, ...(dueAt ? [dueAt] : [])];
    return {
      from: openedAt,
      to: new Date(Math.min(...ends.map((end) => end.getTime()))),
      ...(unit === undefined
        ? { charge: { party: 'CONSULTED_AGENCY' }, whose: { agencyCode, handedOn: consultation.handedOn ?? [] } }
        : { charge: { party: 'UNIT', unit } }),
      limit: 'NONE',
    };
  });
}

function isLateStep(task: Task, at: Date): boolean {
  const { dueAt, closing } = task;
  return (
    isStep(task) && dueAt !== undefined && dueAt <= at && (!closing || (closing.at !== undefined && closing.at > at))
  );
}

/** Steps whose opening and end are known, each until its own time limit and beyond. */
function openSteps({ dossier, from, to, calendar }: Life): Claim[] {
  const counter = counterLimit({ dossier, from, to, calendar });
  const forOther = isReceivedForOther(dossier);
  return dossier.tasks.filter(isStep).flatMap((task) => {
    const step = dossier.procedure.steps.find(({ code }) => code === task.stepCode);
    // A forwarding that was taken back before anybody began was the counter's.
    if (!step || isUnseen(task) || !task.openedAt || task.closing?.outcome === 'RECALLED') return [];
    const due = task.dueAt ?? (isPausedAtEnd(dossier) ? 'NONE' : 'UNKNOWN');
    // Until it has forwarded, the counter is held to the limit of forwarding, too.
    const isForwarding = counter && task.openedAt < counter.to && isCounterStep(step, forOther);
    return {
      from: task.openedAt,
      to: task.closing?.at ?? to,
      ...(isCounterStep(step, forOther)
        ? { charge: { party: 'COUNTER', unit: task.unit }, whose: havingPart('RECEIVING', dossier) }
        : { charge: { party: 'UNIT', unit: task.unit } }),
      task,
      limit: isForwarding ? earlier(due, counter.limit) : due,
    };
  });
}

/**
 * Who had a step: whoever had taken it up or been given it and, of time that nobody had it, the officer who then did it without
 * taking it up before. Nobody, while it lay in the queue of its unit.
 */
function officerAt({ holds = [] }: Task, at: Date): string | undefined {
  const holder = holds.find(({ from, to }) => from <= at && (!to || at < to));
  if (holder) return holder.officer.account;
  const last = holds.at(-1);
  const isUnclaimed = last?.to !== undefined && last.from.getTime() === last.to.getTime();
  const before = holds.at(-2)?.to;
  return isUnclaimed && (!before || before <= at) ? last.officer.account : undefined;
}

function earlier(due: Claim['limit'], other: Claim['limit']): Claim['limit'] {
  if (!(other instanceof Date)) return due;
  return due instanceof Date && due < other ? due : other;
}

/** While the applicant is awaited, a step that was in time has no date. */
function isPausedAtEnd({ acceptance, ending }: CountedDossier): boolean {
  const isLast = ({ to }: LedgerPause): boolean => !to || (ending !== undefined && to >= ending.endedAt);
  return acceptance.pauses.some((pause) => pause.mode !== 'RUNS_ON' && isLast(pause));
}

/**
 * From acceptance to forwarding the counter has the dossier, whether the process has a step for it or not: in time until the end of the
 * working day or the start of the next one (Decree 118/2025 Art. 18.2). It is the counter of the receiving agency, also where that one
 * receives for another: what it keeps is never the competent agency's.
 */
function counterBeforeForwarding(life: Life): Claim[] {
  const counter = counterLimit(life);
  const whose = havingPart('RECEIVING', life.dossier);
  return counter ? [{ from: life.from, ...counter, charge: { party: 'COUNTER' }, whose }] : [];
}

/** Undefined where the counter alone does everything, and where it is not known when it forwarded. */
function counterLimit({ dossier, to, calendar }: Life): Pick<Claim, 'to' | 'limit'> | undefined {
  const forwarded = forwardedAt(dossier);
  if (forwarded === 'NEVER' || forwarded === 'UNKNOWN') return undefined;
  const until = forwarded === 'NOT_YET' ? to : forwarded;
  const pauses = dossier.acceptance.pauses.filter((pause) => pause.from < until);
  return { to: until, limit: forwardLimit(calendar, { ...dossier.acceptance, pauses }) ?? 'UNKNOWN' };
}

/** Of what was begun before tasks were recorded it is not known who had it when. */
function unseenSteps({ dossier, from, to }: Life): Claim[] {
  return dossier.tasks
    .filter(isStep)
    .filter(isUnseen)
    .map((task) => ({
      from: task.openedAt ?? from,
      to: task.closing?.at ?? to,
      charge: { party: 'UNKNOWN' },
      limit: 'UNKNOWN',
    }));
}

function isUnseen({ openedAt, closing }: Task): boolean {
  return openedAt === undefined || (closing !== undefined && closing.at === undefined);
}

/** The rest: nobody in the agency has anything to do, and it has no time limit for that. */
function agencyItself({ from, to }: Life): Claim[] {
  return [{ from, to, charge: { party: 'AGENCY' }, limit: from }];
}

/** Adjoining spans of the same party, step and limit as one. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    const same = last && last.stepCode === span.stepCode && last.overLimit === span.overLimit;
    if (same && isSameCharge(last.charge, span.charge)) found[found.length - 1] = { ...last, to: span.to };
    else found.push(span);
  }
  return found;
}

export function isSameCharge(one: Charge, other: Charge): boolean {
  return (
    one.party === other.party &&
    one.agencyCode === other.agencyCode &&
    one.unit === other.unit &&
    one.officer === other.officer
  );
}

/** Working minutes of a span, by the dossier's own calendar and office hours; they add up over adjoining spans. */
export function minutesOf(calendar: WorkingCalendar, { from, to }: Pick<Span, 'from' | 'to'>): number {
  return elapsedWorkingTime(calendar, from, to).minutes;
}
