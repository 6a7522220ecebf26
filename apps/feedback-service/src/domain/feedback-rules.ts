import type { Budget } from '@motcua/working-time';

/**
 * Time limits for one feedback item. Ministries and provinces set their own within Decree 20/2008/NĐ-CP; the defaults are
 * those that item 5.2 of Decision 766/QĐ-TTg measures.
 */
export interface FeedbackRules {
  id: string;
  /** To accept, refuse or forward, from receipt. */
  respond: Budget;
  /** To forward to the competent agency, from receipt (Decree 20/2008/NĐ-CP Art. 9). */
  forward: Budget;
  /** To answer, from receipt by the competent agency. */
  answer: Budget;
  /** To publish, from the answer. */
  publish: Budget;
}

/** Rules by working days. `id` names them in the record. */
export function feedbackRules(days: {
  respond: number;
  forward: number;
  answer: number;
  publish: number;
}): FeedbackRules {
  const budget = (amount: number): Budget => ({ amount, unit: 'WORKING_DAY' });
  return {
    id: `nd-20-2008:${days.respond}-${days.forward}-${days.answer}-${days.publish}`,
    respond: budget(days.respond),
    forward: budget(days.forward),
    answer: budget(days.answer),
    publish: budget(days.publish),
  };
}

export const DEFAULT_FEEDBACK_DAYS = { respond: 2, forward: 5, answer: 15, publish: 2 };
