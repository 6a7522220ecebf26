import {
  FEEDBACK_CLOCK_STATES,
  FEEDBACK_CLOCKS,
  FEEDBACK_REFUSAL_REASONS,
  type FeedbackClock,
  type FeedbackClockFigures,
  type FeedbackClocksFigures,
  type FeedbackFigures,
  type FeedbackReportCell,
} from '@motcua/contracts';
import { ReportIdentityError } from './figures.js';
import { ratio } from './ratio.js';

/** @throws ReportIdentityError when what came in is not what went out and what is open, or a clock's states are not all of it. */
export function feedbackFigures(counts: Record<FeedbackReportCell, number>): FeedbackFigures {
  const { carriedOver, filed, receivedByForwarding, accepted, refused, forwarded, answered, open, published } = counts;
  agrees(
    'carried over + filed + received by forwarding = refused + forwarded + answered + open',
    carriedOver + filed + receivedByForwarding,
    refused + forwarded + answered + open,
  );
  agrees('limits = kept + missed', counts.limits, counts['limits.kept'] + counts['limits.missed']);
  const clocks = Object.fromEntries(
    FEEDBACK_CLOCKS.map((clock) => [clock, clockFigures(clock, counts)]),
  ) as unknown as FeedbackClocksFigures;
  const { onTime, late, pastDue } = clocks.answer;
  return {
    carriedOver,
    filed,
    receivedByForwarding,
    accepted,
    refused,
    refusals: FEEDBACK_REFUSAL_REASONS.map((reason) => ({ reason, count: counts[`refused.${reason}`] })).filter(
      ({ count }) => count > 0,
    ),
    forwarded,
    answered,
    open,
    openOverdue: counts['open.overdue'],
    published,
    limits: counts.limits,
    limitsKept: counts['limits.kept'],
    clocks,
    shares: {
      answeredOnTime: ratio(onTime, answered),
      answeredOnTimeOfDue: ratio(onTime, onTime + late + pastDue),
    },
  };
}

function clockFigures(clock: FeedbackClock, counts: Record<FeedbackReportCell, number>): FeedbackClockFigures {
  const [onTime, late, running, pastDue, unknown] = FEEDBACK_CLOCK_STATES.map((state) => counts[`${clock}.${state}`]);
  const figures = { onTime: onTime!, late: late!, running: running!, pastDue: pastDue!, unknown: unknown! };
  const sum = Object.values(figures).reduce((a, b) => a + b, 0);
  agrees(`${clock} = on time + late + running + past due + unknown`, counts[clock], sum);
  return { total: counts[clock], ...figures };
}

function agrees(identity: string, one: number, other: number): void {
  if (one !== other) throw new ReportIdentityError(identity, 'feedback', one, other);
}
