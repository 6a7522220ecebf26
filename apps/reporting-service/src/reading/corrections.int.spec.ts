import type { CorrectionFigures, PeriodFigures } from '@motcua/contracts';
import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());
beforeEach(() => reporting.clear());

const local = (text: string): string => `${text}+07:00`;
const due = local('2026-08-24T17:00:00');
const AUGUST = [local('2026-07-15T00:00:00'), local('2026-08-27T00:00:00')] as const;
const SEPTEMBER = [local('2026-08-27T00:00:00'), local('2026-09-15T00:00:00')] as const;
const OCTOBER = [local('2026-09-15T00:00:00'), local('2026-10-15T00:00:00')] as const;

/** Ended in August, in time or late. */
const ended = (punctuality: 'ON_TIME' | 'LATE') =>
  new ExampleLife()
    .then('accepted', local('2026-08-20T09:00:00'), due)
    .then('resolved', local(punctuality === 'LATE' ? '2026-08-25T09:00:00' : '2026-08-24T09:00:00'), due, {
      dossier: { punctuality },
    })
    .then('delivered', local('2026-08-25T10:00:00'), due);
const LIMIT = { correctBy: new Date(local('2026-09-04T17:00:00')).toISOString() };
const reopened = (life: ExampleLife, more: object = {}) =>
  life.then('reopened', local('2026-09-01T09:00:00'), due, { ...LIMIT, ...more });

async function figures(period: readonly [string, string]): Promise<PeriodFigures> {
  return (await reporting.report(...period)).total;
}

const NONE: CorrectionFigures = {
  total: 0,
  waitingBefore: 0,
  reopened: { total: 0, byApplicant: 0, byAgency: 0, byInspection: 0, endedInTime: 0 },
  corrected: { total: 0, inTime: 0, late: 0, unknown: 0, reversed: 0 },
  waitingAfter: { total: 0, pastDue: 0 },
};

describe('A dossier whose result was found wrong (Decree 61/2018 Art. 21)', () => {
  it('stays counted where it ended, once and as it was judged then: no reopening or correction moves a figure', async () => {
    const lives = [ended('ON_TIME'), ended('LATE')];
    for (const { events } of lives) await reporting.project(events);
    const before = await Promise.all([AUGUST, SEPTEMBER, OCTOBER].map(figures));
    for (const life of lives) {
      const known = life.events.length;
      reopened(life).then('resultCorrected', local('2026-09-10T09:00:00'), due, { kept: 'LATE', reversed: true });
      await reporting.project(life.events.slice(known));
    }
    const after = await Promise.all([AUGUST, SEPTEMBER, OCTOBER].map(figures));
    const others = ({ corrections: _corrections, ...rest }: PeriodFigures) => rest;
    expect(after.map(others)).toEqual(before.map(others));
    expect(after[0]!.ended).toMatchObject({ total: 2, onTime: 1, late: 1 });
    expect(after.map(({ corrections }) => corrections)).toEqual([
      NONE,
      {
        ...NONE,
        total: 2,
        reopened: { ...NONE.reopened, total: 2, byApplicant: 2, endedInTime: 1 },
        corrected: { ...NONE.corrected, total: 2, late: 2, reversed: 2 },
      },
      NONE,
    ]);
  });

  it('waits for its correction over the ends of periods, and is past due by the limit of the correction alone', async () => {
    const { events } = reopened(ended('ON_TIME'), { foundBy: 'INSPECTION' });
    await reporting.project(events);
    expect((await figures(SEPTEMBER)).corrections).toEqual({
      ...NONE,
      total: 1,
      reopened: { ...NONE.reopened, total: 1, byInspection: 1, endedInTime: 1 },
      waitingAfter: { total: 1, pastDue: 1 },
    });
    expect((await figures(OCTOBER)).corrections).toEqual({
      ...NONE,
      total: 1,
      waitingBefore: 1,
      waitingAfter: { total: 1, pastDue: 1 },
    });
    const withinLimit = [local('2026-08-27T00:00:00'), local('2026-09-03T00:00:00')] as const;
    expect((await figures(withinLimit)).corrections?.waitingAfter).toEqual({ total: 1, pastDue: 0 });
  });

  it('is listed behind each number as its correction stood at the end of the period', async () => {
    const life = reopened(ended('LATE')).then('resultCorrected', local('2026-09-16T09:00:00'), due, { kept: 'LATE' });
    await reporting.project(life.events);
    const [open] = await reporting.behindCorrection('corrections.waitingAfter', ...SEPTEMBER);
    expect(open).toMatchObject({
      dossierId: life.dossier.dossierId,
      punctuality: 'LATE',
      foundBy: 'APPLICANT',
      correctBy: LIMIT.correctBy,
    });
    expect(open).not.toHaveProperty('correctedAt', expect.anything());
    const [corrected] = await reporting.behindCorrection('corrections.corrected.late', ...OCTOBER);
    expect(corrected).toMatchObject({ kept: 'LATE', reversed: false, correctedAt: expect.any(String) });
    expect(await reporting.behindCorrection('corrections.corrected', ...SEPTEMBER)).toEqual([]);
  });

  it('says the same where its events come twice', async () => {
    const { events } = reopened(ended('ON_TIME')).then('resultCorrected', local('2026-09-02T09:00:00'), due, {
      kept: 'EARLY',
    });
    await reporting.project(events);
    const once = await figures(SEPTEMBER);
    await reporting.project(events);
    expect(await figures(SEPTEMBER)).toEqual(once);
  });
});
