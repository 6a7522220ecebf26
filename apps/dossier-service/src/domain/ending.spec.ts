import { after, aDossier, lived } from '../testing/example-dossiers.js';
import { compiled2026, local } from '../testing/reference-data.js';
import { dueAtOf } from './dossier.js';
import { stop, withdraw } from './ending.js';
import { evolve } from './evolve.js';
import { allowedActions } from './lifecycle.js';

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
    const ended = evolve(after(given), withdraw(after(given), own, undefined, at)[0]);
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

  it('after acceptance takes none from the counter: the dossier stays in the figures', () => {
    const [event] = withdraw(after(received), { withdrawnBy: 'COUNTER' }, calendar, at);
    expect(event).toMatchObject({ status: 'WITHDRAWN', withdrawnBy: 'COUNTER', reason: undefined });
  });

  it('is refused after a decision', () => {
    aDossier
      .given(...resolved)
      .when((dossier) => withdraw(dossier, own, calendar, at))
      .thenRefused('dossier.not-in-state');
  });

  it('closes a paused clock, so that the agency is not late for what it waited for', () => {
    const [event] = withdraw(after(waiting), own, calendar, at);
    const ended = evolve(after(waiting), event);
    expect(ended.acceptance?.pauses).toMatchObject([{ to: at }]);
    const dueAt = dueAtOf(ended.acceptance?.deadline);
    expect(dueAt && dueAt > at).toBe(true);
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
    expect(() => evolve(after(asked), stopped)).toThrow('no event of a dossier');
  });
});
