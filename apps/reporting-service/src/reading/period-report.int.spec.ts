import type { PeriodFigures } from '@motcua/contracts';
import { PERIOD_CELLS, type PeriodCell } from '../reports/cells.js';
import { ExampleLife } from '../testing/example-events.js';
import { ReportingDatabase } from '../testing/reporting-database.js';

let reporting: ReportingDatabase;

beforeAll(async () => {
  reporting = await ReportingDatabase.open();
});
afterAll(() => reporting.close());
beforeEach(() => reporting.clear());

const local = (text: string) => `${text}+07:00`;

/** The cells of intake that are not zero. */
async function intakeOf(from: string, to: string): Promise<Record<string, number>> {
  const { withdrawn, ...rest } = (await reporting.report(from, to)).total.intake!;
  const by = Object.entries(withdrawn).map(([name, count]) => [`withdrawn.${name}`, count] as const);
  return Object.fromEntries([...Object.entries(rest), ...by].filter(([, count]) => count > 0));
}

/** The cells that are not zero; those of apologies, which every lateness has, only where they are asked for. */
function nonZero(figures: PeriodFigures, apologies = false): Record<string, number> {
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
    ...Object.fromEntries(
      Object.entries(apologies ? figures.apologies! : {}).map(([name, n]) => [`apologies.${name}`, n]),
    ),
  };
  return Object.fromEntries(Object.entries(all).filter(([, count]) => count > 0));
}

const project = (...lives: ExampleLife[]) => reporting.project(lives.flatMap((life) => life.events));
const figuresOf = async (from: string, to: string, apologies = false) =>
  nonZero((await reporting.report(from, to)).total, apologies);

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

  it('past its due date owes an apology, in time, late or missing, whatever was appointed instead', async () => {
    const appointed = local('2026-09-04T17:00:00');
    const apologised = (at: string, late: boolean, ended?: object) => {
      const life = new ExampleLife()
        .then('accepted', accepted, due)
        .then('apologised', local(at), due, { previousDueAt: due, newDueAt: appointed, late });
      if (ended) life.then('resolved', local('2026-09-03T10:00:00'), due, { dossier: ended });
      return life;
    };
    const inTime = apologised('2026-08-26T10:00:00', false, {
      punctuality: 'LATE',
      appointedPunctuality: 'EARLY',
      apology: 'IN_TIME',
    });
    const late = apologised('2026-08-31T10:00:00', true);
    const none = new ExampleLife().then('accepted', accepted, due);
    const before = new ExampleLife()
      .then('accepted', accepted, due)
      .then('resolved', local('2026-09-03T10:00:00'), due);
    const lives = [inTime, late, none, before];
    await project(...lives);
    const expected = {
      received: 4,
      ended: 2,
      'ended.late': 2,
      inProgress: 2,
      'inProgress.pastDue': 2,
      'apologies.owed': 4,
      'apologies.inTime': 1,
      'apologies.late': 1,
      'apologies.missing': 1,
      'apologies.unknown': 1,
      'apologies.reappointed': 2,
      'apologies.endedAfterAppointment': 1,
      'apologies.pastAppointment': 1,
    };
    expect(await figuresOf('2026-08-15', '2026-09-04', true)).toEqual(expected);
    // Events come at least once.
    await project(...lives);
    expect(await figuresOf('2026-08-15', '2026-09-04', true)).toEqual(expected);
    // As it was when nothing was late yet, and when the late apology was not given.
    expect(await figuresOf('2026-08-15', '2026-08-27', true)).toEqual({
      received: 4,
      inProgress: 4,
      'inProgress.within': 4,
      'apologies.reappointed': 1,
    });
    expect(await figuresOf('2026-08-29', '2026-08-30', true)).toMatchObject({
      'apologies.owed': 4,
      'apologies.inTime': 1,
      'apologies.missing': 3,
      'apologies.pastAppointment': 3,
    });
    const [listed] = await reporting.behind('apologies.inTime', '2026-08-15', '2026-09-04');
    expect(listed).toMatchObject({
      dossierId: inTime.dossier.dossierId,
      dueAt: new Date(due).toISOString(),
      apologisedAt: '2026-08-26T03:00:00.000Z',
      appointedAt: new Date(appointed).toISOString(),
      punctuality: 'LATE',
    });
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

  it('withdrawn after acceptance has ended; one withdrawn before acceptance is in none of these figures', async () => {
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

  it('withdrawn before acceptance is in intake alone, on a line by who withdrew it', async () => {
    const withdrawn = (withdrawnBy?: 'APPLICANT' | 'COUNTER') =>
      new ExampleLife()
        .then('submitted', accepted)
        .then('withdrawn', local('2026-08-21T09:00:00'), undefined, { withdrawnBy });
    const [own, atCounter] = [withdrawn('APPLICANT'), withdrawn('COUNTER')];
    await project(own, atCounter, withdrawn(), withdrawn('APPLICANT'));
    expect(await intakeOf('2026-08-15', '2026-09-15')).toEqual({
      total: 4,
      submitted: 4,
      'withdrawn.total': 4,
      'withdrawn.byApplicant': 2,
      'withdrawn.byCounter': 1,
      'withdrawn.unknown': 1,
    });
    expect(await reporting.behindIntake('intake.withdrawn.byCounter', '2026-08-15', '2026-09-15')).toMatchObject([
      {
        dossierId: atCounter.dossier.dossierId,
        intakeEnd: 'WITHDRAWN_BY_COUNTER',
        submittedAt: '2026-08-20T02:00:00.000Z',
      },
    ]);
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({});
  });

  it('waits in intake from its submission to its acceptance, period by period', async () => {
    await project(
      new ExampleLife()
        .then('submitted', local('2026-08-10T09:00:00'))
        .then('supplementRequested', local('2026-08-11T09:00:00'), undefined, { pausesClock: false })
        .then('supplementProvided', local('2026-08-18T09:00:00'), undefined, { dossier: { status: 'SUBMITTED' } })
        .then('accepted', accepted, due),
    );
    expect(await intakeOf('2026-08-01', '2026-08-15')).toEqual({ total: 1, submitted: 1, waitingAfter: 1 });
    expect(await intakeOf('2026-08-15', '2026-08-20')).toEqual({ total: 1, waitingBefore: 1, waitingAfter: 1 });
    expect(await intakeOf('2026-08-20', '2026-08-21')).toEqual({ total: 1, waitingBefore: 1, accepted: 1 });
    expect(await intakeOf('2026-08-21', '2026-09-15')).toEqual({});
    // The list shows it as it was then: submitted and not accepted.
    const [waiting] = await reporting.behindIntake('intake.waitingAfter', '2026-08-15', '2026-08-20');
    expect(waiting).toMatchObject({ submittedAt: '2026-08-10T02:00:00.000Z' });
    expect([waiting!.intakeEnd, waiting!.intakeEndedAt]).toEqual([undefined, undefined]);
  });

  it('whose supplement did not come is refused on another line than one refused for what it is', async () => {
    const refused = (cause?: string) =>
      new ExampleLife()
        .then('submitted', accepted)
        .then('refused', local('2026-08-21T09:00:00'), undefined, { ...(cause && { cause }) });
    await project(refused(), refused('SUPPLEMENT_NOT_PROVIDED'), refused());
    expect(await intakeOf('2026-08-15', '2026-09-15')).toEqual({ total: 3, submitted: 3, refused: 2, expired: 1 });
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({ refusedAtIntake: 3 });
  });

  it('stopped before acceptance, as an earlier release allowed, is in intake on a line of its own', async () => {
    await project(
      new ExampleLife()
        .then('submitted', accepted)
        .then('supplementRequested', local('2026-08-20T10:00:00'), undefined, { pausesClock: false })
        .then('stopped', local('2026-08-21T09:00:00')),
    );
    expect(await intakeOf('2026-08-15', '2026-09-15')).toEqual({ total: 1, submitted: 1, stopped: 1 });
    expect(await figuresOf('2026-08-15', '2026-09-15')).toEqual({});
  });

  it('of a legacy system was not submitted here, and is not in intake', async () => {
    await project(
      new ExampleLife()
        .then('imported', '2026-10-01T00:00:00Z', due, { dossier: { acceptedAt: new Date(accepted).toISOString() } })
        .then('withdrawn', '2026-10-02T00:00:00Z', due, { withdrawnBy: 'APPLICANT' }),
    );
    expect(await intakeOf('2026-08-15', '2026-12-15')).toEqual({});
    expect(await figuresOf('2026-08-15', '2026-12-15')).toMatchObject({ received: 1, ended: 1 });
  });

  it('that an instance of the version before saw submitted, and this one sees withdrawn, stops no projection', async () => {
    const [, withdrawn] = new ExampleLife()
      .then('submitted', accepted)
      .then('withdrawn', local('2026-08-21T09:00:00'), undefined, { withdrawnBy: 'APPLICANT' }).events;
    await reporting.project([withdrawn!]);
    expect(await intakeOf('2026-08-15', '2026-09-15')).toEqual({});
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
    const number = (cell: PeriodCell) =>
      cell.split('.').reduce((at: any, name) => at[name], total as any) as number | { total: number };
    for (const cell of PERIOD_CELLS) {
      const counted = number(cell);
      const dossiers = await reporting.behind(cell, ...period, { pageSize: 1 });
      expect([cell, new Set(dossiers.map((dossier) => dossier.dossierId)).size]).toEqual([
        cell,
        typeof counted === 'number' ? counted : counted.total,
      ]);
    }
  });
});

/** An agency that ends hands its dossiers over: none vanishes, none counts twice, and what was reported stays. */
describe('a dossier that goes to the successor of its agency', () => {
  const due = local('2026-08-28T17:00:00');
  const [from, moved, to] = ['2026-08-15', '2026-09-01', '2026-09-15'];
  const august = [from, moved] as const;
  const september = [moved, to] as const;
  const of = async (agency: string, [first, last]: readonly [string, string]) =>
    nonZero((await reporting.report(first, last, { agency })).total);
  const listed = async (agency: string, cell: PeriodCell, [first, last]: readonly [string, string]) =>
    (await reporting.behind(cell, first, last, { agency })).map(({ agency: at }) => at.code);
  const open = () =>
    new ExampleLife({ agencyCode: 'H41.14' })
      .then('accepted', local('2026-08-20T09:00:00'), due)
      .transfer(local('2026-09-01T00:00:00'), 'H41.15', due);

  it('is late at the one that let it become late, and is carried over by the successor', async () => {
    await project(open());
    const late = { inProgress: 1, 'inProgress.pastDue': 1 };
    expect([await of('H41.14', august), await of('H41.15', august)]).toEqual([{ received: 1, ...late }, {}]);
    expect([await of('H41.14', september), await of('H41.15', september)]).toEqual([{}, { carriedOver: 1, ...late }]);
    expect(await listed('H41.14', 'inProgress.pastDue', august)).toEqual(['H41.14']);
    expect(await listed('H41.15', 'inProgress.pastDue', september)).toEqual(['H41.15']);
    expect(await listed('H41.15', 'inProgress.pastDue', august)).toEqual([]);
  });

  it('says of an earlier period what it said before the transfer', async () => {
    const life = open();
    await reporting.project(life.events.slice(0, 1));
    const before = await reporting.report(...august, { by: ['agency'] });
    await reporting.project(life.events.slice(1));
    expect(await reporting.report(...august, { by: ['agency'] })).toEqual(before);
  });

  it('ends at the agency that ended it, whoever hands the result over', async () => {
    await project(
      open().then('resolved', local('2026-09-03T09:00:00'), due),
      new ExampleLife({ agencyCode: 'H41.14' })
        .then('accepted', local('2026-08-20T09:00:00'), due)
        .then('resolved', local('2026-08-31T09:00:00'), due)
        .transfer(local('2026-09-01T00:00:00'), 'H41.15', due)
        .then('delivered', local('2026-09-02T09:00:00'), due),
    );
    expect(await of('H41.14', august)).toMatchObject({ received: 2, ended: 1, 'ended.late': 1, inProgress: 1 });
    expect([await of('H41.14', september), await of('H41.15', september)]).toEqual([
      {},
      { carriedOver: 1, ended: 1, 'ended.late': 1 },
    ]);
  });

  it('counts once in a period in which it was at two agencies: where it was at the end', async () => {
    await project(open());
    const { total, rows } = await reporting.report(from, to, { by: ['agency'] });
    expect([total.total, rows.map((row) => row.agency?.code)]).toEqual([1, ['H41.15']]);
  });

  it('waits on with its clock as it stood, a legacy one with an unknown due date too', async () => {
    const waiting = new ExampleLife({ agencyCode: 'H41.14' })
      .then('accepted', local('2026-08-20T09:00:00'), due)
      .then('supplementRequested', local('2026-08-21T09:00:00'))
      .transfer(local('2026-09-01T00:00:00'), 'H41.15');
    const legacy = new ExampleLife({ agencyCode: 'H41.14' })
      .then('imported', local('2026-08-20T09:00:00'), undefined, {
        dossier: { acceptedAt: local('2026-08-20T09:00:00') },
      })
      .then('supplementRequested', local('2026-08-21T09:00:00'), undefined, { pausesClock: false })
      .transfer(local('2026-09-01T00:00:00'), 'H41.15', undefined, false);
    await project(waiting, legacy);
    const standing = { inProgress: 2, 'inProgress.paused': 1, 'inProgress.unknown': 1 };
    expect(await of('H41.14', august)).toEqual({ received: 2, ...standing });
    expect(await of('H41.15', september)).toEqual({ carriedOver: 2, ...standing });
  });

  it('says the same whether its events come one by one or all at once, and passes through several agencies', async () => {
    const life = open().transfer(local('2026-09-05T00:00:00'), 'H41.16', due);
    const rows = async () => ({
      dossiers: await reporting.dataSource.query('SELECT * FROM projection_blue.dossiers'),
      spans: await reporting.dataSource.query('SELECT * FROM projection_blue.dossier_agency_spans ORDER BY until_at'),
    });
    await reporting.project(life.events);
    const together = await rows();
    await reporting.clear();
    for (const event of life.events) await reporting.project([event]);
    expect(await rows()).toEqual(together);
    expect(together.spans.map((span: { agency_code: string }) => span.agency_code)).toEqual(['H41.14', 'H41.15']);
    expect(await of('H41.15', ['2026-08-15', '2026-09-05'])).toMatchObject({ received: 1 });
    expect(await of('H41.16', ['2026-08-15', '2026-09-06'])).toMatchObject({ received: 1 });
  });
});
