import type { FeedbackFigures, FeedbackReportCell, SatisfactionFigures } from '@motcua/contracts';
import type { SatisfactionCell } from './feedback-cells.js';
import { ReportIdentityError } from './figures.js';
import { ratio } from './ratio.js';

/** @throws ReportIdentityError when the answers on time, late and unknown are not all answers. */
export function feedbackFigures(counts: Record<FeedbackReportCell, number>): FeedbackFigures {
  const onTime = counts['answered.onTime'];
  const late = counts['answered.late'];
  const unknown = counts['answered.unknown'];
  if (counts.answered !== onTime + late + unknown) {
    throw new ReportIdentityError(
      'answered = on time + late + unknown',
      'feedback',
      counts.answered,
      onTime + late + unknown,
    );
  }
  return {
    filed: counts.filed,
    accepted: counts.accepted,
    refused: counts.refused,
    forwarded: counts.forwarded,
    answered: { total: counts.answered, onTime, late, unknown },
    published: counts.published,
    shares: { answeredOnTime: ratio(onTime, counts.answered) },
  };
}

/** @throws ReportIdentityError when the answers by level are not all answers. */
export function satisfactionFigures(counts: Record<SatisfactionCell, number>): SatisfactionFigures {
  const { answers, verySatisfied, satisfied, dissatisfied } = counts;
  const sum = verySatisfied + satisfied + dissatisfied;
  if (answers !== sum) throw new ReportIdentityError('answers = sum of the levels', 'satisfaction', answers, sum);
  return {
    answers,
    verySatisfied,
    satisfied,
    dissatisfied,
    shares: {
      satisfied: ratio(verySatisfied + satisfied, answers),
      verySatisfied: ratio(verySatisfied, answers),
      dissatisfied: ratio(dissatisfied, answers),
    },
  };
}
