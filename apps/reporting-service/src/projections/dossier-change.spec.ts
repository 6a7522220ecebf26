import { DOSSIER_STATUSES, GOLDEN_EVENTS, type EventEnvelope } from '@motcua/contracts';
import { ExampleLife } from '../testing/example-events.js';
import { dossierChange, type DossierEventData } from './dossier-change.js';

const changes = (life: ExampleLife) => life.events.map(dossierChange);
const accepted = '2026-08-20T02:00:00.000Z';
const due = '2026-08-28T10:00:00.000Z';

describe('what an event changes for the reports', () => {
  it('is a submission that waits in intake from then on, without a clock; asking for a supplement changes nothing of it', () => {
    const life = new ExampleLife()
      .then('submitted', accepted)
      .then('supplementRequested', '2026-08-21T02:00:00Z', undefined, { pausesClock: false });
    const [submitted, asked] = changes(life);
    expect(submitted).toMatchObject({ submitted_at: accepted, intake_end: undefined, intake_ended_at: undefined });
    expect(submitted).not.toHaveProperty('clock');
    expect(asked).toBeUndefined();
  });

  it.each<[Parameters<ExampleLife['then']>[0], object, string]>([
    ['accepted', {}, 'ACCEPTED'],
    ['refused', {}, 'REFUSED'],
    ['refused', { cause: 'SUPPLEMENT_NOT_PROVIDED' }, 'SUPPLEMENT_EXPIRED'],
    ['withdrawn', { withdrawnBy: 'APPLICANT' }, 'WITHDRAWN_BY_APPLICANT'],
    ['withdrawn', { withdrawnBy: 'COUNTER' }, 'WITHDRAWN_BY_COUNTER'],
    ['withdrawn', {}, 'WITHDRAWN'],
    ['stopped', {}, 'STOPPED'],
  ])('is the end of intake when it was %s (%j) before acceptance: %s', (what, more, end) => {
    const life = new ExampleLife().then('submitted', accepted).then(what, '2026-08-21T02:00:00Z', undefined, more);
    const [, change] = changes(life);
    expect(change).toMatchObject({ intake_end: end, intake_ended_at: '2026-08-21T02:00:00.000Z' });
    expect(change!.ended_at).toBeUndefined();
  });

  it('ends intake at acceptance, whatever becomes of it afterwards', () => {
    const life = new ExampleLife()
      .then('submitted', accepted)
      .then('accepted', '2026-08-21T02:00:00Z', due)
      .then('withdrawn', '2026-08-24T02:00:00Z', due, { withdrawnBy: 'COUNTER' });
    expect(changes(life)[2]).toMatchObject({
      intake_end: 'ACCEPTED',
      intake_ended_at: '2026-08-21T02:00:00.000Z',
      ended_kind: 'WITHDRAWN',
    });
  });

  it('is a refusal at intake, which has no clock', () => {
    const [change] = changes(new ExampleLife().then('refused', accepted));
    expect(change).toMatchObject({ refused_at: accepted });
    expect(change).not.toHaveProperty('clock');
    expect(change).not.toHaveProperty('accepted_at');
  });

  it('is a running clock from acceptance on, due when the event says', () => {
    const [change] = changes(new ExampleLife().then('accepted', accepted, due));
    expect(change).toMatchObject({ at: accepted, accepted_at: accepted, clock: 'RUNNING', due_at: due });
    expect(change).not.toHaveProperty('ended_at');
  });

  it('is a paused clock without a due date while a supplement is awaited, and a new due date after it', () => {
    const life = new ExampleLife()
      .then('accepted', accepted, due)
      .then('supplementRequested', '2026-08-21T02:00:00Z')
      .then('supplementProvided', '2026-08-25T02:00:00Z', '2026-09-04T10:00:00Z');
    const [, paused, running] = changes(life);
    expect(paused).toMatchObject({ clock: 'PAUSED', at: '2026-08-21T02:00:00.000Z' });
    expect(paused!.due_at).toBeUndefined();
    expect(running).toMatchObject({ clock: 'RUNNING', due_at: '2026-09-04T10:00:00.000Z' });
  });

  it.each([
    'dossier.intake-corrected',
    'dossier.consultation-requested',
    'dossier.consultation-answered',
    'dossier.consultation-extended',
    'dossier.consultation-withdrawn',
    'dossier.consultation-expired',
    'dossier.consultation-transferred',
  ])('is nothing at %s, in any state: no clock pauses by it', (type) => {
    const corrected = GOLDEN_EVENTS.get(type) as EventEnvelope<DossierEventData>;
    for (const status of DOSSIER_STATUSES) {
      const data = { ...corrected.data, dossier: { ...corrected.data.dossier, status } };
      expect(dossierChange({ ...corrected, data })).toBeUndefined();
    }
  });

  it('is a clock that pauses again where a supplement was incomplete, and one that runs on where it was complete', () => {
    const checked = GOLDEN_EVENTS.get('dossier.supplement-checked') as EventEnvelope<DossierEventData>;
    expect(dossierChange(checked)).toMatchObject({ clock: 'PAUSED', at: checked.time });
    const dossier = { ...checked.data.dossier, status: 'IN_PROGRESS' as const, dueAt: due };
    const complete = { ...checked, data: { dossier, outcome: 'COMPLETE', pausesClock: false } };
    expect(dossierChange(complete)).toMatchObject({ clock: 'RUNNING', due_at: due });
    // The due date of a legacy system is a fact: its clock runs on, also where the date is unknown.
    const { dueAt: _unknown, ...legacy } = { ...dossier, status: 'WAITING_SUPPLEMENT' as const };
    const running = { ...checked, data: { dossier: legacy, outcome: 'INCOMPLETE', pausesClock: false } };
    expect(dossierChange(running)).toMatchObject({ clock: 'RUNNING', due_at: undefined });
  });

  it.each(['resolved', 'withdrawn', 'stopped'] as const)('is an end when it was %s, judged by its due date', (what) => {
    const [, end] = changes(new ExampleLife().then('accepted', accepted, due).then(what, '2026-08-31T02:00:00Z', due));
    expect(end).toMatchObject({
      ended_at: '2026-08-31T02:00:00.000Z',
      ended_kind: what.toUpperCase(),
      ended_due_at: due,
      punctuality: 'LATE',
    });
    expect(end!.clock).toBeUndefined();
  });

  it('is an end of unknown punctuality when the clock was paused, never an end on time', () => {
    const life = new ExampleLife()
      .then('accepted', accepted, due)
      .then('supplementRequested', '2026-08-21T02:00:00Z')
      .then('withdrawn', '2026-08-22T02:00:00Z');
    expect(changes(life)[2]).toMatchObject({ ended_kind: 'WITHDRAWN', punctuality: 'UNKNOWN' });
  });

  it("keeps a legacy system's end as recorded, even before its receipt", () => {
    const life = new ExampleLife().then('imported', '2026-10-01T00:00:00Z', '2011-12-20T00:00:00Z', {
      legacyId: 'case-1',
      endedAt: '2011-12-11T23:00:00.010Z',
      dossier: { acceptedAt: '2011-12-12T00:06:40.010Z', status: 'RESOLVED' },
    });
    expect(changes(life)[0]).toMatchObject({
      at: '2011-12-12T00:06:40.010Z',
      legacy_id: 'case-1',
      ended_at: '2011-12-11T23:00:00.010Z',
      punctuality: 'EARLY',
      clock: 'RUNNING',
      due_at: '2011-12-20T00:00:00.000Z',
    });
  });

  it('is an open dossier when a legacy system recorded no end, and one past due is still open', () => {
    const life = new ExampleLife().then('imported', '2026-10-01T00:00:00Z', '2011-12-20T00:00:00Z', {
      dossier: { acceptedAt: '2011-12-12T00:06:40.010Z', status: 'IN_PROGRESS' },
    });
    expect(changes(life)[0]!.ended_at).toBeUndefined();
    expect(changes(life)[0]!.clock).toBe('RUNNING');
  });

  it('does not pause the clock of a taken-over dossier while a supplement is awaited: its due date is a fact', () => {
    const imported = { dossier: { acceptedAt: accepted, status: 'IN_PROGRESS' } };
    const withDue = new ExampleLife()
      .then('imported', '2026-10-01T00:00:00Z', due, imported)
      .then('supplementRequested', '2026-10-02T00:00:00Z', due, { pausesClock: false });
    expect(changes(withDue)[1]).toMatchObject({ clock: 'RUNNING', due_at: due });
    const withoutDue = new ExampleLife()
      .then('imported', '2026-10-01T00:00:00Z', undefined, imported)
      .then('supplementRequested', '2026-10-02T00:00:00Z', undefined, { pausesClock: false });
    expect(changes(withoutDue)[1]).toMatchObject({ clock: 'RUNNING' });
  });

  it('does not count an imported dossier that waits for a supplement as paused, with or without a due date', () => {
    const waiting = { dossier: { acceptedAt: accepted, status: 'WAITING_SUPPLEMENT' } };
    const withDue = new ExampleLife().then('imported', '2026-10-01T00:00:00Z', due, waiting);
    expect(changes(withDue)[0]).toMatchObject({ clock: 'RUNNING', due_at: due });
    const withoutDue = new ExampleLife().then('imported', '2026-10-01T00:00:00Z', undefined, waiting);
    expect(changes(withoutDue)[0]).toMatchObject({ clock: 'RUNNING', due_at: undefined });
  });
});
