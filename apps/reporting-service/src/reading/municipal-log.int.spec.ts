import {
  CUSTOMER_CONTACT,
  EXPERTS,
  GENERAL,
  municipalLogFile,
  readMunicipalLog,
  type MunicipalCase,
} from '../testing/municipal-log.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

const file = municipalLogFile();
const FROM = '2010-01-01';
const AS_OF = '2012-01-24T00:00+07:00';

if (!file) {
  it('the permit log may be absent, but not in CI', () => {
    process.stderr.write('The municipal permit log is not here (MOTCUA_DATA): its figures are not checked.\n');
    expect(process.env.CI).toBeUndefined();
  });
}

const whenPresent = (title: string, tests: () => void) => (file ? describe(title, tests) : undefined);

whenPresent('the permit log of a real municipality, as of 24 January 2012', () => {
  let reporting: ReportingDatabase;
  let cases: MunicipalCase[];

  beforeAll(async () => {
    reporting = await ReportingDatabase.open();
    cases = readMunicipalLog(file!);
    const events = cases.flatMap(({ life }) => life.events);
    for (let i = 0; i < events.length; i += 500) await reporting.project(events.slice(i, i + 500));
  });
  afterAll(() => reporting?.close());

  it('has 1,434 received by channel, 1,329 ended, 389 of them late, and 41 of 105 in progress past due', async () => {
    const { total } = await reporting.report(FROM, AS_OF);
    expect(total).toMatchObject({
      carriedOver: 0,
      received: { total: 1_434, online: 1_250, direct: 109, post: 53, other: 22 },
      ended: { total: 1_329, late: 389, unknown: 0 },
      inProgress: { total: 105, within: 64, pastDue: 41, paused: 0, unknown: 0 },
      refusedAtIntake: 0,
    });
    expect(total.ended.early + total.ended.onTime).toBe(940);
    // All of it was imported: it stands in the column of imports, and in no share.
    expect(total.imported!.ended).toMatchObject({ total: 1_329, late: 389 });
    expect(total.shares.endedLate).toEqual({ numerator: 0, denominator: 0, percent: null });
  });

  it('was late in General 381 times, in Experts 7 times, in Customer contact once', async () => {
    const { rows } = await reporting.report(FROM, AS_OF, { by: ['agency'] });
    expect(rows.map((row) => [row.agency!.code, row.figures.received.total, row.figures.ended.late])).toEqual([
      [GENERAL, 1_390, 381],
      [EXPERTS, 15, 7],
      [CUSTOMER_CONTACT, 29, 1],
    ]);
  });

  it('lists as late and as past due exactly the cases that are so in the file', async () => {
    const idsOf = (found: { legacyId?: string }[]) => found.map((dossier) => dossier.legacyId).sort();
    const expected = (test: (one: MunicipalCase) => boolean) =>
      cases
        .filter(test)
        .map(({ id }) => id)
        .sort();
    expect(idsOf(await reporting.behind('ended.late', FROM, AS_OF))).toEqual(
      expected(({ endedAt, plannedAt }) => endedAt !== undefined && endedAt > plannedAt),
    );
    expect(idsOf(await reporting.behind('inProgress.pastDue', FROM, AS_OF))).toEqual(
      expected(({ endedAt, plannedAt }) => endedAt === undefined && plannedAt < new Date(AS_OF)),
    );
    expect(idsOf(await reporting.behind('received', FROM, AS_OF, { agency: EXPERTS }))).toEqual(
      expected(({ department }) => department === 'Experts'),
    );
  });

  it('adds up month by month: each of 28 reports carries over what the one before left, and their sums are those of the whole', async () => {
    const months = Array.from({ length: 29 }, (_, i) => new Date(Date.UTC(2009, 9 + i, 14, 17)).toISOString());
    let carriedOver = 0;
    let received = 0;
    let late = 0;
    for (const [i, to] of months.slice(1).entries()) {
      const { total } = await reporting.report(months[i]!, to, { by: ['agency', 'field'] });
      expect(total.carriedOver).toBe(carriedOver);
      carriedOver = total.inProgress.total;
      received += total.received.total;
      late += total.ended.late;
    }
    expect({ received, late, carriedOver }).toEqual({ received: 1_434, late: 389, carriedOver: 105 });
  });
});
