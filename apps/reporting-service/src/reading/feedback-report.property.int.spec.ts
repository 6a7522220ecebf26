import fc from 'fast-check';
import { arbitraryFeedback, type FeedbackEventEnvelope } from '../testing/arbitrary-feedback.js';
import { AGENCIES, arbitraryStep, instant } from '../testing/arbitrary-lives.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

jest.setTimeout(120_000);

type Life = FeedbackEventEnvelope[];

/** The last fact before `at` that says where the item is. */
function standing(life: Life, at: string): { agency: string; open: boolean } | undefined {
  const last = life.filter(({ time }) => time < at).at(-1);
  if (!last) return undefined;
  return {
    agency: last.data.feedback.agencyCode,
    open: !['feedback.refused', 'feedback.answered', 'feedback.published'].includes(last.type),
  };
}

/** Past the deadline of its state at `to`: of the agency's and the filer's the one that comes first. */
function isOverdue(life: Life, to: string): boolean {
  const last = life.filter(({ time }) => time < to).at(-1)!;
  const { dueAt, respondDueAt, filerDueAt } = last.data.feedback;
  const dues = [last.type === 'feedback.accepted' ? dueAt : respondDueAt, filerDueAt];
  return dues.some((due) => due !== undefined && due < to);
}

const openAt = (lives: Life[], agency: string, at: string): number =>
  lives.filter((life) => {
    const stands = standing(life, at);
    return stands?.open && stands.agency === agency;
  }).length;

const told =
  (lives: Life[], type: string, from: string, to: string, of: (event: FeedbackEventEnvelope) => string) =>
  (agency: string): number =>
    lives
      .flat()
      .filter((event) => event.type === `feedback.${type}` && event.time >= from && event.time < to)
      .filter((event) => of(event) === agency).length;

const here = ({ data }: FeedbackEventEnvelope): string => data.feedback.agencyCode;
const there = ({ data }: FeedbackEventEnvelope): string =>
  (data as unknown as { fromAgencyCode: string }).fromAgencyCode;

/** The figures of an agency, read from the events alone. */
function naive(lives: Life[], agency: string, from: string, to: string) {
  const count = (type: string, of = here): number => told(lives, type, from, to, of)(agency);
  return {
    carriedOver: openAt(lives, agency, from),
    filed: count('filed'),
    receivedByForwarding: count('forwarded'),
    accepted: count('accepted'),
    refused: count('refused'),
    forwarded: count('forwarded', there),
    answered: count('answered'),
    open: openAt(lives, agency, to),
    openOverdue: lives.filter((life) => {
      const stands = standing(life, to);
      return stands?.open && stands.agency === agency && isOverdue(life, to);
    }).length,
    published: count('published'),
  };
}

describe('The feedback report of arbitrary lives', () => {
  let reporting: ReportingDatabase;
  beforeAll(async () => {
    reporting = await ReportingDatabase.open();
  });
  afterAll(() => reporting.close());

  it('adds up for every agency and period, and agrees with the events and with the lists behind it', async () => {
    const period = fc.tuple(arbitraryStep, fc.integer({ min: 1, max: 120 }));
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryFeedback, { maxLength: 12 }), period, async (lives, [start, length]) => {
        await reporting.clear();
        const events = lives
          .flat()
          .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.aggregateversion - b.aggregateversion));
        // In two batches, and the first of them twice: what is known already changes nothing.
        const half = Math.floor(events.length / 2);
        for (const batch of [events.slice(0, half), events.slice(0, half), events.slice(half)]) {
          if (batch.length > 0) await reporting.projectFeedback(batch);
        }
        const [from, to] = [instant(start), instant(start + length)];
        const { total, rows } = await reporting.feedbackReport(from, to, { by: ['agency'] });
        for (const agency of AGENCIES) {
          const row = rows.find(({ agency: of }) => of?.code === agency);
          const expected = naive(lives, agency, from, to);
          if (row) expect(row.figures).toMatchObject(expected);
          else expect(Object.values(expected).every((count) => count === 0)).toBe(true);
        }
        expect(total.answered).toBe(
          total.clocks.answer.onTime + total.clocks.answer.late + answeredUnknown(lives, from, to),
        );
        expect((await reporting.behindFeedback('open', from, to, { pageSize: 3 })).length).toBe(total.open);
        expect((await reporting.behindFeedback('answer.pastDue', from, to)).length).toBe(total.clocks.answer.pastDue);
        const kept = await reporting.behindFeedback('limits.kept', from, to);
        const limits = await reporting.behindFeedback('limits', from, to, { pageSize: 3 });
        expect([kept.length, limits.length]).toEqual([total.limitsKept, total.limits]);
        const missed = await reporting.behindFeedback('limits.missed', from, to);
        expect(kept.length + missed.length).toBe(limits.length);
        // An item that counts as kept is late on no clock of the agency, and no other agency has it by then.
        const idOf = ({ feedbackId, receivedAt }: (typeof kept)[number]) => `${feedbackId} ${receivedAt}`;
        const all = new Set(limits.map(idOf));
        expect(kept.every((item) => all.has(idOf(item)))).toBe(true);
        for (const clock of ['respond', 'answer', 'publish'] as const)
          for (const state of ['late', 'pastDue', 'unknown'] as const)
            for (const item of await reporting.behindFeedback(`${clock}.${state}`, from, to))
              expect(kept.map(idOf)).not.toContain(idOf(item));
      }),
      { numRuns: 60 },
    );
  });

  it('of a past period does not change by what happens afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryFeedback, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 240 }),
        async (lives, end) => {
          await reporting.clear();
          const to = instant(end);
          const moves = lives.map((life) => life.filter(({ type }) => type !== 'feedback.deadlines-changed'));
          const events = moves.flat().sort((a, b) => a.aggregateversion - b.aggregateversion);
          const before = events.filter(({ time }) => time < to);
          if (before.length > 0) await reporting.projectFeedback(before);
          const then = await reporting.feedbackReport(instant(0), to, { by: ['agency'] });
          const later = events.filter(({ time }) => time >= to);
          if (later.length > 0) await reporting.projectFeedback(later);
          expect(await reporting.feedbackReport(instant(0), to, { by: ['agency'] })).toEqual(then);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function answeredUnknown(lives: Life[], from: string, to: string): number {
  return lives
    .flat()
    .filter(({ type, time }) => type === 'feedback.answered' && time >= from && time < to)
    .filter(({ data }) => data.feedback.dueAt === undefined).length;
}
