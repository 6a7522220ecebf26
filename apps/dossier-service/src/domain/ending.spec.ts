import { after, aDossier, lived, evolved } from '../testing/example-dossiers.js';
import { compiled2026, local } from '../testing/reference-data.js';
import { stop, withdraw } from './ending.js';
import { punctualityOf } from './punctuality.js';

const calendar = compiled2026();
const at = local('2026-08-24 10:00');
const submitted = lived(['submit', '2026-08-20 09:00']);
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

describe('Withdrawing a dossier', () => {
  it('ends it as long as nothing is decided', () => {
    aDossier
      .given(...received)
      .when((dossier) => withdraw(dossier, { reason: 'nộp nhầm' }, calendar, at))
      .then({ type: 'withdrawn', at, status: 'WITHDRAWN', reason: 'nộp nhầm', deadline: undefined });
  });

  it('is refused after a decision', () => {
    aDossier
      .given(...resolved)
      .when((dossier) => withdraw(dossier, {}, calendar, at))
      .thenRefused('dossier.not-in-state');
  });

  it('closes a paused clock, so that the agency is not late for what it waited for', () => {
    const [event] = withdraw(after(waiting), {}, calendar, local('2026-08-25 10:00'));
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
});
