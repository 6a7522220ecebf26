import type { FeedbackReportCell } from '@motcua/contracts';

/**
 * The cells of a feedback report: each counts what happened to feedback (`f`, a row of `feedback_steps`) between `:from`
 * and `:to`, at the agency where it happened. One predicate drives the count and the list behind it.
 */
const inPeriod = 'f.at >= :from AND f.at < :to';
const answered = `${inPeriod} AND f.step = 'ANSWERED'`;

export const FEEDBACK_PREDICATES: Record<FeedbackReportCell, string> = {
  filed: `${inPeriod} AND f.step = 'FILED'`,
  accepted: `${inPeriod} AND f.step = 'ACCEPTED'`,
  refused: `${inPeriod} AND f.step = 'REFUSED'`,
  forwarded: `${inPeriod} AND f.step = 'FORWARDED'`,
  answered,
  'answered.onTime': `${answered} AND f.punctuality = 'ON_TIME'`,
  'answered.late': `${answered} AND f.punctuality = 'LATE'`,
  'answered.unknown': `${answered} AND f.punctuality = 'UNKNOWN'`,
  published: `${inPeriod} AND f.step = 'PUBLISHED'`,
};

/** Satisfaction answers (`a`, a row of `survey_answers`) given in the period, by level. */
const given = 'a.answered_at >= :from AND a.answered_at < :to';

export const SATISFACTION_PREDICATES = {
  answers: given,
  verySatisfied: `${given} AND a.level = 'VERY_SATISFIED'`,
  satisfied: `${given} AND a.level = 'SATISFIED'`,
  dissatisfied: `${given} AND a.level = 'DISSATISFIED'`,
} as const;
export type SatisfactionCell = keyof typeof SATISFACTION_PREDICATES;
