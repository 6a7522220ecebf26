import { countOf, evolved } from '../testing/example-dossiers.js';
import { local, procedure } from '../testing/reference-data.js';
import type { Dossier } from './dossier.js';
import { withdraw } from './ending.js';
import { begin } from './evolve.js';
import { contradictions, legacyProcedure, takeOver, type LegacyDossier } from './legacy-dossier.js';
import { punctualityOf } from './punctuality.js';
import { requestSupplement } from './supplement.js';

const record: LegacyDossier = {
  id: '0198c2a4-7a00-7000-8000-000000000001',
  legacySystem: 'old',
  legacyId: 'case-1',
  agencyCode: 'H41.14',
  procedure: legacyProcedure(procedure()),
  channel: 'OTHER',
  subjectType: 'CITIZEN',
  receivedAt: local('2011-10-11 09:00'),
  dueAt: local('2011-12-06 17:00'),
  endedAt: local('2011-11-29 10:00'),
  steps: [
    { name: 'a', at: local('2011-10-11 09:05') },
    { name: 'b', at: local('2011-10-12 09:05') },
  ],
};
const now = local('2026-08-20 09:00');

describe('A legacy dossier', () => {
  it('without contradictions has no flags', () => {
    expect(contradictions(record, now)).toEqual([]);
  });

  it.each([
    ['END_BEFORE_START', { endedAt: local('2011-10-10 09:00') }],
    ['END_BEFORE_FIRST_STEP', { endedAt: local('2011-10-11 09:04') }],
    ['STEP_AFTER_END', { endedAt: local('2011-10-12 09:00') }],
    ['STEP_BEFORE_START', { steps: [{ name: 'a', at: local('2011-10-10 09:00') }] }],
    ['STEPS_OUT_OF_ORDER', { steps: [...record.steps].reverse() }],
    ['DUE_BEFORE_START', { dueAt: local('2011-10-10 09:00') }],
    ['SUBMITTED_AFTER_START', { submittedAt: local('2011-10-12 09:00') }],
    ['NO_DUE_DATE', { dueAt: undefined }],
    ['NO_STEPS', { steps: [] }],
    ['PAUSE_BEFORE_START', { pauses: [{ from: local('2011-10-10 09:00'), to: local('2011-10-12 09:00') }] }],
    ['PAUSE_AFTER_END', { pauses: [{ from: local('2011-11-28 09:00') }] }],
    ['PAUSE_ENDS_BEFORE_IT_BEGINS', { pauses: [{ from: local('2011-10-14 09:00'), to: local('2011-10-13 09:00') }] }],
    ['PAUSES_OVERLAP', { pauses: [{ from: local('2011-10-14 09:00') }, { from: local('2011-10-15 09:00') }] }],
    [
      'PAUSED_PAST_DUE',
      { endedAt: undefined, pauses: [{ from: local('2011-12-01 09:00'), to: local('2011-12-07 09:00') }] },
    ],
    ['PAUSED_PAST_DUE', { endedAt: undefined, pauses: [{ from: local('2011-12-01 09:00') }] }],
  ])('is flagged %s and kept as it stands', (flag, change) => {
    const contradictory = { ...record, ...change };
    expect(contradictions(contradictory, now)).toContain(flag);
    const [event] = takeOver(contradictory, now);
    expect(event).toMatchObject({ receivedAt: record.receivedAt, steps: contradictory.steps });
  });

  it('whose supplement was brought before its end and its due date is not flagged', () => {
    const pauses = [
      { from: local('2011-10-13 09:00'), to: local('2011-10-14 09:00') },
      { from: local('2011-10-14 09:00'), to: local('2011-10-20 09:00') },
    ];
    expect(contradictions({ ...record, pauses }, now)).toEqual([]);
    const awaited = { ...record, endedAt: undefined, dueAt: local('2026-08-31 17:00') };
    expect(contradictions({ ...awaited, pauses: [{ from: local('2026-08-19 09:00') }] }, now)).toEqual([]);
  });

  it('whose last step is at its end is not flagged', () => {
    expect(contradictions({ ...record, endedAt: local('2011-10-12 09:05') }, now)).toEqual([]);
  });

  it.each([
    ['is in progress while it has not ended', { endedAt: undefined }, 'IN_PROGRESS'],
    ['is resolved when nothing says how it ended', {}, 'RESOLVED'],
    ['is resolved when it was approved', { outcome: 'APPROVED' as const }, 'RESOLVED'],
    ['is delivered when its system says so', { outcome: 'DELIVERED' as const }, 'DELIVERED'],
    ['is withdrawn when its system says so', { outcome: 'WITHDRAWN' as const }, 'WITHDRAWN'],
    [
      'waits for its supplement while its last pause is open',
      { endedAt: undefined, pauses: [{ from: local('2011-12-01 09:00') }] },
      'WAITING_SUPPLEMENT',
    ],
    [
      'is in progress once its supplement was brought',
      { endedAt: undefined, pauses: [{ from: local('2011-12-01 09:00'), to: local('2011-12-02 09:00') }] },
      'IN_PROGRESS',
    ],
    [
      'has ended when its record says so, whatever pause it left open',
      { pauses: [{ from: local('2011-11-01 09:00') }] },
      'RESOLVED',
    ],
  ])('%s', (_, change, status) => {
    expect(takeOver({ ...record, ...change }, now)[0].status).toBe(status);
  });

  it('keeps its due date as a fact, and an absent one as unknown', () => {
    expect(begin(takeOver(record, now)[0]).acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: record.dueAt });
    const undated = begin(takeOver({ ...record, dueAt: undefined }, now)[0]);
    expect(undated.acceptance?.deadline).toEqual({ state: 'UNKNOWN' });
  });

  describe('that waits for a supplement', () => {
    const withdrawn = (dossier: Dossier, at: string) =>
      punctualityOf(evolved(dossier, withdraw(dossier, { withdrawnBy: 'APPLICANT' }, undefined, local(at))[0]));
    const open = { ...record, endedAt: undefined, dueAt: local('2026-08-31 17:00') };

    it('and was due before is late however it ends: the pause that its record claims does not excuse it', () => {
      const since = local('2011-11-01 09:00');
      const dossier = begin(takeOver({ ...record, endedAt: undefined, pauses: [{ from: since }] }, now)[0]);
      expect(dossier).toMatchObject({ status: 'WAITING_SUPPLEMENT', waiting: { since } });
      expect(withdrawn(dossier, '2026-08-21 09:00')).toBe('LATE');
    });

    it('is judged by its end, and never early, since only its record says that the applicant was awaited', () => {
      const dossier = begin(takeOver({ ...open, pauses: [{ from: local('2026-08-19 09:00') }] }, now)[0]);
      expect(withdrawn(dossier, '2026-08-21 09:00')).toBe('ON_TIME');
      expect(withdrawn(dossier, '2026-09-01 09:00')).toBe('LATE');
    });

    it('is judged at the request where that was made here (Decision 766, item 2.1)', () => {
      const dossier = begin(takeOver(open, now)[0]);
      const request = { items: ['x'], reason: 'y', provideUntil: local('2026-09-20 10:00') };
      const asked = evolved(
        dossier,
        requestSupplement(dossier, request, countOf(dossier), local('2026-08-21 09:00'))[0],
      );
      expect(withdrawn(asked, '2026-09-01 09:00')).toBe('ON_TIME');
    });

    it('awaits nobody from a day to come, whatever its record says', () => {
      const dossier = begin(takeOver({ ...open, pauses: [{ from: local('2027-01-01 09:00') }] }, now)[0]);
      expect(dossier.waiting?.since).toEqual(now);
    });

    it('may have been asked twice by its record, and then is late if it ends unanswered (Decision 766, item 2.1)', () => {
      const pauses = [
        { from: local('2026-08-10 09:00'), to: local('2026-08-11 09:00') },
        { from: local('2026-08-19 09:00') },
      ];
      expect(withdrawn(begin(takeOver({ ...open, pauses }, now)[0]), '2026-08-21 09:00')).toBe('LATE');
    });
  });
});
