import {
  FEEDBACK_REFUSAL_REASONS,
  SATISFACTION_CHANNELS,
  SURVEY_CHANNELS,
  type FeedbackClock,
  type FeedbackClockState,
  type FeedbackRefusalReason,
  type FeedbackReportCell,
  type SatisfactionChannel,
  type SatisfactionLevel,
  type SurveyChannel,
} from '@motcua/contracts';

/**
 * The cells of a feedback report: each counts the time of a feedback item at one agency (`f`, a row of `feedback_stints`), by
 * what happened between `:from` and `:to` and how it stands at `:to`. One predicate drives the count and the list behind it.
 */
const inPeriod = (instant: string): string => `${instant} >= :from AND ${instant} < :to`;
const notYet = (instant: string): string => `(${instant} IS NULL OR ${instant} >= :to)`;

const received = 'f.received_at < :to';
const open = `${received} AND ${notYet('f.ended_at')}`;
const ended = inPeriod('f.ended_at');
/** Of an open one the deadline of its state, as feedback-service shows it. */
const stateDue = `CASE WHEN f.accepted_at < :to THEN least(f.answer_due_at, f.answer_filer_due_at)
  ELSE least(f.respond_due_at, f.answer_filer_due_at) END`;

/** A clock: where it runs, until when, and when it is due. */
interface Clock {
  runs: string;
  doneAt: string;
  dueAt: string;
}

const CLOCKS: Record<FeedbackClock, Clock> = {
  respond: { runs: received, doneAt: 'f.responded_at', dueAt: 'f.respond_due_at' },
  forward: {
    runs: `${received} AND (${notYet('f.responded_at')} OR f.ended_by = 'FORWARDED')`,
    doneAt: 'f.responded_at',
    dueAt: 'f.forward_due_at',
  },
  answer: { runs: 'f.accepted_at < :to', doneAt: 'f.ended_at', dueAt: 'f.answer_due_at' },
  answerFiler: {
    runs: `${received} AND (${notYet('f.ended_at')} OR f.ended_by <> 'FORWARDED')`,
    doneAt: 'f.ended_at',
    dueAt: 'f.answer_filer_due_at',
  },
  publish: {
    runs: `f.ended_by = 'ANSWERED' AND f.ended_at < :to`,
    doneAt: 'f.published_at',
    dueAt: 'f.publish_due_at',
  },
};

/** The time limits of an agency itself. From the filing on, other agencies have had their part of the time. */
const OWN_LIMITS = ['respond', 'answer', 'publish'] as const satisfies FeedbackClock[];

/** A limit that passed before `:to` without being kept, in the period or before it: a lateness that has been reached stands. */
const missed = OWN_LIMITS.map((clock) => {
  const { runs, doneAt, dueAt } = CLOCKS[clock];
  return `(${runs} AND (${dueAt} IS NULL OR (${dueAt} < :to AND (${doneAt} IS NULL OR ${doneAt} > ${dueAt}))))`;
}).join(' OR ');
const anyMissed = `(${missed}) IS TRUE`;
/** What is forwarded in time is the other agency's: forwarding much must not dilute what is late here. What was late before stays. */
const passedOn = `(f.ended_by = 'FORWARDED' AND f.ended_at < :to) IS TRUE`;

type ClockCell = FeedbackClock | `${FeedbackClock}.${FeedbackClockState}`;

function clockPredicates(): Record<ClockCell, string> {
  const cells = Object.entries(CLOCKS).flatMap(([clock, { runs, doneAt, dueAt }]) => {
    const done = `${runs} AND ${inPeriod(doneAt)}`;
    const notDone = `${runs} AND ${notYet(doneAt)}`;
    return [
      [clock, `${runs} AND (${doneAt} IS NULL OR ${doneAt} >= :from)`],
      [`${clock}.onTime`, `${done} AND ${doneAt} <= ${dueAt}`],
      [`${clock}.late`, `${done} AND ${doneAt} > ${dueAt}`],
      [`${clock}.running`, `${notDone} AND ${dueAt} >= :to`],
      [`${clock}.pastDue`, `${notDone} AND ${dueAt} < :to`],
      [`${clock}.unknown`, `${runs} AND (${doneAt} IS NULL OR ${doneAt} >= :from) AND ${dueAt} IS NULL`],
    ];
  });
  return Object.fromEntries(cells) as Record<ClockCell, string>;
}

function refusalPredicates(): Record<`refused.${FeedbackRefusalReason}`, string> {
  const cells = FEEDBACK_REFUSAL_REASONS.map((reason) => [
    `refused.${reason}`,
    `${ended} AND f.ended_by = 'REFUSED' AND f.refusal_reason = '${reason}'`,
  ]);
  return Object.fromEntries(cells) as Record<`refused.${FeedbackRefusalReason}`, string>;
}

/** What any of the cells counts. */
export const ANY_FEEDBACK_CELL = `${received} AND (f.ended_at IS NULL OR f.ended_at >= :from
  OR (f.ended_by = 'ANSWERED' AND (f.published_at IS NULL OR f.published_at >= :from)))`;

export const FEEDBACK_PREDICATES: Record<FeedbackReportCell, string> = {
  carriedOver: 'f.received_at < :from AND (f.ended_at IS NULL OR f.ended_at >= :from)',
  filed: `${inPeriod('f.received_at')} AND f.received_by = 'FILED'`,
  receivedByForwarding: `${inPeriod('f.received_at')} AND f.received_by = 'FORWARDED'`,
  accepted: inPeriod('f.accepted_at'),
  refused: `${ended} AND f.ended_by = 'REFUSED'`,
  ...refusalPredicates(),
  forwarded: `${ended} AND f.ended_by = 'FORWARDED'`,
  answered: `${ended} AND f.ended_by = 'ANSWERED'`,
  open,
  'open.overdue': `${open} AND ${stateDue} < :to`,
  published: inPeriod('f.published_at'),
  limits: `${ANY_FEEDBACK_CELL} AND (${anyMissed} OR NOT ${passedOn})`,
  'limits.kept': `${ANY_FEEDBACK_CELL} AND NOT ${anyMissed} AND NOT ${passedOn}`,
  'limits.missed': `${ANY_FEEDBACK_CELL} AND ${anyMissed}`,
  ...clockPredicates(),
};

/** How many answers (`a`, a row of `survey_answers`) of a channel were given in the period, by level, and how many before it. */
const LEVELS = {
  verySatisfied: 'VERY_SATISFIED',
  satisfied: 'SATISFIED',
  dissatisfied: 'DISSATISFIED',
} as const satisfies Record<string, SatisfactionLevel>;

export type AnswerCell = `${SatisfactionChannel}.${'answers' | keyof typeof LEVELS | 'answeredBefore'}`;

function answerPredicates(): Record<AnswerCell, string> {
  const given = inPeriod('a.answered_at');
  const cells = SATISFACTION_CHANNELS.flatMap((channel) => {
    const of = channel === 'UNKNOWN' ? 'a.channel IS NULL' : `a.channel = '${channel}'`;
    return [
      [`${channel}.answers`, `${of} AND ${given}`],
      [`${channel}.answeredBefore`, `${of} AND a.answered_at < :from`],
      ...Object.entries(LEVELS).map(([cell, level]) => [
        `${channel}.${cell}`,
        `${of} AND ${given} AND a.level = '${level}'`,
      ]),
    ];
  });
  return Object.fromEntries(cells) as Record<AnswerCell, string>;
}

export const ANSWER_PREDICATES = answerPredicates();

/** How many ballots (`i`, one of those of a row of `survey_issues`) of a channel were issued in the period, and how many before it. */
export type IssueCell = `${SurveyChannel}.${'issued' | 'issuedBefore'}`;

function issuePredicates(): Record<IssueCell, string> {
  const cells = SURVEY_CHANNELS.flatMap((channel) => [
    [`${channel}.issued`, `i.channel = '${channel}' AND ${inPeriod('i.issued_at')}`],
    [`${channel}.issuedBefore`, `i.channel = '${channel}' AND i.issued_at < :from`],
  ]);
  return Object.fromEntries(cells) as Record<IssueCell, string>;
}

export const ISSUE_PREDICATES = issuePredicates();
