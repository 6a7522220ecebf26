import type { SurveyChannel } from '@motcua/contracts';
import type { LocalDate } from '@motcua/working-time';

/** How many ballots of one kind were issued on one day, and are not announced yet. */
export interface HeldIssues {
  id: string;
  agencyCode: string;
  procedureCode: string;
  fieldCode: string;
  channel: SurveyChannel;
  issuedOn: LocalDate;
  ballots: number;
}

/** What is announced of them at once; the day is the earliest of theirs. */
export type IssuesBatch = Omit<HeldIssues, 'id'> & { ids: string[] };

export interface IssuesGathering {
  /** The least number of ballots of one kind. */
  least: number;
  /** Ballots of this day or before are announced with any others of their agency and channel. */
  waitedSince: LocalDate;
  /** Agencies and channels about which answers are announced now. */
  answered: readonly Pick<HeldIssues, 'agencyCode' | 'channel'>[];
}

/**
 * Which of `held`, all of days that have ended, are announced now, by the same least numbers as answers (ADR 72). All ballots of an agency and a
 * channel go with the first answers about it, the few under OTHER: nobody is found among the answers, of which there are enough, and no more
 * answers than ballots are ever announced.
 */
export function issuesDue(
  held: readonly HeldIssues[],
  { least, waitedSince, answered }: IssuesGathering,
): IssuesBatch[] {
  const kinds = grouped(held, ({ procedureCode, fieldCode, ...of }) =>
    JSON.stringify([placeOf(of), procedureCode, fieldCode]),
  );
  const enough = kinds.filter((kind) => sum(kind) >= least);
  const few = kinds.filter((kind) => sum(kind) < least).flat();
  const along = new Set(answered.map(placeOf));
  const goesAlong = (issues: HeldIssues) => along.has(placeOf(issues));
  const others = [
    ...grouped(few.filter(goesAlong), placeOf),
    ...grouped(
      few.filter((issues) => !goesAlong(issues) && issues.issuedOn <= waitedSince),
      placeOf,
    ).filter((place) => sum(place) >= least),
  ];
  return [
    ...enough.map(batchOf),
    ...others.map((place) => ({ ...batchOf(place), procedureCode: 'OTHER', fieldCode: 'OTHER' })),
  ];
}

type Place = Pick<HeldIssues, 'agencyCode' | 'channel'>;
const placeOf = ({ agencyCode, channel }: Place) => JSON.stringify([agencyCode, channel]);

function grouped(held: readonly HeldIssues[], by: (issues: HeldIssues) => string): HeldIssues[][] {
  const groups = new Map<string, HeldIssues[]>();
  for (const issues of held) groups.set(by(issues), [...(groups.get(by(issues)) ?? []), issues]);
  return [...groups.values()];
}

function sum(held: readonly HeldIssues[]): number {
  return held.reduce((total, { ballots }) => total + ballots, 0);
}

function batchOf(held: readonly HeldIssues[]): IssuesBatch {
  const { id: _of, ...kind } = held[0]!;
  const days = held.map(({ issuedOn }) => issuedOn).sort();
  return { ...kind, issuedOn: days[0]!, ballots: sum(held), ids: held.map(({ id }) => id) };
}
