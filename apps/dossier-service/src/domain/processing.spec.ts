import { after, aDossier, ANYBODY, importedDossier, lived } from '../testing/example-dossiers.js';
import { compiled2026, local, procedure } from '../testing/reference-data.js';
import type { ProcessStep } from './dossier.js';
import { forwardBy } from './deadline.js';
import { completeStep, deliver, forward, resolve } from './processing.js';

const calendar = compiled2026();
const [ASSESSMENT, APPROVAL] = procedure().steps as readonly [ProcessStep, ProcessStep];
const received = lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']);
const inProgress = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
);

describe('Forwarding an accepted dossier', () => {
  it('begins the first step of its internal process', () => {
    const at = local('2026-08-20 10:00');
    aDossier
      .given(...received)
      .when((dossier) => forward(dossier, ANYBODY, calendar, at))
      .then({
        type: 'forwarded',
        at,
        status: 'IN_PROGRESS',
        stepCode: 'tham-dinh',
        unit: 'chuyen-mon',
        completes: [],
        begins: [{ step: ASSESSMENT, dueAt: local('2026-08-22 17:00') }],
        forwardBy: local('2026-08-20 17:00'),
        late: false,
      });
  });

  it('is refused for an imported one, whose steps ran elsewhere', () => {
    expect(() => forward(importedDossier(), ANYBODY, undefined, local('2026-08-20 10:00'))).toThrow(
      expect.objectContaining({ code: 'dossier.not-in-state' }),
    );
  });

  it.each([
    ['received in the morning, forwarded the same day', '2026-08-20 09:15', '2026-08-20 16:59', false],
    ['received in the morning, forwarded the next day', '2026-08-20 09:15', '2026-08-21 07:30', true],
    ['received at 15:00 sharp, forwarded the next day', '2026-08-20 15:00', '2026-08-21 07:35', true],
    [
      'received after 15:00, forwarded in the first hour of the next day',
      '2026-08-20 15:01',
      '2026-08-21 08:30',
      false,
    ],
    ['received after 15:00, forwarded later in the next morning', '2026-08-20 15:01', '2026-08-21 08:31', true],
    ['received after 15:00, forwarded the next afternoon', '2026-08-20 15:01', '2026-08-21 13:30', true],
    ['received after hours before the holiday, forwarded after it', '2026-08-28 18:00', '2026-09-03 08:30', false],
    ['received after hours before the holiday, forwarded hours after it', '2026-08-28 18:00', '2026-09-03 09:00', true],
    ['received on a Sunday, forwarded on Monday', '2026-08-23 10:00', '2026-08-24 16:00', false],
  ])('%s: flagged when late, never blocked', (_, acceptedAt, forwardedAt, late) => {
    const dossier = after(lived(['submit', acceptedAt], ['accept', acceptedAt]));
    expect(forward(dossier, ANYBODY, calendar, local(forwardedAt))[0].late).toBe(late);
  });

  it('has as long on the next morning as the rule set says', () => {
    const dossier = after(lived(['submit', '2026-08-20 15:01'], ['accept', '2026-08-20 15:01']));
    if (dossier.status !== 'RECEIVED') throw new Error('accepted');
    const { basis } = dossier.acceptance;
    const limit = (forwardNextMorningMinutes: number) =>
      forwardBy(calendar, { ...basis, forwardNextMorningMinutes }, dossier.acceptance.acceptedAt);
    expect([15, 120].map(limit)).toEqual([local('2026-08-21 07:45'), local('2026-08-21 09:30')]);
  });

  it('counts the day of the counter from a supplement that came in between', () => {
    const dossier = after(
      lived(
        ['submit', '2026-08-20 09:00'],
        ['accept', '2026-08-20 09:15'],
        ['request-supplement', '2026-08-20 10:00'],
        ['provide-supplement', '2026-08-25 09:00'],
      ),
    );
    expect(forward(dossier, ANYBODY, calendar, local('2026-08-25 16:00'))[0].late).toBe(false);
  });
});

describe('Completing a step', () => {
  const at = local('2026-08-21 09:00');

  it('begins the next one', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => completeStep(dossier, { stepCode: 'tham-dinh' }, ANYBODY, calendar, at))
      .then({
        type: 'step-completed',
        at,
        status: 'IN_PROGRESS',
        stepCode: 'tham-dinh',
        unit: 'chuyen-mon',
        dueAt: local('2026-08-22 17:00'),
        late: false,
        byHead: false,
        // From its own opening on the 21st: Saturday 22 August is worked.
        begins: [{ step: APPROVAL, dueAt: local('2026-08-22 17:00') }],
      });
  });

  it('is refused for a step that is not being worked on', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => completeStep(dossier, { stepCode: 'phe-duyet' }, ANYBODY, calendar, at))
      .thenRefused('dossier.other-step');
  });

  it('is refused after the last step', () => {
    aDossier
      .given(
        ...lived(
          ['submit', '2026-08-20 09:00'],
          ['accept', '2026-08-20 09:15'],
          ['forward', '2026-08-20 10:00'],
          ['complete-step', '2026-08-20 11:00'],
          ['complete-step', '2026-08-20 11:10'],
        ),
      )
      .when((dossier) => completeStep(dossier, { stepCode: 'phe-duyet' }, ANYBODY, calendar, at))
      .thenRefused('dossier.steps-done');
  });
});

describe('Resolving a dossier', () => {
  const at = local('2026-08-21 15:00');
  const allStepsDone = lived(
    ['submit', '2026-08-20 09:00'],
    ['accept', '2026-08-20 09:15'],
    ['forward', '2026-08-20 10:00'],
    ['complete-step', '2026-08-21 09:00'],
    ['complete-step', '2026-08-21 10:00'],
  );

  it('approves it once every step is completed', () => {
    aDossier
      .given(...allStepsDone)
      .when((dossier) => resolve(dossier, { outcome: 'APPROVED' }, calendar, at))
      .then({ type: 'resolved', at, status: 'RESOLVED', outcome: 'APPROVED', begins: [] });
  });

  it('does not approve it while a step is open', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => resolve(dossier, { outcome: 'APPROVED' }, calendar, at))
      .thenRefused('dossier.steps-open');
  });

  it('refuses an applicant who is not eligible at any step, with the reason', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => resolve(dossier, { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' }, calendar, at))
      .then({
        type: 'resolved',
        at,
        status: 'RESOLVED',
        outcome: 'NOT_ELIGIBLE',
        begins: [],
        reason: 'không đủ điều kiện',
      });
  });

  it('leaves the deadline as it was: whether it was met is for reports to say', () => {
    const before = after(allStepsDone);
    const resolved = after([...allStepsDone, ...resolve(before, { outcome: 'APPROVED' }, calendar, at)]);
    expect(resolved.acceptance?.deadline).toEqual(before.acceptance?.deadline);
    expect(resolved.ending).toEqual({ endedAt: at, outcome: 'APPROVED' });
  });

  it('resolves an imported dossier, whose steps ran elsewhere', () => {
    expect(resolve(importedDossier(), { outcome: 'APPROVED' }, calendar, at)).toHaveLength(1);
  });
});

describe('Delivering a result', () => {
  it('follows the resolution', () => {
    aDossier
      .given(
        ...inProgress,
        ...resolve(after(inProgress), { outcome: 'NOT_ELIGIBLE', reason: 'x' }, calendar, local('2026-08-21 15:00')),
      )
      .when((dossier) => deliver(dossier, local('2026-08-24 09:00')))
      .then({ type: 'delivered', at: local('2026-08-24 09:00'), status: 'DELIVERED' });
  });

  it('is refused before it', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => deliver(dossier, local('2026-08-24 09:00')))
      .thenRefused('dossier.not-in-state');
  });
});
