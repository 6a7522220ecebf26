import { compileCalendar } from '@motcua/working-time';
import { after, aDossier, ANYBODY, importedDossier, lived, livedWith } from '../testing/example-dossiers.js';
import { calendar2026, compiled2026, local } from '../testing/reference-data.js';
import { elapsedTime } from './deadline.js';
import { dueAtOf, isCounted, type CountedDossier, type Dossier } from './dossier.js';
import type { DossierEvent } from './dossier-events.js';
import { evolve } from './evolve.js';
import { completeStep, forward } from './processing.js';
import { checkSupplement, expireSupplement, provideSupplement, requestSupplement } from './supplement.js';

const calendar = compiled2026();
const list = { items: ['giấy chứng sinh', 'căn cước của cha'], reason: 'thành phần hồ sơ còn thiếu' };
const submitted = lived(['submit', '2026-08-20 09:00']);
const inProgress = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
);

function counted(dossier: Dossier): CountedDossier {
  if (isCounted(dossier)) return dossier;
  throw new Error('it was not accepted here');
}

describe('Asking for a supplement', () => {
  const at = local('2026-08-21 10:00');

  it('sends one complete list and pauses the clock of an accepted dossier', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => requestSupplement(dossier, { ...list, provideUntil: local('2026-09-21 17:00') }, at))
      .then({
        type: 'supplement-requested',
        at,
        status: 'WAITING_SUPPLEMENT',
        ...list,
        requestNumber: 1,
        repeated: false,
        pausesClock: true,
        mode: 'RESTART',
        provideUntil: local('2026-09-21 17:00'),
      });
  });

  it('has no clock to pause before acceptance', () => {
    const [event] = requestSupplement(after(submitted), list, at);
    expect(event).toMatchObject({ pausesClock: false, mode: undefined });
    const waiting = evolve(after(submitted), event);
    expect(waiting.waiting?.returnTo).toBe('SUBMITTED');
    expect(waiting.acceptance).toBeUndefined();
  });

  it('is flagged, not refused, when it comes a second time', () => {
    const dossier = after(
      lived(
        ['submit', '2026-08-20 09:00'],
        ['accept', '2026-08-20 09:15'],
        ['request-supplement', '2026-08-20 10:00'],
        ['provide-supplement', '2026-08-20 11:00'],
      ),
    );
    expect(requestSupplement(dossier, list, at)[0]).toMatchObject({ requestNumber: 2, repeated: true });
  });

  it('is refused with a time limit that has passed', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => requestSupplement(dossier, { ...list, provideUntil: at }, at))
      .thenRefused('supplement.deadline-past');
  });

  it('does not stop the clock of a legacy system', () => {
    const dossier = importedDossier();
    const [event] = requestSupplement(dossier, list, at);
    expect(event).toMatchObject({ pausesClock: false, mode: undefined });
    expect(evolve(dossier, event).acceptance).toEqual(dossier.acceptance);
  });
});

describe('Providing a supplement', () => {
  it('starts the deadline anew from the complete dossier (RESTART)', () => {
    const given = [...inProgress, ...requestSupplement(after(inProgress), list, local('2026-08-21 10:00'))];
    const at = local('2026-08-28 09:00');
    aDossier
      .given(...given)
      .when((dossier) => provideSupplement(dossier, calendar, at))
      .then({
        type: 'supplement-provided',
        at,
        status: 'IN_PROGRESS',
        mode: 'RESTART',
        // Friday 28 August not counted; 31 August to 2 September off; Thursday 3, Friday 4, Monday 7.
        deadline: { state: 'RUNNING', dueAt: local('2026-09-07 17:00') },
        // Two days from the 20th; six working days were waited, which are subtracted.
        taskDues: [{ number: 1, dueAt: local('2026-09-03 17:00') }],
      });
  });

  it('subtracts the waiting where sector law says so (SUBTRACT)', () => {
    const given = livedWith(
      'SUBTRACT',
      ['submit', '2026-08-20 09:00'],
      ['accept', '2026-08-20 09:15'],
      ['forward', '2026-08-20 10:00'],
    );
    const dossier = after([...given, ...requestSupplement(after(given), list, local('2026-08-21 10:00'))]);
    const [event] = provideSupplement(dossier, calendar, local('2026-08-28 09:00'));
    // Due Monday 24; the waiting closed six working days (21, 22, 24, 25, 26, 27): 25, 26, 27, 28, 3, 4 September.
    expect(event).toMatchObject({
      mode: 'SUBTRACT',
      deadline: { state: 'RUNNING', dueAt: local('2026-09-04 17:00') },
    });
  });

  it('returns a dossier that was never accepted to the counter without a deadline', () => {
    const given = [...submitted, ...requestSupplement(after(submitted), list, local('2026-08-20 10:00'))];
    const [event] = provideSupplement(after(given), undefined, local('2026-08-21 10:00'));
    expect(event).toMatchObject({ status: 'SUBMITTED', deadline: undefined });
  });

  it('is never blocked by a calendar that ends too soon: the deadline is unknown then', () => {
    const short = compileCalendar({ ...calendar2026, coversTo: '2026-08-29' });
    const given = [...inProgress, ...requestSupplement(after(inProgress), list, local('2026-08-21 10:00'))];
    const [event] = provideSupplement(after(given), short, local('2026-08-28 09:00'));
    expect(event.deadline).toEqual({ state: 'UNKNOWN' });
  });

  it('leaves the working time of the agency apart from the waiting, whichever the mode', () => {
    const given = [...inProgress, ...requestSupplement(after(inProgress), list, local('2026-08-21 10:00'))];
    const dossier = after([...given, ...provideSupplement(after(given), calendar, local('2026-08-24 10:00'))]);
    const elapsed = elapsedTime(counted(dossier), calendar, local('2026-08-24 11:00'))!;
    // Thursday 09:15–11:30 and 13:30–17:00, Friday 07:30–10:00, Monday 10:00–11:00.
    expect(elapsed.working.minutes).toBe(135 + 210 + 150 + 60);
    // Friday 10:00–11:30 and 13:30–17:00, all of Saturday 22 August, Monday 07:30–10:00.
    expect(elapsed.waiting.minutes).toBe(90 + 210 + 450 + 150);
  });
});

describe('Checking a supplement that was brought', () => {
  const until = local('2026-09-21 17:00');
  const requested = (given: DossierEvent[], more = {}) => [
    ...given,
    ...requestSupplement(after(given), { ...list, provideUntil: until, ...more }, local('2026-08-21 10:00')),
  ];
  const broughtAgain = (given: DossierEvent[], at: string) => [
    ...given,
    ...provideSupplement(after(given), calendar, local(at)),
  ];
  const brought = broughtAgain(requested(inProgress), '2026-08-28 09:00');
  const incomplete = (given: DossierEvent[], at: string, missing = [2]) => [
    ...given,
    ...checkSupplement(after(given), { outcome: 'INCOMPLETE', missing, reason: 'bản chụp mờ' }, local(at)),
  ];

  it('confirms that it is complete, and moves no clock', () => {
    const at = local('2026-09-03 15:00');
    const [event] = checkSupplement(after(brought), { outcome: 'COMPLETE' }, at);
    expect(event).toEqual({ type: 'supplement-checked', at, status: 'IN_PROGRESS', outcome: 'COMPLETE' });
    const { acceptance, supplement } = evolve(after(brought), event);
    expect(acceptance).toEqual(after(brought).acceptance);
    expect(supplement).toBeUndefined();
  });

  it('says what of the request is still missing, and waits for it from now, never from before', () => {
    const at = local('2026-09-03 15:00');
    aDossier
      .given(...brought)
      .when((dossier) => checkSupplement(dossier, { outcome: 'INCOMPLETE', missing: [2, 2], reason: 'mờ' }, at))
      .then({
        type: 'supplement-checked',
        at,
        status: 'WAITING_SUPPLEMENT',
        outcome: 'INCOMPLETE',
        missing: [2],
        reason: 'mờ',
        pausesClock: true,
        mode: 'SUBTRACT',
        provideUntil: local('2026-09-27 23:00'),
      });
    const dossier = after(incomplete(brought, '2026-09-03 15:00'));
    expect(dossier.acceptance?.deadline).toEqual({ state: 'PAUSED', since: at });
    // What the limit left when it was brought: from Friday 28 August at nine to Monday 21 September at five.
    expect(dossier.waiting).toMatchObject({
      returnTo: 'IN_PROGRESS',
      since: at,
      provideUntil: local('2026-09-27 23:00'),
    });
  });

  it('is the same request: it is neither counted nor flagged as a second one', () => {
    expect(after(incomplete(brought, '2026-09-03 15:00')).supplementRequests).toBe(1);
  });

  it('gives the agency back nothing of the time in which it had not looked', () => {
    // Brought on Friday 28 August, due Monday 7 September: Thursday 3, Friday 4, Monday 7.
    expect(after(brought).acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-09-07 17:00') });
    const prompt = broughtAgain(incomplete(brought, '2026-08-28 10:00'), '2026-09-07 09:00');
    const late = broughtAgain(incomplete(brought, '2026-09-04 16:00'), '2026-09-07 09:00');
    // Looked at on the same day, three working days (28 August, 3, 4 September) were the applicant's; on Friday 4 only that.
    expect(after(prompt).acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-09-10 17:00') });
    expect(after(late).acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-09-08 17:00') });
  });

  it('leaves a dossier late that was late when it was looked at', () => {
    const waiting = after(incomplete(brought, '2026-09-08 10:00'));
    expect(waiting.status).toBe('WAITING_SUPPLEMENT');
    expect(waiting.acceptance).toEqual(after(brought).acceptance);
    const late = broughtAgain(incomplete(brought, '2026-09-08 10:00'), '2026-09-10 09:00');
    expect(after(late).acceptance).toEqual(after(brought).acceptance);
  });

  it('names nothing that the request did not, and says once for a request what is missing', () => {
    const asking = (given: DossierEvent[], missing: number[]) =>
      aDossier
        .given(...given)
        .when((dossier) =>
          checkSupplement(dossier, { outcome: 'INCOMPLETE', missing, reason: 'x' }, local('2026-09-10 09:00')),
        );
    asking(brought, [3]).thenRefused('supplement.not-requested');
    const again = broughtAgain(incomplete(brought, '2026-09-03 15:00'), '2026-09-07 09:00');
    asking(again, [2]).thenRefused('supplement.checked-once');
    const [complete] = checkSupplement(after(again), { outcome: 'COMPLETE' }, local('2026-09-08 09:00'));
    expect(complete).toMatchObject({ status: 'IN_PROGRESS' });
    // What is missing all the same takes a second request, and that is flagged (Decision 766).
    const [second] = requestSupplement(after(again), list, local('2026-09-08 09:00'));
    expect(second).toMatchObject({ requestNumber: 2, repeated: true });
    const brings = broughtAgain([...again, second], '2026-09-09 09:00');
    expect(
      checkSupplement(after(brings), { outcome: 'INCOMPLETE', missing: [2], reason: 'x' }, local('2026-09-10 09:00')),
    ).toHaveLength(1);
  });

  it('gives the counter no new day to forward: only a request does', () => {
    const received = lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']);
    const asked = [...received, ...requestSupplement(after(received), list, local('2026-08-20 10:00'))];
    const back = broughtAgain(asked, '2026-08-24 09:00');
    const [inTime] = forward(after(back), ANYBODY, calendar, local('2026-08-24 16:00'));
    expect(inTime).toMatchObject({ late: false });
    const checked = broughtAgain(incomplete(back, '2026-08-26 10:00'), '2026-08-27 09:00');
    const [late] = forward(after(checked), ANYBODY, calendar, local('2026-08-27 10:00'));
    expect(late).toMatchObject({ forwardBy: inTime.forwardBy, late: true });
  });

  it('happens once for each time that it is brought', () => {
    const complete = [
      ...brought,
      ...checkSupplement(after(brought), { outcome: 'COMPLETE' }, local('2026-09-03 15:00')),
    ];
    for (const given of [inProgress, complete]) {
      aDossier
        .given(...given)
        .when((dossier) => checkSupplement(dossier, { outcome: 'COMPLETE' }, local('2026-09-04 09:00')))
        .thenRefused('supplement.none-brought');
    }
    aDossier
      .given(...incomplete(brought, '2026-09-03 15:00'))
      .when((dossier) => checkSupplement(dossier, { outcome: 'COMPLETE' }, local('2026-09-04 09:00')))
      .thenRefused('dossier.not-in-state');
  });

  it('is over once the dossier went on: an officer who works with a supplement has taken it for complete', () => {
    const wentOn = [
      ...brought,
      ...completeStep(after(brought), { stepCode: 'tham-dinh' }, ANYBODY, calendar, local('2026-09-03 15:00')),
    ];
    aDossier
      .given(...wentOn)
      .when((dossier) =>
        checkSupplement(dossier, { outcome: 'INCOMPLETE', missing: [1], reason: 'x' }, local('2026-09-03 16:00')),
      )
      .thenRefused('supplement.none-brought');
  });

  it('holds nothing up: a dossier can go on unchecked', () => {
    expect(
      completeStep(after(brought), { stepCode: 'tham-dinh' }, ANYBODY, calendar, local('2026-09-03 15:00')),
    ).toHaveLength(1);
  });

  it('gives back the time that the limit left, however late the counter looked', () => {
    const given = broughtAgain(requested(inProgress, { provideUntil: local('2026-08-28 17:00') }), '2026-08-28 16:00');
    const dossier = after(incomplete(given, '2026-09-03 15:00'));
    expect(dossier.waiting).toMatchObject({ provideUntil: local('2026-09-03 16:00') });
  });

  it('leaves no limit where it had passed when the supplement was brought', () => {
    const given = broughtAgain(requested(inProgress, { provideUntil: local('2026-08-28 17:00') }), '2026-08-29 09:00');
    const dossier = after(incomplete(given, '2026-09-03 15:00'));
    expect(dossier.waiting).toMatchObject({ provideUntil: undefined });
    expect(() => expireSupplement(dossier, calendar, local('2026-09-04 09:00'))).toThrow(
      expect.objectContaining({ code: 'supplement.no-deadline' }),
    );
  });

  it('has no clock to pause before acceptance, nor that of a legacy system', () => {
    const [event] = checkSupplement(
      after(broughtAgain(requested(submitted), '2026-08-28 09:00')),
      { outcome: 'INCOMPLETE', missing: [1], reason: 'x' },
      local('2026-08-28 10:00'),
    );
    expect(event).toMatchObject({ status: 'WAITING_SUPPLEMENT', pausesClock: false, mode: undefined });
    const old = importedDossier();
    const asked = evolve(old, requestSupplement(old, list, local('2026-08-21 10:00'))[0]);
    const back = evolve(asked, provideSupplement(asked, undefined, local('2026-08-28 09:00'))[0]);
    const check = { outcome: 'INCOMPLETE', missing: [1], reason: 'x' } as const;
    const waiting = evolve(back, checkSupplement(back, check, local('2026-08-28 10:00'))[0]);
    expect(waiting.acceptance).toEqual(old.acceptance);
  });
});

describe('A supplement that does not come', () => {
  const until = local('2026-08-25 17:00');
  const late = local('2026-08-25 17:01');
  const asked = (given: typeof submitted) => [
    ...given,
    ...requestSupplement(after(given), { ...list, provideUntil: until }, local('2026-08-21 10:00')),
  ];

  it('ends a dossier that was never accepted as refused at intake', () => {
    const cause = 'SUPPLEMENT_NOT_PROVIDED';
    aDossier
      .given(...asked(submitted))
      .when((dossier) => expireSupplement(dossier, calendar, late))
      .then({ type: 'refused', at: late, status: 'REFUSED_INTAKE', reason: cause, cause });
  });

  it('stops one that was accepted, with its clock closed and not late', () => {
    const dossier = after(asked(inProgress));
    const [event] = expireSupplement(dossier, calendar, late);
    expect(event).toMatchObject({ type: 'stopped', status: 'STOPPED', deadline: { state: 'RUNNING' } });
    const stopped = evolve(dossier, event);
    expect(stopped.acceptance?.pauses).toMatchObject([{ to: late }]);
    const dueAt = dueAtOf(stopped.acceptance?.deadline);
    expect(dueAt && dueAt > late).toBe(true);
  });

  it('ends nothing while there is time', () => {
    aDossier
      .given(...asked(inProgress))
      .when((dossier) => expireSupplement(dossier, calendar, until))
      .thenRefused('supplement.deadline-running');
  });

  it('ends nothing when no time limit was set', () => {
    aDossier
      .given(...inProgress, ...requestSupplement(after(inProgress), list, local('2026-08-21 10:00')))
      .when((dossier) => expireSupplement(dossier, calendar, local('2026-12-01 10:00')))
      .thenRefused('supplement.no-deadline');
  });
});
