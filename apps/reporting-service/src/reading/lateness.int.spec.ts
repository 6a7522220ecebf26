import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());
beforeEach(() => reporting.clear());

const local = (text: string) => `${text}+07:00`;
const due = local('2026-08-24T17:00:00');
const PERIOD = ['2026-08-15', '2026-09-15'] as const;
const UNIT = { party: 'UNIT', agencyCode: 'H41.14', unit: 'chuyen-mon' };
const COUNTER = { party: 'COUNTER', agencyCode: 'H41.14', unit: 'mot-cua' };

const accepted = (agencyCode = 'H41.14') =>
  new ExampleLife({ agencyCode }).then('accepted', local('2026-08-20T09:00:00'), due);
const late = (life: ExampleLife, lateMinutes: number, charged: object[]) =>
  life.then('resolved', local('2026-08-27T10:00:00'), due, {
    dossier: { punctuality: 'LATE' },
    timeShares: { minutes: 3000, lateMinutes, charged },
  });
const project = (...lives: ExampleLife[]) => reporting.project(lives.flatMap((life) => life.events));

describe('Who made dossiers late in a period', () => {
  it('adds up to the lateness of the dossiers, which are those that the period report counts as late', async () => {
    const one = late(accepted(), 900, [
      { ...COUNTER, minutes: 1000, lateMinutes: 300 },
      { ...UNIT, officer: 'key-1', minutes: 1500, lateMinutes: 400 },
      { ...UNIT, officer: 'key-2', minutes: 500, lateMinutes: 200 },
    ]);
    const two = late(accepted(), 60, [
      { ...COUNTER, minutes: 2940 },
      { party: 'PROCESS', agencyCode: 'H41.14', minutes: 0, lateMinutes: 60 },
    ]);
    const other = late(accepted('H41.15'), 30, [{ ...UNIT, agencyCode: 'H41.15', minutes: 3000, lateMinutes: 30 }]);
    await project(one, two, other);
    const { total, rows } = await reporting.lateness(...PERIOD);
    expect(total).toEqual({ dossiers: 3, unknown: 0, minutes: 990 });
    expect((await reporting.report(...PERIOD)).total.ended.late).toBe(3);
    expect(
      rows.map(({ party, agency, unit, dossiers, minutes }) => [party, agency?.code, unit, dossiers, minutes]),
    ).toEqual([
      ['UNIT', 'H41.14', 'chuyen-mon', 1, 600],
      ['COUNTER', 'H41.14', 'mot-cua', 1, 300],
      ['PROCESS', 'H41.14', undefined, 1, 60],
      ['UNIT', 'H41.15', 'chuyen-mon', 1, 30],
    ]);
    for (const { party, agency, unit, dossiers } of rows) {
      const behind = await reporting.madeLateBy({ party, chargedAgency: agency?.code, unit }, ...PERIOD, {
        pageSize: 1,
      });
      expect(behind).toHaveLength(dossiers);
    }
    const [behind] = await reporting.madeLateBy(
      { party: 'COUNTER', chargedAgency: 'H41.14', unit: 'mot-cua' },
      ...PERIOD,
    );
    expect(behind!.dossierId).toBe(one.dossier.dossierId);
    expect((await reporting.lateness(...PERIOD, { agency: 'H41.15' })).total).toEqual({
      dossiers: 1,
      unknown: 0,
      minutes: 30,
    });
  });

  it('keeps a late dossier that says nothing of it as unknown, and one that is late by no minute in its row', async () => {
    const silent = accepted().then('resolved', local('2026-08-27T10:00:00'), due, { dossier: { punctuality: 'LATE' } });
    const second = late(accepted(), 0, [{ party: 'AGENCY', agencyCode: 'H41.14', minutes: 3000, lateMinutes: 0 }]);
    await project(silent, second);
    const { total, rows } = await reporting.lateness(...PERIOD);
    expect(total).toEqual({ dossiers: 2, unknown: 1, minutes: 0 });
    expect(rows).toMatchObject([{ party: 'AGENCY', dossiers: 1, minutes: 0 }]);
  });

  it('counts a dossier in the period of its end, once however often its end is told, and not where it was in time', async () => {
    const one = late(accepted(), 900, [{ ...UNIT, minutes: 3000, lateMinutes: 900 }]);
    const inTime = accepted().then('resolved', local('2026-08-21T10:00:00'), due, {
      dossier: { punctuality: 'EARLY' },
      timeShares: { minutes: 500, charged: [{ ...UNIT, minutes: 500 }] },
    });
    await project(one, inTime);
    await project(one);
    expect((await reporting.lateness(...PERIOD)).total).toEqual({ dossiers: 1, unknown: 0, minutes: 900 });
    expect((await reporting.lateness('2026-08-15', '2026-08-26')).total).toEqual({
      dossiers: 0,
      unknown: 0,
      minutes: 0,
    });
  });

  it('refuses to tell shares that do not add up', async () => {
    await project(late(accepted(), 900, [{ ...UNIT, minutes: 3000, lateMinutes: 899 }]));
    await expect(reporting.lateness(...PERIOD)).rejects.toThrow('sum of the shares = lateness');
  });
});
