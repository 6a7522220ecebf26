import type { EventEnvelope, FreezeReportRequest, FrozenReportDocument } from '@motcua/contracts';
import { caller, contentHash, SimulatedClock } from '@motcua/platform';
import fc from 'fast-check';
import type { DossierEventData } from '../projections/dossier-change.js';
import { Generations } from '../projections/generations.js';
import { Watermarks } from '../projections/watermarks.js';
import { PeriodReportReader } from '../reading/period-report.reader.js';
import { REPORT_CELLS, type ReportCell } from '../reports/cells.js';
import { CURRENT_DEFINITION } from '../reports/definitions.js';
import { arbitraryLife } from '../testing/arbitrary-lives.js';
import { naiveReport } from '../testing/naive-report.js';
import { ReportingDatabase } from '../testing/reporting-database.js';
import { FreezeReport } from './freeze-report.js';
import { FrozenReportStore } from './frozen-report-store.js';
import { periodOf } from '../reports/period.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 25);
jest.setTimeout(60_000 + RUNS * 10_000);

/** The lives of the arbitrary dossiers begin in August; what they lead to lies in these four. */
const MONTHS = [8, 9, 10, 11].map((month): FreezeReportRequest => ({ preset: 'month', year: 2026, month }));

/** A frozen series, with everything heard at once: when facts are learnt is what the test decides. */
class Series {
  private readonly clock = new SimulatedClock();
  private readonly store = new FrozenReportStore(reporting.dataSource);
  private readonly freezing = new FreezeReport(
    reporting.dataSource,
    this.clock,
    new Generations(),
    { standing: async () => ({ positions: [], setAside: [], setAsideCount: 0 }) } as never,
    Object.assign(new Watermarks(), { heard: async () => [] }),
    new PeriodReportReader(),
    this.store,
  );
  private readonly caller = caller({ subject: 'control', roles: ['procedure-control'], name: 'Người ký' });

  async freeze(input: FreezeReportRequest): Promise<FrozenReportDocument> {
    this.clock.set(new Date('2027-01-01T00:00:00Z'));
    const { hash, ...place } = await this.freezing.execute({ caller: this.caller, input });
    const { document } = JSON.parse((await this.store.file(place)).json) as { document: FrozenReportDocument };
    if (contentHash(document) !== hash) throw new Error('the hash is not that of the document');
    return document;
  }
}

/** A test begins with an empty series: only here does anybody take away what was signed. */
async function clear(): Promise<void> {
  await reporting.clear();
  const { dataSource } = reporting;
  await dataSource.query(
    `SET session_replication_role = replica; TRUNCATE frozen_dossiers, frozen_reports; SET session_replication_role = origin`,
  );
}

/** The events of each dossier in their order, of which the first ones are learnt at once, and the others before a later freezing. */
const arbitraryLearning = fc.record({
  life: arbitraryLife,
  /** For each event, before which freezing it is learnt at the earliest; the last means after none. */
  learnt: fc.array(fc.nat(MONTHS.length - 1), { minLength: 12, maxLength: 12 }),
});

describe('for any dossiers, learnt in any order', () => {
  it('the frozen reports of a period and all adjustments of it together are what an unfrozen count says; no late dossier escapes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryLearning, { minLength: 1, maxLength: 25 }), async (learnings) => {
        await clear();
        const batches: EventEnvelope<DossierEventData>[][] = MONTHS.map(() => []);
        for (const { life, learnt } of learnings) {
          let at = 0;
          // An event is learnt after the ones before it.
          life.events.forEach((event, i) => batches[(at = Math.max(at, learnt[i % learnt.length]!))]!.push(event));
        }
        const series = new Series();
        const documents: FrozenReportDocument[] = [];
        for (const [i, month] of MONTHS.entries()) {
          await reporting.project(batches[i]!);
          documents.push(await series.freeze(month));
        }
        const lives = learnings.map(({ life }) => life);
        const periods = MONTHS.map(periodOf);
        MONTHS.forEach((_, i) => {
          const { from, to } = periods[i]!;
          const { firstDay } = documents[i]!.period;
          const expected = naiveReport(lives, from, to);
          const adjusted = (cell: ReportCell) =>
            documents
              .flatMap(({ adjustments }) => adjustments)
              .filter((line) => line.firstDay === firstDay)
              .reduce((sum, { cells }) => sum + (cells[cell] ?? 0), documents[i]!.total.own[cell]!);
          for (const cell of REPORT_CELLS) expect([cell, adjusted(cell)]).toEqual([cell, expected[cell]]);
        });
        // What was reported, over all periods: each flow once, in the period or in the first one that learnt of it.
        const reported = (cell: ReportCell) => documents.reduce((sum, { total }) => sum + total.standing[cell]!, 0);
        const happened = (cell: ReportCell) =>
          periods.reduce((sum, { from, to }) => sum + naiveReport(lives, from, to)[cell], 0);
        for (const cell of CURRENT_DEFINITION.flows.filter(
          (flow) => !/^apologies\.(owed|inTime|late|missing|unknown)$/.test(flow),
        )) {
          expect([cell, reported(cell)]).toEqual([cell, happened(cell)]);
        }
        // Each begins with what the one before it ended with, and what was learnt of what had been there before the first.
        documents.slice(1).forEach(({ total, adjustments }, i) => {
          const before = adjustments
            .filter(({ firstDay }) => firstDay === documents[0]!.period.firstDay)
            .reduce((sum, { cells }) => sum + (cells['carriedOver'] ?? 0), 0);
          expect(total.standing['carriedOver']).toBe(documents[i]!.total.own['inProgress']! + before);
        });
      }),
      { numRuns: RUNS },
    );
  });
});
