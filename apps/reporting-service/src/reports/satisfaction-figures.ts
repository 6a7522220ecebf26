import {
  APPLICANT_CHANNELS,
  SATISFACTION_CHANNELS,
  type BallotFigures,
  type SatisfactionChannel,
  type SatisfactionChannelFigures,
  type SatisfactionFigures,
} from '@motcua/contracts';
import type { AnswerCell, IssueCell } from './feedback-cells.js';
import { ReportIdentityError } from './figures.js';
import { ratio } from './ratio.js';

export type AnswerCounts = Record<AnswerCell, number>;
export type IssueCounts = Record<IssueCell, number>;

const JUDGING: readonly SatisfactionChannel[] = APPLICANT_CHANNELS;
const LEVELS = ['verySatisfied', 'satisfied', 'dissatisfied'] as const;

/**
 * @param issued absent where ballots are not counted: by field
 * @throws ReportIdentityError when the answers by level are not all answers
 */
export function satisfactionFigures(counts: AnswerCounts, issued?: IssueCounts): SatisfactionFigures {
  const all = sum(SATISFACTION_CHANNELS.map((channel) => counts[`${channel}.answers`]));
  const channels = SATISFACTION_CHANNELS.map((channel) => channelFigures(channel, counts, all, issued)).filter(
    ({ answers, ballots }) => answers > 0 || (ballots !== undefined && ballots.openBefore + ballots.issued > 0),
  );
  const judging = channels.filter(({ judges }) => judges);
  const total = (cell: 'answers' | (typeof LEVELS)[number]) => sum(judging.map((figures) => figures[cell]));
  const answers = total('answers');
  const [verySatisfied, satisfied, dissatisfied] = [total('verySatisfied'), total('satisfied'), total('dissatisfied')];
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
    channels,
  };
}

function channelFigures(
  channel: SatisfactionChannel,
  counts: AnswerCounts,
  all: number,
  issued: IssueCounts | undefined,
): SatisfactionChannelFigures {
  const answers = counts[`${channel}.answers`];
  const [verySatisfied, satisfied, dissatisfied] = LEVELS.map((level) => counts[`${channel}.${level}`]) as [
    number,
    number,
    number,
  ];
  const levels = verySatisfied + satisfied + dissatisfied;
  if (answers !== levels) throw new ReportIdentityError('answers = sum of the levels', 'satisfaction', answers, levels);
  return {
    channel,
    judges: JUDGING.includes(channel),
    answers,
    verySatisfied,
    satisfied,
    dissatisfied,
    ofAllAnswers: ratio(answers, all),
    ballots: channel === 'UNKNOWN' || !issued ? undefined : ballotFigures(channel, counts, issued),
  };
}

/** Undefined while answers have arrived before the count of their ballots, which is another event: unknown, and not a negative number. */
function ballotFigures(
  channel: Exclude<SatisfactionChannel, 'UNKNOWN'>,
  counts: AnswerCounts,
  issues: IssueCounts,
): BallotFigures | undefined {
  const issued = issues[`${channel}.issued`];
  const answered = counts[`${channel}.answers`];
  const openBefore = issues[`${channel}.issuedBefore`] - counts[`${channel}.answeredBefore`];
  const open = openBefore + issued - answered;
  return openBefore < 0 || open < 0 ? undefined : { openBefore, issued, answered, open };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
