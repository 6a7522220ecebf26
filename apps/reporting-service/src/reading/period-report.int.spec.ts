import type { PeriodFigures } from '@motcua/contracts';
import { REPORT_CELLS, type ReportCell } from '../reports/cells.js';
import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());
beforeEach(() => reporting.clear());

const local = (text: string) => `${text}+07:00`;

/** The cells that are not zero. */
function nonZero(figures: PeriodFigures): Record<string, number> {
  const { received, ended, inProgress } = figures;
  const all = {
    carriedOver: figures.carriedOver,
    received: received.total,
    ...Object.fromEntries(Object.entries(ended).map(([name, n]) => [name === 'total' ? 'ended' : `ended.${name}`, n])),
    ...Object.fromEntries(
      Object.entries(inProgress).map(([name, n]) => [name === 'total' ? 'inProgress' : `inProgress.${name}`, n]),
    ),
    refusedAtIntake: figures.refusedAtIntake,
    ...Object.fromEntries(Object.entries(figures.supplements ?? {}).map(([name, n]) => [`supplements.${name}`, n])),
  };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

const project = (...lives: ExampleLife[]) => reporting.project(lives.flatMap((life) => life.events));
const figuresOf = async (from: string, to: string) => nonZero((await reporting.report(from, to)).total);

describe('a dossier in a period report', () => {
  const accepted = local('2026-08-20T09:00:00');
  const due = local('2026-08-28T17:00:00');

  it('is received in the period of its acceptance, in progress at its end, then carried over', async () => {
    await project(new ExampleLife().then('submitted', local('2026-08-10T09:00:00')).then('accepted', accepted, due));
    expect(await figuresOf('2026-08-15', '2026-08-20')).toEqual({});
    expect(await figuresOf('2026-08-20', '2026-08-21')).toEqual({
      received: 1,
      inProgress: 1,
      'inProgress.within': 1,
    });
    expect(await figuresOf('2026-08-21', '2026-08-29')).toEqual({
      carriedOver: 1,
      inProgress: 1,
      'inProgress.pastDue': 1,
    });
  });

  it('that is late stays past due while a supplement is awaited, and late when it ends so', async () => {
    const life = new ExampleLife()
      .then('accepted', accepted, due)
      .then('supplementRequested', local('2026-09-01T10:00:00'), due, {
        pausesClock: false,
        flags: ['SUPPLEMENT_AFTER_WINDOW'],
      })
      .then('stopped', local('2026-09-10T10:00:00'), due, { dossier: { punctuality: 'LATE' } });
    await project(life);
    expect(await figuresOf('2026-09-01', '2026-09-05')).toEqual({
      carriedOver: 1,
      inProgress: 1,
      'inProgress.pastDue': 1,
      'supplements.afterWindow': 1,
    });
    expect(await figuresOf('2026-09-05', '2026-09-15')).toEqual({ carriedOver: 1, ended: 1, 'ended.late': 1 });
  });

  it('that ended while a supplement was awaited is counted as it was judged at the request, never early', async () => {
    await project(
      new ExampleLife()
        .then('accepted', accepted, due)
        .then('supplementRequested', local('2026-08-21T10:00:00'))
        .then('stopped', local('2026-09-10T10:00:00'), due, { dossier: { punctuality: 'ON_TIME' } }),
    );
    expect(await figuresOf('2026-09-05', '2026-09-15')).toEqual({ carriedOver: 1, ended: 1, 'ended.onTime': 1 });
  });

  it('whose supplement was asked for too late, again, or answered by the asker is counted apart, once, and opens to itself', async () => {
    const life = new ExampleLife()
      .then('accepted', accepted, due)
      .then('supplementRequested', local('2026-08-26T10:00:00'), undefined, { flags: ['SUPPLEMENT_AFTER_WINDOW'] })
      .then('supplementProvided', local('2026-08-27T10:00:00'), due, { flags: ['SUPPLEMENT_ANSWERED_BY_ASKER'] })
      .then('supplementRequested', local('2026-08-28T10:00:00'), undefined, {
        flags: ['SUPPLEMENT_REPEATED', 'SUPPLEMENT_AFTER_WINDOW'],
      });
    await project(life, new ExampleLife().then('accepted', accepted, due));
    // Events come at least once.
    await project(life);
    expect(await figuresOf('2026-08-15', '2026-09-15')).toMatchObject({
      received: 2,
      'inProgress.paused': 1,
      'supplements.afterWindow': 1,
      'supplements.repeated': 1,
      'supplements.answeredByAsker': 1,
      'supplements.waitingAfterRepeated': 1,
    });
    expect(await figuresOf('2026-08-28', '2026-08-29')).not.toHaveProperty('supplements.answeredByAsker');
    expect(await figuresOf('2026-08-15', '2026-08-28')).not.toHaveProperty('supplements.repeated');
    for (const cell of ['supplements.afterWindow', 'supplements.waitingAfterRepeated'] as const) {
      const items = await reporting.behind(cell, '2026-08-15', '2026-09-15');
      expect(items.map(({ dossierId }) => dossierId)).toEqual([life.dossier.dossierId]);
    }
  });

  it('belongs to a period when it is accepted in its first instant or its last millisecond, and not at its end', async () => {
    await project(
      new ExampleLife().then('accepted', local('2026-08-15T00:00:00'), due),
      new ExampleLife().then('accepted', local('2026-09-14T23:59:59.999'), local('2026-09-30T17:00:00')),
      new ExampleLife().then('accepted', local('2026-09-15T00:00:00'), local('2026-09-30T17:00:00')),
    );
    expect((await figuresOf('2026-08-15', '2026-09-15'))['received']).toBe(2);
  });

  it('is within its time at the due instant, and past due a millisecond later', async () => {
    await project(new ExampleLife().then('accepted', accepted, due));
    expect(await figuresOf('2026-08-20', due)).toMatchObject({ 'inProgress.within': 1 });
    expect(await figuresOf('2026-08-20', local('2026-08-28T17:00:00.001'))).toMatchObject({ 'inProgress.pastDue': 1 });
  });

  it('ends once, when it is resolved; handing over the result later changes nothing', async () => {
    await project(
      new ExampleLife()
        .then('accepted', accepted, due)
        .then('forwarded', local('2026-08-20T10:00:00'), due)
        .then('resolved', local('2026-08-27T16:00:00'), due)
        .then('delivered', local('2026-09-20T09:00:00'), due),
    );
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({ received: 1, ended: 1, 'ended.early': 1 });
    expect(await figuresOf('2026-09-15', '2026-10-15')).toEqual({});
    const [dossier] = await reporting.behind('ended', '2026-08-15', '2026-09-15');
    expect(dossier).toMatchObject({ endedKind: 'RESOLVED', endedAt: '2026-08-27T09:00:00.000Z', punctuality: 'EARLY' });
  });

  it('waiting for a supplement is paused, then has a new due date: each report shows the state at its own end', async () => {
    const newDue = local('2026-09-09T17:00:00');
    await project(
      new ExampleLife()
        .then('accepted', accepted, due)
        .then('supplementRequested', local('2026-08-25T09:00:00'))
        .then('supplementProvided', local('2026-09-01T09:00:00'), newDue)
        .then('resolved', local('2026-09-09T17:00:00.001'), newDue),
    );
    const stateAt = async (to: string) => Object.keys(await figuresOf('2026-08-15', to)).at(-1);
    expect(await stateAt('2026-08-25')).toBe('inProgress.within');
    expect(await stateAt('2026-08-26')).toBe('inProgress.paused');
    expect(await stateAt('2026-08-29')).toBe('inProgress.paused');
    expect(await stateAt(local('2026-09-01T09:00:00'))).toBe('inProgress.paused');
    expect(await stateAt('2026-09-02')).toBe('inProgress.within');
    expect(await stateAt('2026-09-10')).toBe('ended.late');
    const [then] = await reporting.behind('inProgress', '2026-08-15', '2026-08-26');
    expect(then).toMatchObject({ paused: true });
    expect(then).not.toHaveProperty('endedAt', expect.anything());
    const [before] = await reporting.behind('inProgress', '2026-08-15', '2026-08-25');
    expect(before!.dueAt).toBe(new Date(due).toISOString());
  });

  it('can be asked for a supplement twice, and a report shows each state in between', async () => {
    await project(
      new ExampleLife()
        .then('accepted', accepted, due)
        .then('supplementRequested', local('2026-08-21T09:00:00'))
        .then('supplementProvided', local('2026-08-22T09:00:00'), local('2026-08-23T17:00:00'))
        .then('supplementRequested', local('2026-08-24T09:00:00'))
        .then('supplementProvided', local('2026-08-25T09:00:00'), local('2026-08-31T17:00:00')),
    );
    const stateAt = async (to: string) => Object.keys(await figuresOf('2026-08-15', to)).at(-1);
    expect(await stateAt('2026-08-21')).toBe('inProgress.within');
    expect(await stateAt('2026-08-22')).toBe('inProgress.paused');
    expect(await stateAt('2026-08-23')).toBe('inProgress.within');
    expect(await stateAt('2026-08-24')).toBe('inProgress.pastDue');
    expect(await stateAt('2026-08-25')).toBe('inProgress.paused');
    expect(await stateAt('2026-08-26')).toBe('inProgress.within');
  });

  it('withdrawn after acceptance has ended; one withdrawn before acceptance stands in no report', async () => {
    await project(
      new ExampleLife().then('accepted', accepted, due).then('withdrawn', local('2026-08-21T09:00:00'), due),
      new ExampleLife().then('submitted', accepted).then('withdrawn', local('2026-08-21T09:00:00')),
    );
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({ received: 1, ended: 1, 'ended.early': 1 });
  });

  it('stopped while its clock was paused ended, of unknown punctuality', async () => {
    await project(
      new ExampleLife()
        .then('accepted', accepted, due)
        .then('supplementRequested', local('2026-08-25T09:00:00'))
        .then('stopped', local('2026-09-01T09:00:00')),
    );
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({ received: 1, ended: 1, 'ended.unknown': 1 });
    expect(await figuresOf('2026-08-15', '2026-08-30')).toMatchObject({ 'inProgress.paused': 1 });
  });

  it('refused at intake stands on a line of its own, in no other figure', async () => {
    await project(new ExampleLife().then('submitted', accepted).then('refused', local('2026-08-21T09:00:00')));
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({ refusedAtIntake: 1 });
    const report = await reporting.report('2026-08-15', '2026-09-15', { by: ['agency'] });
    expect(report.rows).toHaveLength(1);
    const [refused] = await reporting.behind('refusedAtIntake', '2026-08-15', '2026-09-15');
    expect(refused!.refusedAt).toBe('2026-08-21T02:00:00.000Z');
  });

  it('without a due date is in progress unknown, never within', async () => {
    await project(new ExampleLife().then('accepted', accepted));
    expect(await figuresOf('2026-08-15', '2026-09-15')).toMatchObject({ inProgress: 1, 'inProgress.unknown': 1 });
  });

  it('of a legacy system that ended before it was received counts as ended on receipt, punctual by its recorded end', async () => {
    const life = new ExampleLife().then('imported', '2026-10-01T00:00:00Z', '2011-12-11T23:00:00.005Z', {
      endedAt: '2011-12-11T23:00:00.010Z',
      dossier: { acceptedAt: '2011-12-12T00:06:40.010Z', status: 'RESOLVED' },
    });
    await project(life);
    const between = ['2011-12-11T23:00:00.000Z', '2011-12-12T00:06:40.010Z'] as const;
    expect(await figuresOf(...between)).toEqual({});
    expect(await figuresOf(between[1], '2012-01-01')).toEqual({ received: 1, ended: 1, 'ended.late': 1 });
  });

  it('taken over open can be ended here', async () => {
    const life = new ExampleLife()
      .then('imported', '2026-10-01T00:00:00Z', due, { dossier: { acceptedAt: accepted, status: 'IN_PROGRESS' } })
      .then('resolved', '2026-10-02T00:00:00Z', due);
    await project(life);
    expect(await figuresOf('2026-08-15', '2026-09-15')).toMatchObject({ 'inProgress.pastDue': 1 });
    expect(await figuresOf('2026-09-15', '2026-10-15')).toEqual({ carriedOver: 1, ended: 1, 'ended.late': 1 });
  });

  it('says the same whether its events come one by one or all at once', async () => {
    const life = new ExampleLife()
      .then('accepted', accepted, due)
      .then('supplementRequested', local('2026-08-25T09:00:00'))
      .then('supplementProvided', local('2026-09-01T09:00:00'), local('2026-09-09T17:00:00'))
      .then('resolved', local('2026-09-05T09:00:00'), local('2026-09-09T17:00:00'));
    const rows = async () => ({
      dossiers: await reporting.dataSource.query('SELECT * FROM projection_blue.dossiers'),
      spans: await reporting.dataSource.query('SELECT * FROM projection_blue.dossier_clock_spans ORDER BY from_at'),
    });
    await reporting.project(life.events);
    const together = await rows();
    await reporting.clear();
    for (const event of life.events) await reporting.project([event]);
    expect(await rows()).toEqual(together);
    expect(together.spans).toHaveLength(2);
  });

  it('keeps its facts in order when the clock of the system was put back between two of them', async () => {
    await project(
      new ExampleLife()
        .then('accepted', accepted, due)
        .then('supplementRequested', local('2026-08-25T09:00:00'))
        .then('supplementProvided', local('2026-08-24T09:00:00'), due)
        .then('resolved', local('2026-08-19T09:00:00'), due),
    );
    expect(await figuresOf('2026-08-20', '2026-08-21')).toEqual({ received: 1, ended: 1, 'ended.early': 1 });
  });
});

describe('a sliced report', () => {
  beforeEach(async () => {
    const due = local('2026-08-28T17:00:00');
    const at = (agencyCode: string, fieldCode: string) => new ExampleLife({ agencyCode, fieldCode });
    await project(
      at('H41.14', 'G15-TP07').then('accepted', local('2026-08-20T09:00:00'), due),
      at('H41.14', 'G15-TP07').then('accepted', local('2026-08-20T09:00:00'), due).then('resolved', due, due),
      at('H41.14', 'G09-GTVT').then('accepted', local('2026-08-20T09:00:00'), due),
      at('H41.27.05', 'G15-TP07').then('accepted', local('2026-08-20T09:00:00'), due),
      at('H41.27.05', 'G09-GTVT').then('refused', local('2026-08-20T09:00:00')),
    );
  });

  const period = ['2026-08-15', '2026-09-15'] as const;

  it.each([
    [['agency' as const], ['H41.14', 'H41.27.05']],
    [['field' as const], ['G09-GTVT', 'G15-TP07']],
    [
      ['agency' as const, 'field' as const],
      ['H41.14 G09-GTVT', 'H41.14 G15-TP07', 'H41.27.05 G09-GTVT', 'H41.27.05 G15-TP07'],
    ],
  ])('by %p has one row for each, in the order of codes', async (by, expected) => {
    const { rows, total } = await reporting.report(...period, { by });
    expect(rows.map((row) => [row.agency?.code, row.field?.code].filter(Boolean).join(' '))).toEqual(expected);
    expect(rows.reduce((sum, row) => sum + row.figures.total, 0)).toBe(total.total);
    expect(rows.reduce((sum, row) => sum + row.figures.refusedAtIntake, 0)).toBe(1);
  });

  it('of one agency and one field shows that part only', async () => {
    const { total } = await reporting.report(...period, { agency: 'H41.14', field: 'G15-TP07' });
    expect(nonZero(total)).toEqual({
      received: 2,
      ended: 1,
      'ended.onTime': 1,
      inProgress: 1,
      'inProgress.pastDue': 1,
    });
  });

  it('lists behind every number exactly as many dossiers, whatever the page size', async () => {
    const { total } = await reporting.report(...period);
    const number = (cell: ReportCell) =>
      cell.split('.').reduce((at: any, name) => at[name], total as any) as number | { total: number };
    for (const cell of REPORT_CELLS) {
      const counted = number(cell);
      const dossiers = await reporting.behind(cell, ...period, { pageSize: 1 });
      expect([cell, new Set(dossiers.map((dossier) => dossier.dossierId)).size]).toEqual([
        cell,
        typeof counted === 'number' ? counted : counted.total,
      ]);
    }
  });
});
