import { after, aDossier, evolved, ID, lived } from '../testing/example-dossiers.js';
import { basis, calendar2026, compiled2026, local, procedure } from '../testing/reference-data.js';
import { compileCalendar } from '@motcua/working-time';
import type { Dossier } from './dossier.js';
import { accept, refuse, submit, withCode } from './intake.js';
import { codeStem } from './dossier-code.js';

const at = local('2026-08-20 09:15');
const calendar = compiled2026();
const input = {
  id: ID,
  agencyCode: 'H41.14',
  receivingAgencyCode: 'H41.14',
  procedure: procedure(),
  online: true,
  channel: 'ONLINE' as const,
  subjectType: 'CITIZEN' as const,
};

describe('Submitting a dossier', () => {
  it('opens it without a deadline', () => {
    const [event] = submit(input, at);
    expect(event).toMatchObject({ type: 'submitted', status: 'SUBMITTED', channel: 'ONLINE' });
    expect(after([event]).acceptance).toBeUndefined();
  });

  it('refuses an online dossier on a procedure that only counters take in', () => {
    expect(() => submit({ ...input, online: false }, at)).toThrow(
      expect.objectContaining({ kind: 'precondition', code: 'procedure.not-online' }),
    );
  });

  it('takes in at the counter what cannot be submitted online', () => {
    expect(submit({ ...input, online: false, channel: 'DIRECT' }, at)).toHaveLength(1);
  });
});

describe('Accepting a dossier', () => {
  const given = aDossier.given(...lived(['submit', '2026-08-20 09:00']));
  const acceptance = { procedure: procedure(), basis: basis(), calendar };
  const accepting = (dossier: Dossier, input = acceptance, now = at) =>
    withCode(accept(dossier, input, now), 'H41.14-260820-0001');

  it('starts the deadline at the instant of the receipt, over a make-up Saturday', () => {
    given
      .when((dossier) => accepting(dossier))
      .then({
        type: 'accepted',
        at,
        status: 'RECEIVED',
        code: 'H41.14-260820-0001',
        procedure: procedure(),
        budget: { amount: 3, unit: 'WORKING_DAY' },
        basis: basis(),
        // Friday 21, Saturday 22 August (worked for 31 August), Monday 24.
        deadline: { state: 'RUNNING', dueAt: local('2026-08-24 17:00') },
        begins: [],
      });
  });

  it('is refused while the calendar does not reach the due date: Form 01 must name it', () => {
    const short = compileCalendar({ ...calendar2026, coversTo: '2026-08-22' });
    given
      .when((dossier) => accepting(dossier, { ...acceptance, calendar: short }))
      .thenRefused('calendar.day-not-covered');
  });

  it('is refused a second time', () => {
    aDossier
      .given(...lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']))
      .when((dossier) => accepting(dossier))
      .thenRefused('dossier.not-in-state');
  });

  it('keeps the order of time when clocks differ by a moment, and refuses when they differ by more', () => {
    const aMomentBehind = new Date(local('2026-08-20 09:00').getTime() - 2_000);
    const event = accept(after(lived(['submit', '2026-08-20 09:00'])), acceptance, aMomentBehind);
    expect(event.at).toEqual(local('2026-08-20 09:00'));
    given
      .when((dossier) => accepting(dossier, acceptance, local('2026-08-20 08:00')))
      .thenRefused('dossier.clock-behind');
  });
});

describe('Refusing a dossier at intake', () => {
  it('ends it with its reason', () => {
    aDossier
      .given(...lived(['submit', '2026-08-20 09:00']))
      .when((dossier) => refuse(dossier, { reason: 'sai thẩm quyền' }, at))
      .then({ type: 'refused', at, status: 'REFUSED_INTAKE', reason: 'sai thẩm quyền' });
  });

  it('that waits for a supplement takes away no time that the applicant was given', () => {
    const asked = lived(['submit', '2026-08-20 09:00'], ['request-supplement', '2026-08-20 10:00']);
    const refusing = (on: string) => (dossier: Dossier) => refuse(dossier, { reason: 'sai thẩm quyền' }, local(on));
    aDossier
      .given(...asked)
      .when(refusing('2026-08-23 10:00'))
      .thenRefused('supplement.deadline-running');
    aDossier
      .given(...asked)
      .when(refusing('2026-08-23 10:01'))
      .then({ type: 'refused', at: local('2026-08-23 10:01'), status: 'REFUSED_INTAKE', reason: 'sai thẩm quyền' });
  });

  it('ends one that was asked for a supplement without a time limit, which would never expire', () => {
    const asked = after(lived(['submit', '2026-08-20 09:00'], ['request-supplement', '2026-08-20 09:10']));
    // As an earlier release could ask.
    const waiting = { ...asked, waiting: { ...asked.waiting, provideUntil: undefined } } as Dossier;
    const [event] = refuse(waiting, { reason: 'sai thẩm quyền' }, local('2026-08-20 10:00'));
    expect(evolved(waiting, event)).toMatchObject({ status: 'REFUSED_INTAKE', waiting: undefined });
  });

  it('is too late once it was accepted', () => {
    aDossier
      .given(...lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']))
      .when((dossier) => refuse(dossier, { reason: 'sai thẩm quyền' }, local('2026-08-20 10:00')))
      .thenRefused('dossier.not-in-state');
  });
});

describe('The code of a dossier', () => {
  it('begins with the agency and the day in Vietnam', () => {
    expect(codeStem('H41.14', new Date('2026-08-19T17:00:00Z'))).toBe('H41.14-260820-');
    expect(codeStem('H41.14', new Date('2026-08-19T16:59:59Z'))).toBe('H41.14-260819-');
  });
});
