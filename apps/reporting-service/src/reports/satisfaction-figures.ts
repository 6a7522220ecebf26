import {
  APPLICANT_CHANNELS,
  SATISFACTION_CHANNELS,
  SURVEY_CHANNELS,
  type BallotFigures,
  type SatisfactionChannel,
  type SatisfactionChannelFigures,
  type SatisfactionFigures,
  type SurveyChannel,
} from '@motcua/contracts';
import type { AnswerCell, IssueCell } from './feedback-cells.js';
import { ReportIdentityError } from './figures.js';
import { ratio } from './ratio.js';

export type AnswerCounts = Record<AnswerCell, number>;
export type IssueCounts = Record<IssueCell, number>;

/** The ballots of each channel; `UNKNOWN` where more answers than ballots have arrived, which are other events. */
export type Ballots = Record<SurveyChannel, BallotFigures | 'UNKNOWN'>;

const JUDGING: readonly SatisfactionChannel[] = APPLICANT_CHANNELS;
const LEVELS = ['verySatisfied', 'satisfied', 'dissatisfied'] as const;

/**
 * @param ballots absent where they are not counted: by field
 * @throws ReportIdentityError when the answers by level are not all answers
 */
export function satisfactionFigures(counts: AnswerCounts, ballots?: Ballots): SatisfactionFigures {
  const all = sum(SATISFACTION_CHANNELS.map((channel) => counts[`${channel}.answers`]));
  const channels = SATISFACTION_CHANNELS.flatMap((channel) => {
    const of = channel === 'UNKNOWN' ? undefined : ballots?.[channel];
    const issuedAny = of === 'UNKNOWN' || (of !== undefined && of.openBefore + of.issued > 0);
    return counts[`${channel}.answers`] > 0 || issuedAny ? [channelFigures(channel, counts, all, of)] : [];
  });
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
  ballots: Ballots[SurveyChannel] | undefined,
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
    ballots: ballots === 'UNKNOWN' ? undefined : ballots,
  };
}

/** The ballots of one agency: they are announced by agency and channel, before the answers to them. */
export function ballotsOf(answers: AnswerCounts, issues: IssueCounts): Ballots {
  return byChannel((channel) => {
    const issued = issues[`${channel}.issued`];
    const answered = answers[`${channel}.answers`];
    const openBefore = issues[`${channel}.issuedBefore`] - answers[`${channel}.answeredBefore`];
    const open = openBefore + issued - answered;
    return openBefore < 0 || open < 0 ? 'UNKNOWN' : { openBefore, issued, answered, open };
  });
}

/** The ballots of all agencies together: unknown where those of one are, which the open ballots of another would hide. */
export function ballotsOfAll(agencies: Ballots[]): Ballots {
  return byChannel((channel) =>
    agencies
      .map((ballots) => ballots[channel])
      .reduce(
        (all, one) =>
          all === 'UNKNOWN' || one === 'UNKNOWN'
            ? 'UNKNOWN'
            : {
                openBefore: all.openBefore + one.openBefore,
                issued: all.issued + one.issued,
                answered: all.answered + one.answered,
                open: all.open + one.open,
              },
        { openBefore: 0, issued: 0, answered: 0, open: 0 },
      ),
  );
}

function byChannel(of: (channel: SurveyChannel) => Ballots[SurveyChannel]): Ballots {
  return Object.fromEntries(SURVEY_CHANNELS.map((channel) => [channel, of(channel)])) as Ballots;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
