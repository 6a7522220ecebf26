import { local, procedure } from '../testing/reference-data.js';
import { begin } from './evolve.js';
import { contradictions, legacyProcedure, takeOver, type LegacyDossier } from './legacy-dossier.js';

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
    expect(contradictions(record)).toEqual([]);
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
  ])('is flagged %s and kept as it stands', (flag, change) => {
    const contradictory = { ...record, ...change };
    expect(contradictions(contradictory)).toContain(flag);
    const [event] = takeOver(contradictory, now);
    expect(event).toMatchObject({ receivedAt: record.receivedAt, steps: contradictory.steps });
  });

  it('whose last step is at its end is not flagged', () => {
    expect(contradictions({ ...record, endedAt: local('2011-10-12 09:05') })).toEqual([]);
  });

  it.each([
    ['is in progress while it has not ended', { endedAt: undefined }, 'IN_PROGRESS'],
    ['is resolved when nothing says how it ended', {}, 'RESOLVED'],
    ['is resolved when it was approved', { outcome: 'APPROVED' as const }, 'RESOLVED'],
    ['is delivered when its system says so', { outcome: 'DELIVERED' as const }, 'DELIVERED'],
    ['is withdrawn when its system says so', { outcome: 'WITHDRAWN' as const }, 'WITHDRAWN'],
  ])('%s', (_, change, status) => {
    expect(takeOver({ ...record, ...change }, now)[0].status).toBe(status);
  });

  it('keeps its due date as a fact, and an absent one as unknown', () => {
    expect(begin(takeOver(record, now)[0]).acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: record.dueAt });
    const undated = begin(takeOver({ ...record, dueAt: undefined }, now)[0]);
    expect(undated.acceptance?.deadline).toEqual({ state: 'UNKNOWN' });
  });
});
