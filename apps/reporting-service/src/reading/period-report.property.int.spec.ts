import { APOLOGY_REPORT_CELLS, CORRECTION_CELLS, INTAKE_CELLS, type EventEnvelope } from '@motcua/contracts';
import fc from 'fast-check';
import type { DossierEventData } from '../projections/dossier-change.js';
import { figures } from '../reports/figures.js';
import { AGENCIES, arbitraryLife, arbitraryStep, instant } from '../testing/arbitrary-lives.js';
import type { ExampleLife } from '../testing/example-events.js';
import { naiveReport } from '../testing/naive-report.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25);
jest.setTimeout(60_000 + RUNS * 5_000);

/** The events of all lives in the order of their times, as a broker would hand them over. */
function interleaved(lives: ExampleLife[]): EventEnvelope<DossierEventData>[] {
  return lives
    .flatMap(({ events }) => events)
    .map((event, i) => ({ event, i }))
    .sort((a, b) => Date.parse(a.event.time) - Date.parse(b.event.time) || a.i - b.i)
    .map(({ event }) => event);
}

async function project(lives: ExampleLife[], batch: number): Promise<void> {
  await reporting.clear();
  const events = interleaved(lives);
  for (let i = 0; i < events.length; i += batch) await reporting.project(events.slice(i, i + batch));
}

const ends = fc
  .uniqueArray(fc.integer({ min: 0, max: 260 }), { minLength: 3, maxLength: 5 })
  .map((steps) => steps.sort((a, b) => a - b).map(instant));

describe('for any dossiers and any period', () => {
  it('the report is what walking through every event gives, and its identities hold in every slicing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arbitraryLife, { minLength: 1, maxLength: 40 }),
        fc.uniqueArray(arbitraryStep, { minLength: 2, maxLength: 2 }),
        fc.constantFrom(1, 7, 1_000),
        fc.constantFrom(...AGENCIES),
        async (lives, steps, batch, agency) => {
          await project(lives, batch);
          const [from, to] = steps.sort((a, b) => a - b).map(instant) as [string, string];
          const expected = naiveReport(lives, new Date(from), new Date(to));
          for (const by of [[], ['agency'], ['field'], ['agency', 'field']] as const) {
            const { total } = await reporting.report(from, to, { by: [...by] });
            expect(total).toEqual(figures(expected));
          }
          const within = naiveReport(lives, new Date(from), new Date(to), agency);
          expect((await reporting.report(from, to, { agency })).total).toEqual(figures(within));
          expect(await reporting.behind('ended', from, to, { agency, pageSize: 3 })).toHaveLength(within.ended);
          const { intake } = (await reporting.report(from, to)).total;
          // Every dossier of these lives was submitted here, so that the two refusals are all refusals.
          expect(intake!.refused + intake!.expired).toBe(expected.refusedAtIntake);
          for (const cell of INTAKE_CELLS) {
            expect(await reporting.behindIntake(cell, from, to, { pageSize: 7 })).toHaveLength(expected[cell]);
          }
          for (const cell of APOLOGY_REPORT_CELLS) {
            const items = await reporting.behind(`apologies.${cell}`, from, to, { pageSize: 7 });
            expect(items).toHaveLength(expected[`apologies.${cell}`]);
          }
          for (const cell of CORRECTION_CELLS) {
            expect(await reporting.behindCorrection(cell, from, to, { pageSize: 7 })).toHaveLength(expected[cell]);
          }
          const behind = await reporting.behind('inProgress.pastDue', from, to, { pageSize: 3 });
          expect(behind).toHaveLength(expected['inProgress.pastDue']);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('adjacent periods chain: what is in progress at the end of one is carried over into the next', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryLife, { minLength: 1, maxLength: 40 }), ends, async (lives, instants) => {
        await project(lives, 1_000);
        const periods = instants.slice(1).map((to, i) => [instants[i]!, to] as const);
        const reports = await Promise.all(periods.map(([from, to]) => reporting.report(from, to, { by: ['agency'] })));
        reports.slice(1).forEach((report, i) => {
          expect(report.total.carriedOver).toBe(reports[i]!.total.inProgress.total);
          expect(report.total.intake!.waitingBefore).toBe(reports[i]!.total.intake!.waitingAfter);
          expect(report.total.corrections!.waitingBefore).toBe(reports[i]!.total.corrections!.waitingAfter.total);
        });
        const whole = await reporting.report(instants[0]!, instants.at(-1)!);
        const sum = (pick: (report: (typeof reports)[number]) => number) =>
          reports.reduce((total, report) => total + pick(report), 0);
        expect(sum((report) => report.total.received.total)).toBe(whole.total.received.total);
        expect(sum((report) => report.total.ended.total)).toBe(whole.total.ended.total);
        expect(sum((report) => report.total.ended.late)).toBe(whole.total.ended.late);
        expect(sum((report) => report.total.apologies!.reappointed)).toBe(whole.total.apologies!.reappointed);
        expect(sum((report) => report.total.refusedAtIntake)).toBe(whole.total.refusedAtIntake);
        expect(sum((report) => report.total.intake!.submitted)).toBe(whole.total.intake!.submitted);
        expect(sum((report) => report.total.intake!.withdrawn.byCounter)).toBe(whole.total.intake!.withdrawn.byCounter);
        expect(sum((report) => report.total.corrections!.reopened.total)).toBe(whole.total.corrections!.reopened.total);
        expect(sum((report) => report.total.corrections!.corrected.late)).toBe(whole.total.corrections!.corrected.late);
        expect(sum((report) => report.total.intake!.expired)).toBe(whole.total.intake!.expired);
      }),
      { numRuns: RUNS },
    );
  });
});
