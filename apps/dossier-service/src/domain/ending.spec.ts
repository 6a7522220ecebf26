import { after, aDossier, lived, evolved } from '../testing/example-dossiers.js';
import { compiled2026, local } from '../testing/reference-data.js';
import { stop, withdraw } from './ending.js';
import { allowedActions } from './lifecycle.js';
import { punctualityOf } from './punctuality.js';

const calendar = compiled2026();
const at = local('2026-08-24 10:00');
const submitted = lived(['submit', '2026-08-20 09:00']);
const asked = lived(['submit', '2026-08-20 09:00'], ['request-supplement', '2026-08-20 10:00']);
const received = lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']);
const waiting = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['request-supplement', '2026-08-20 10:00'],
);
const resolved = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
  ['resolve', '2026-08-21 10:00'],
);

const own = { withdrawnBy: 'APPLICANT' } as const;

describe('Withdrawing a dossier', () => {
  it('ends it as long as nothing is decided', () => {
    aDossier
      .given(...received)
      .when((dossier) => withdraw(dossier, { ...own, reason: 'nộp nhầm' }, calendar, at))
      .then({ type: 'withdrawn', at, status: 'WITHDRAWN', ...own, reason: 'nộp nhầm', deadline: undefined });
  });

  it.each([
    ['that was only submitted', submitted],
    ['that waits for a supplement', asked],
  ])('ends one before acceptance %s, without a reason and without a code', (_, given) => {
    aDossier
      .given(...given)
      .when((dossier) => withdraw(dossier, own, undefined, at))
      .then({ type: 'withdrawn', at, status: 'WITHDRAWN', ...own, reason: undefined, deadline: undefined });
    const ended = evolved(after(given), withdraw(after(given), own, undefined, at)[0]);
    expect(ended).toMatchObject({ status: 'WITHDRAWN', ending: { endedAt: at } });
    expect([ended.acceptance, ended.waiting]).toEqual([undefined, undefined]);
  });

  it.each([
    ['that was only submitted', submitted],
    ['that waits for a supplement', asked],
  ])('before acceptance %s takes a reason from the counter, which could have let it lie', (_, given) => {
    aDossier
      .given(...given)
      .when((dossier) => withdraw(dossier, { withdrawnBy: 'COUNTER' }, undefined, at))
      .thenRefused('withdrawal.reason-required');
    const reason = 'công dân đề nghị rút tại quầy';
    aDossier
      .given(...given)
      .when((dossier) => withdraw(dossier, { withdrawnBy: 'COUNTER', reason }, undefined, at))
      .then({ type: 'withdrawn', at, status: 'WITHDRAWN', withdrawnBy: 'COUNTER', reason, deadline: undefined });
  });

  it('after acceptance takes a reason from the counter too, which would otherwise be late a moment later', () => {
    const by = (reason?: string) => () =>
      withdraw(after(received), { withdrawnBy: 'COUNTER', reason }, calendar, at)[0];
    expect(by()).toThrow(expect.objectContaining({ code: 'withdrawal.reason-required' }));
    expect(by('công dân đề nghị rút tại quầy')()).toMatchObject({ status: 'WITHDRAWN', withdrawnBy: 'COUNTER' });
    expect(withdraw(after(received), own, calendar, at)[0]).toMatchObject({ withdrawnBy: 'APPLICANT' });
  });

  it('is refused after a decision', () => {
    aDossier
      .given(...resolved)
      .when((dossier) => withdraw(dossier, own, calendar, at))
      .thenRefused('dossier.not-in-state');
  });

  it('closes a paused clock, so that the agency is not late for what it waited for', () => {
    const [event] = withdraw(after(waiting), own, calendar, local('2026-08-25 10:00'));
    const ended = evolved(after(waiting), event);
    expect(ended.acceptance).toMatchObject({
      pauses: [{ to: local('2026-08-25 10:00') }],
      deadline: { state: 'RUNNING', dueAt: local('2026-08-24 17:00') },
    });
    expect(ended.ending?.judgedAt).toEqual(local('2026-08-20 10:00'));
    expect(punctualityOf(ended)).toBe('ON_TIME');
  });
});

describe('Stopping a dossier', () => {
  it('ends an accepted one by a notice with its reason', () => {
    aDossier
      .given(...received)
      .when((dossier) => stop(dossier, { reason: 'theo đề nghị' }, calendar, at))
      .then({ type: 'stopped', at, status: 'STOPPED', reason: 'theo đề nghị', deadline: undefined });
  });

  it('is refused for one that is only submitted: that is a refusal at intake', () => {
    aDossier
      .given(...submitted)
      .when((dossier) => stop(dossier, { reason: 'theo đề nghị' }, calendar, at))
      .thenRefused('dossier.not-in-state');
  });

  it('is refused for one that waits for a supplement before acceptance, and possible for one that waits after it', () => {
    aDossier
      .given(...asked)
      .when((dossier) => stop(dossier, { reason: 'theo đề nghị' }, undefined, at))
      .thenRefused('dossier.not-in-state');
    expect(stop(after(waiting), { reason: 'theo đề nghị' }, calendar, at)[0]).toMatchObject({ status: 'STOPPED' });
    expect(allowedActions(after(asked))).not.toContain('stop');
  });

  it('before acceptance is no event that a dossier can have', () => {
    const stopped = { type: 'stopped', at, status: 'STOPPED', reason: 'theo đề nghị' } as const;
    expect(() => evolved(after(asked), stopped)).toThrow('no event of a dossier');
  });
});
