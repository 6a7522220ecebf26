import { DEFAULT_SUPPLEMENT_RULES } from '@motcua/contracts';
import { compileCalendar, type WorkingCalendar } from '@motcua/working-time';
import {
  after,
  aDossier,
  ANYBODY,
  CITIZEN,
  COLLEAGUE,
  countOf,
  evolved,
  importedDossier,
  lived,
  livedWith,
  OFFICER,
  submission,
} from '../testing/example-dossiers.js';
import { basis, calendar2026, compiled2026, local, procedure } from '../testing/reference-data.js';
import { elapsedTime } from './deadline.js';
import { isCounted, type CountedDossier, type DeadlineBasis, type Dossier, type Procedure } from './dossier.js';
import type { Actor, DossierEvent } from './dossier-events.js';
import { stop, withdraw } from './ending.js';
import { flagsOf } from './event-flags.js';
import { begin } from './evolve.js';
import { accept, submit, withCode } from './intake.js';
import { completeStep, forward, resolve } from './processing.js';
import { punctualityOf } from './punctuality.js';
import {
  checkSupplement,
  expireSupplement,
  provideSupplement,
  requestSupplement,
  type SupplementCheck,
  type SupplementProvision,
  type SupplementRequest,
} from './supplement.js';

const calendar = compiled2026();
const list = { items: ['giấy chứng sinh', 'căn cước của cha'], reason: 'thành phần hồ sơ còn thiếu' };
const submitted = lived(['submit', '2026-08-20 09:00']);
const inProgress = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
);

/** A month, unless a test says something else. */
const requesting = (dossier: Dossier, input: Partial<SupplementRequest> & typeof list, at: Date) =>
  requestSupplement(dossier, { provideUntil: days(30, at), ...input }, countOf(dossier), at);
const providing = (
  dossier: Dossier,
  of: WorkingCalendar | undefined,
  at: Date,
  by: Actor = CITIZEN,
  input: SupplementProvision = {},
) => provideSupplement(dossier, input, by, of, at);
/** By a rule set that leaves the counter as much time as the catalog allows. */
const checking = (dossier: Dossier, check: SupplementCheck, at: Date) =>
  checkSupplement(dossier, check, { calendar, basis: patient }, at);
const patient = { ...basis(), supplement: { ...DEFAULT_SUPPLEMENT_RULES, checkWithinHours: 80 } };
const days = (amount: number, from: Date) => new Date(from.getTime() + amount * 86_400_000);

function counted(dossier: Dossier): CountedDossier {
  if (isCounted(dossier)) return dossier;
  throw new Error('it was not accepted here');
}

describe('Asking for a supplement', () => {
  const at = local('2026-08-21 10:00');

  it('sends one complete list and pauses the clock of an accepted dossier', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => requesting(dossier, { ...list, provideUntil: local('2026-09-21 17:00') }, at))
      .then({
        type: 'supplement-requested',
        at,
        status: 'WAITING_SUPPLEMENT',
        ...list,
        requestNumber: 1,
        repeated: false,
        afterWindow: false,
        pausesClock: true,
        mode: 'RESTART',
        modeReason: 'WITHIN_WINDOW',
        provideUntil: local('2026-09-21 17:00'),
      });
  });

  it('has no clock to pause before acceptance', () => {
    const [event] = requesting(after(submitted), list, at);
    expect(event).toMatchObject({ pausesClock: false });
    expect(event.mode).toBeUndefined();
    const waiting = evolved(after(submitted), event);
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
    expect(requesting(dossier, list, at)[0]).toMatchObject({ requestNumber: 2, repeated: true });
  });

  it('is refused with a time limit that has passed', () => {
    aDossier
      .given(...inProgress)
      .when((dossier) => requesting(dossier, { ...list, provideUntil: at }, at))
      .thenRefused('supplement.time-too-short');
  });

  it('does not stop the clock of a legacy system', () => {
    const dossier = importedDossier();
    const [event] = requesting(dossier, list, at);
    expect(event).toMatchObject({ pausesClock: false });
    expect(event.mode).toBeUndefined();
    expect(evolved(dossier, event).acceptance).toEqual(dossier.acceptance);
  });
});

describe('Providing a supplement', () => {
  it('starts the deadline anew from the complete dossier (RESTART)', () => {
    const given = [...inProgress, ...requesting(after(inProgress), list, local('2026-08-21 10:00'))];
    const at = local('2026-08-28 09:00');
    aDossier
      .given(...given)
      .when((dossier) => providing(dossier, calendar, at))
      .then({
        type: 'supplement-provided',
        at,
        status: 'IN_PROGRESS',
        items: [1, 2],
        answeredByAsker: false,
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
    const dossier = after([...given, ...requesting(after(given), list, local('2026-08-21 10:00'))]);
    const [event] = providing(dossier, calendar, local('2026-08-28 09:00'));
    // Due Monday 24; the waiting closed six working days (21, 22, 24, 25, 26, 27): 25, 26, 27, 28, 3, 4 September.
    expect(event).toMatchObject({
      mode: 'SUBTRACT',
      deadline: { state: 'RUNNING', dueAt: local('2026-09-04 17:00') },
    });
  });

  it('returns a dossier that was never accepted to the counter without a deadline', () => {
    const given = [...submitted, ...requesting(after(submitted), list, local('2026-08-20 10:00'))];
    const [event] = providing(after(given), undefined, local('2026-08-21 10:00'));
    expect(event).toMatchObject({ status: 'SUBMITTED', deadline: undefined });
  });

  it('is never blocked by a calendar that ends too soon: the deadline is unknown then', () => {
    const short = compileCalendar({ ...calendar2026, coversTo: '2026-08-29' });
    const given = [...inProgress, ...requesting(after(inProgress), list, local('2026-08-21 10:00'))];
    const [event] = providing(after(given), short, local('2026-08-28 09:00'));
    expect(event.deadline).toEqual({ state: 'UNKNOWN' });
  });

  it('leaves the working time of the agency apart from the waiting, whichever the mode', () => {
    const given = [...inProgress, ...requesting(after(inProgress), list, local('2026-08-21 10:00'))];
    const dossier = after([...given, ...providing(after(given), calendar, local('2026-08-24 10:00'))]);
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
    ...requesting(after(given), { ...list, provideUntil: until, ...more }, local('2026-08-21 10:00')),
  ];
  const broughtAgain = (given: DossierEvent[], at: string) => [
    ...given,
    ...providing(after(given), calendar, local(at)),
  ];
  const brought = broughtAgain(requested(inProgress), '2026-08-28 09:00');
  const incomplete = (given: DossierEvent[], at: string, missing = [2]) => [
    ...given,
    ...checking(after(given), { outcome: 'INCOMPLETE', missing, reason: 'bản chụp mờ' }, local(at)),
  ];

  it('confirms that it is complete, and moves no clock', () => {
    const at = local('2026-09-03 15:00');
    const [event] = checking(after(brought), { outcome: 'COMPLETE' }, at);
    expect(event).toEqual({ type: 'supplement-checked', at, status: 'IN_PROGRESS', outcome: 'COMPLETE' });
    const { acceptance, supplement } = evolved(after(brought), event);
    expect(acceptance).toEqual(after(brought).acceptance);
    expect(supplement).toBeUndefined();
  });

  it('says what of the request is still missing, and waits for it from now, never from before', () => {
    const at = local('2026-09-03 15:00');
    aDossier
      .given(...brought)
      .when((dossier) => checking(dossier, { outcome: 'INCOMPLETE', missing: [2, 2], reason: 'mờ' }, at))
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
          checking(dossier, { outcome: 'INCOMPLETE', missing, reason: 'x' }, local('2026-09-10 09:00')),
        );
    asking(brought, [3]).thenRefused('supplement.not-requested');
    const again = broughtAgain(incomplete(brought, '2026-09-03 15:00'), '2026-09-07 09:00');
    asking(again, [2]).thenRefused('supplement.checked-once');
    const [complete] = checking(after(again), { outcome: 'COMPLETE' }, local('2026-09-08 09:00'));
    expect(complete).toMatchObject({ status: 'IN_PROGRESS' });
    // What is missing all the same takes a second request, and that is flagged (Decision 766).
    const [second] = requesting(after(again), list, local('2026-09-08 09:00'));
    expect(second).toMatchObject({ requestNumber: 2, repeated: true });
    const brings = broughtAgain([...again, second], '2026-09-09 09:00');
    expect(
      checking(after(brings), { outcome: 'INCOMPLETE', missing: [2], reason: 'x' }, local('2026-09-10 09:00')),
    ).toHaveLength(1);
  });

  it('gives the counter no new day to forward: only a request does', () => {
    const received = lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']);
    const asked = [...received, ...requesting(after(received), list, local('2026-08-20 10:00'))];
    const back = broughtAgain(asked, '2026-08-24 09:00');
    const [inTime] = forward(after(back), ANYBODY, calendar, local('2026-08-24 16:00'));
    expect(inTime).toMatchObject({ late: false });
    const checked = broughtAgain(incomplete(back, '2026-08-26 10:00'), '2026-08-27 09:00');
    const [late] = forward(after(checked), ANYBODY, calendar, local('2026-08-27 10:00'));
    expect(late).toMatchObject({ forwardBy: inTime.forwardBy, late: true });
  });

  it('happens once for each time that it is brought', () => {
    const complete = [...brought, ...checking(after(brought), { outcome: 'COMPLETE' }, local('2026-09-03 15:00'))];
    for (const given of [inProgress, complete]) {
      aDossier
        .given(...given)
        .when((dossier) => checking(dossier, { outcome: 'COMPLETE' }, local('2026-09-04 09:00')))
        .thenRefused('supplement.none-brought');
    }
    aDossier
      .given(...incomplete(brought, '2026-09-03 15:00'))
      .when((dossier) => checking(dossier, { outcome: 'COMPLETE' }, local('2026-09-04 09:00')))
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
        checking(dossier, { outcome: 'INCOMPLETE', missing: [1], reason: 'x' }, local('2026-09-03 16:00')),
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
    const [event] = checking(
      after(broughtAgain(requested(submitted), '2026-08-28 09:00')),
      { outcome: 'INCOMPLETE', missing: [1], reason: 'x' },
      local('2026-08-28 10:00'),
    );
    expect(event).toMatchObject({ status: 'WAITING_SUPPLEMENT', pausesClock: false, mode: undefined });
    const old = importedDossier();
    const asked = evolved(old, requesting(old, list, local('2026-08-21 10:00'))[0]);
    const back = evolved(asked, providing(asked, undefined, local('2026-08-28 09:00'))[0]);
    const check = { outcome: 'INCOMPLETE', missing: [1], reason: 'x' } as const;
    const waiting = evolved(back, checking(back, check, local('2026-08-28 10:00'))[0]);
    expect(waiting.acceptance).toEqual(old.acceptance);
  });
});

describe('A supplement that does not come', () => {
  const until = local('2026-08-25 17:00');
  const late = local('2026-08-25 17:01');
  const asked = (given: typeof submitted) => [
    ...given,
    ...requesting(after(given), { ...list, provideUntil: until }, local('2026-08-21 10:00')),
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
    const dueAt = local('2026-08-24 17:00');
    expect(event).toMatchObject({ type: 'stopped', status: 'STOPPED', deadline: { state: 'RUNNING', dueAt } });
    const stopped = evolved(dossier, event);
    expect(stopped.acceptance).toMatchObject({ pauses: [{ to: late }], deadline: { dueAt } });
    expect(stopped.ending).toMatchObject({ endedAt: late, judgedAt: local('2026-08-21 10:00') });
    expect(punctualityOf(stopped)).toBe('ON_TIME');
  });

  it('ends nothing while there is time', () => {
    aDossier
      .given(...asked(inProgress))
      .when((dossier) => expireSupplement(dossier, calendar, until))
      .thenRefused('supplement.deadline-running');
  });

  it('ends nothing when no time limit was set', () => {
    // As an earlier version allowed.
    const [request] = requesting(after(inProgress), list, local('2026-08-21 10:00'));
    const unlimited = evolved(after(inProgress), { ...request, provideUntil: undefined as unknown as Date });
    expect(() => expireSupplement(unlimited, calendar, local('2026-12-01 10:00'))).toThrow(
      expect.objectContaining({ code: 'supplement.no-deadline' }),
    );
  });
});

describe('A lateness that has been reached', () => {
  // Due on Monday 24 August at 17:00.
  const due = local('2026-08-24 17:00');
  const working = after(inProgress);
  const sector = (mode: 'RESTART' | 'SUBTRACT') =>
    after(
      livedWith(mode, ['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15'], ['forward', '2026-08-20 10:00']),
    );

  it.each([
    ['by the rule set', working],
    ['where sector law restarts', sector('RESTART')],
    ['where sector law subtracts', sector('SUBTRACT')],
  ])('stands when a supplement is asked for afterwards, %s, and whatever becomes of it', (_, dossier) => {
    const asked = local('2026-08-31 10:00');
    const [request] = requesting(dossier, list, asked);
    expect(request).toMatchObject({ pausesClock: false });
    expect(request.mode).toBeUndefined();
    const waiting = evolved(dossier, request);
    // It stays in every list of late dossiers while it waits.
    expect(waiting.acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: due });
    const back = evolved(waiting, providing(waiting, calendar, local('2026-09-03 09:00'))[0]);
    const ends = [
      evolved(waiting, expireSupplement(waiting, calendar, local('2026-10-05 09:00'))[0]),
      evolved(waiting, stop(waiting, { reason: 'x' }, calendar, local('2026-09-03 09:00'))[0]),
      evolved(waiting, withdraw(waiting, { withdrawnBy: 'APPLICANT' }, calendar, local('2026-09-03 09:00'))[0]),
      evolved(back, resolve(back, { outcome: 'NOT_ELIGIBLE', reason: 'x' }, calendar, local('2026-09-03 10:00'))[0]),
    ];
    for (const end of ends) {
      expect(end.acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: due });
      expect(punctualityOf(end)).toBe('LATE');
    }
  });

  it('is not reached by a request in the last minute that there was', () => {
    const [request] = requesting(working, list, local('2026-08-24 16:59'));
    expect(request).toMatchObject({ pausesClock: true, mode: 'RESTART' });
    const waiting = evolved(working, request);
    const back = evolved(waiting, providing(waiting, calendar, local('2026-08-28 09:00'))[0]);
    expect(back.acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-09-07 17:00') });
  });

  it('is reached at the due instant: a request at that instant pauses nothing', () => {
    expect(requesting(working, list, due)[0]).toMatchObject({ pausesClock: false });
  });

  it('stands also where an earlier version paused the clock of a late dossier', () => {
    const asked = local('2026-08-25 10:00');
    const [request] = requesting(working, list, asked);
    const waiting = evolved(working, { ...request, pausesClock: true, mode: 'RESTART' });
    expect(waiting.acceptance?.deadline).toEqual({ state: 'PAUSED', since: asked });
    const back = evolved(waiting, providing(waiting, calendar, local('2026-08-28 09:00'))[0]);
    expect(back.acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: due });
    expect(
      punctualityOf(evolved(waiting, stop(waiting, { reason: 'x' }, calendar, local('2026-08-28 09:00'))[0])),
    ).toBe('LATE');
  });

  it('is one of forwarding too: a request after its limit gives no new day', () => {
    const received = after(lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']));
    const back = (asked: string) => {
      const waiting = evolved(received, requesting(received, list, local(asked))[0]);
      return evolved(waiting, providing(waiting, calendar, local('2026-08-26 09:00'))[0]);
    };
    expect(forward(back('2026-08-21 09:00'), ANYBODY, calendar, local('2026-08-26 10:00'))[0]).toMatchObject({
      forwardBy: local('2026-08-20 17:00'),
      late: true,
    });
    expect(forward(back('2026-08-20 16:00'), ANYBODY, calendar, local('2026-08-26 10:00'))[0]).toMatchObject({
      forwardBy: local('2026-08-26 17:00'),
      late: false,
    });
  });
});

describe('How a request for a supplement lets the clock go on', () => {
  // Ten working days from Thursday 20 August; the third after the receipt is Monday 24.
  const long = { ...procedure(), budget: { amount: 10, unit: 'WORKING_DAY' } as const };
  const accepted = (of: Partial<Procedure> = {}, by: Partial<DeadlineBasis> = {}) => {
    const submittedOne = begin(
      submit({ ...submission(), procedure: { ...long, ...of }, online: true }, local('2026-08-20 09:00'))[0],
    );
    const onReceipt = { procedure: submittedOne.procedure as Procedure, basis: { ...basis(), ...by }, calendar };
    const stamped = accept(submittedOne, onReceipt, local('2026-08-20 09:15'));
    return evolved(submittedOne, withCode(stamped, 'H41.14-260820-0001')[0]);
  };
  const subtracts = { rules: { ...basis().rules, supplementMode: 'SUBTRACT' as const } };

  it.each<[string, Dossier, string, object]>([
    [
      'within three working days of the receipt, it restarts',
      accepted(),
      '2026-08-24 16:59',
      { mode: 'RESTART', modeReason: 'WITHIN_WINDOW', afterWindow: false },
    ],
    [
      'after them, the waiting is subtracted, and it is flagged',
      accepted(),
      '2026-08-24 17:01',
      { mode: 'SUBTRACT', modeReason: 'AFTER_WINDOW', afterWindow: true },
    ],
    [
      'where sector law restarts, it restarts at any time',
      accepted({ supplementMode: 'RESTART' }),
      '2026-08-26 10:00',
      { mode: 'RESTART', modeReason: 'SECTOR_LAW', afterWindow: false },
    ],
    [
      'where sector law subtracts, it is subtracted',
      accepted({ supplementMode: 'SUBTRACT' }),
      '2026-08-21 10:00',
      { mode: 'SUBTRACT', modeReason: 'SECTOR_LAW', afterWindow: false },
    ],
    [
      'where the rule set subtracts, it is subtracted',
      accepted({}, subtracts),
      '2026-08-21 10:00',
      { mode: 'SUBTRACT', modeReason: 'RULE_SET', afterWindow: false },
    ],
    [
      'where the rule set subtracts, a late one is flagged all the same',
      accepted({}, subtracts),
      '2026-08-26 10:00',
      { mode: 'SUBTRACT', modeReason: 'RULE_SET', afterWindow: true },
    ],
    [
      'where the rule set gives five working days, it restarts within five',
      accepted({}, { supplement: { ...DEFAULT_SUPPLEMENT_RULES, restartWithinDays: 5 } }),
      '2026-08-26 10:00',
      { mode: 'RESTART', modeReason: 'WITHIN_WINDOW' },
    ],
  ])('%s', (_, dossier, at, expected) => {
    expect(requesting(dossier, list, local(at))[0]).toMatchObject({ pausesClock: true, ...expected });
  });

  it('counts the three working days from the first receipt, never from a restart', () => {
    const limit = { supplementRequestLimit: 2 };
    const waiting = evolved(accepted({}, limit), requesting(accepted({}, limit), list, local('2026-08-24 10:00'))[0]);
    const restarted = evolved(waiting, providing(waiting, calendar, local('2026-08-25 09:00'))[0]);
    expect(requesting(restarted, list, local('2026-08-25 10:00'))[0]).toMatchObject({
      repeated: false,
      mode: 'SUBTRACT',
      modeReason: 'AFTER_WINDOW',
      afterWindow: true,
    });
  });

  it('gives no new time limit for a second notice, which is a breach, whatever the law of the procedure', () => {
    for (const law of [{}, { supplementMode: 'RESTART' as const }]) {
      const waiting = evolved(accepted(law), requesting(accepted(law), list, local('2026-08-20 10:00'))[0]);
      const back = evolved(waiting, providing(waiting, calendar, local('2026-08-20 11:00'))[0]);
      expect(requesting(back, list, local('2026-08-20 14:00'))[0]).toMatchObject({
        repeated: true,
        mode: 'SUBTRACT',
        modeReason: 'REPEATED',
      });
    }
  });

  it('gives the applicant at least three days, and at most ninety', () => {
    const at = local('2026-08-21 10:00');
    const asking = (provideUntil: Date) =>
      aDossier.given(...inProgress).when((dossier) => requesting(dossier, { ...list, provideUntil }, at));
    asking(new Date(at.getTime() + 1_500)).thenRefused('supplement.time-too-short');
    asking(new Date(days(3, at).getTime() - 1)).thenRefused('supplement.time-too-short');
    asking(new Date('9999-12-31T00:00:00Z')).thenRefused('supplement.time-too-long');
    asking(new Date(days(90, at).getTime() + 1)).thenRefused('supplement.time-too-long');
    for (const amount of [3, 90]) {
      expect(requesting(after(inProgress), { ...list, provideUntil: days(amount, at) }, at)).toHaveLength(1);
    }
  });
});

describe('A dossier that ends while a supplement is awaited', () => {
  const asked = local('2026-08-21 10:00');
  const waiting = evolved(after(inProgress), requesting(after(inProgress), list, asked)[0]);

  it.each([
    ['expires', () => expireSupplement(waiting, calendar, local('2026-10-05 09:00'))],
    ['is stopped', () => stop(waiting, { reason: 'x' }, calendar, local('2026-08-22 09:00'))],
    ['is withdrawn', () => withdraw(waiting, { withdrawnBy: 'APPLICANT' }, calendar, local('2026-08-22 09:00'))],
  ])('and %s is judged at the request: on time, and never early', (_, end) => {
    const ended = evolved(waiting, end()[0]!);
    expect(ended.ending?.judgedAt).toEqual(asked);
    expect(punctualityOf(ended)).toBe('ON_TIME');
  });

  it('is late after more than one request (Decision 766, item 2.1)', () => {
    const back = evolved(waiting, providing(waiting, calendar, local('2026-08-24 09:00'))[0]);
    const again = evolved(back, requesting(back, list, local('2026-08-24 10:00'))[0]);
    expect(punctualityOf(evolved(again, stop(again, { reason: 'x' }, calendar, local('2026-08-24 11:00'))[0]))).toBe(
      'LATE',
    );
  });

  it('is judged by its end where nothing is awaited any more', () => {
    const back = evolved(waiting, providing(waiting, calendar, local('2026-08-24 09:00'))[0]);
    const ended = evolved(back, stop(back, { reason: 'theo đề nghị' }, calendar, local('2026-08-24 10:00'))[0]);
    expect(ended.ending?.judgedAt).toBeUndefined();
    expect(punctualityOf(ended)).toBe('EARLY');
  });
});

describe('Who answers a request for a supplement', () => {
  const asked = local('2026-08-21 10:00');
  const dossier = after(inProgress);
  const waiting = evolved(dossier, requesting(dossier, list, asked)[0], OFFICER);
  const at = local('2026-08-28 09:00');

  it('is not the officer who asked', () => {
    expect(() => providing(waiting, calendar, at, OFFICER)).toThrow(
      expect.objectContaining({ code: 'supplement.answered-by-asker' }),
    );
  });

  it.each<[string, Actor]>([
    ['the applicant', CITIZEN],
    ['the portal of the applicant', { kind: 'PORTAL', account: 'portal-1' }],
    ['another officer, for what came on paper', COLLEAGUE],
  ])('is %s', (_, by) => {
    expect(providing(waiting, calendar, at, by)[0]).toMatchObject({
      answeredByAsker: false,
      deadline: { state: 'RUNNING', dueAt: local('2026-09-07 17:00') },
    });
  });

  it('is the asker where the agency has nobody else: flagged, and the clock runs as if it had never paused', () => {
    const [event] = providing(waiting, calendar, at, OFFICER, { noOtherOfficer: true });
    expect(event).toMatchObject({
      answeredByAsker: true,
      deadline: { state: 'RUNNING', dueAt: local('2026-08-24 17:00') },
    });
    expect(flagsOf(event)).toEqual(['SUPPLEMENT_ANSWERED_BY_ASKER']);
    const back = evolved(waiting, event);
    expect(back.acceptance?.pauses).toMatchObject([{ from: asked, to: at, mode: 'RUNS_ON', why: 'ANSWERED_BY_ASKER' }]);
    // The wait is time of the agency.
    expect(elapsedTime(counted(back), calendar, at)?.waiting).toEqual({ minutes: 0, workingDays: 0 });
    const ended = evolved(
      back,
      resolve(back, { outcome: 'NOT_ELIGIBLE', reason: 'x' }, calendar, local('2026-08-28 10:00'))[0],
    );
    expect(punctualityOf(ended)).toBe('LATE');
  });

  it('gains nothing by saying so about the answer of somebody else', () => {
    const [event] = providing(waiting, calendar, at, COLLEAGUE, { noOtherOfficer: true });
    expect(event).toMatchObject({ answeredByAsker: false });
    expect(flagsOf(event)).toEqual([]);
  });

  it('is neither who asked nor who found it incomplete', () => {
    const back = evolved(waiting, providing(waiting, calendar, local('2026-08-24 09:00'))[0]);
    const [check] = checking(back, { outcome: 'INCOMPLETE', missing: [2], reason: 'mờ' }, local('2026-08-24 10:00'));
    const again = evolved(back, check, COLLEAGUE);
    for (const by of [OFFICER, COLLEAGUE]) {
      expect(() => providing(again, calendar, at, by)).toThrow(
        expect.objectContaining({ code: 'supplement.answered-by-asker' }),
      );
    }
    expect(providing(again, calendar, at, { ...OFFICER, account: 'officer-3' })).toHaveLength(1);
  });

  it('cannot show to be another officer where an earlier version did not keep who asked', () => {
    const unknown = { ...waiting, waiting: { ...waiting.waiting!, askedBy: undefined } } as Dossier;
    expect(() => providing(unknown, calendar, at, COLLEAGUE)).toThrow(
      expect.objectContaining({ code: 'supplement.answered-by-asker' }),
    );
    expect(providing(unknown, calendar, at, CITIZEN)).toHaveLength(1);
  });
});

describe('What of a supplement is brought', () => {
  const dossier = after(inProgress);
  const waiting = evolved(dossier, requesting(dossier, list, local('2026-08-21 10:00'))[0]);
  const at = local('2026-08-24 09:00');

  it('is all that is awaited, unless the applicant says what', () => {
    expect(providing(waiting, calendar, at)[0].items).toEqual([1, 2]);
    expect(providing(waiting, calendar, at, CITIZEN, { items: [2, 2] })[0].items).toEqual([2]);
  });

  it('is only what the request named', () => {
    expect(() => providing(waiting, calendar, at, CITIZEN, { items: [3] })).toThrow(
      expect.objectContaining({ code: 'supplement.not-requested' }),
    );
  });

  it('is only what a check found missing, once it has looked', () => {
    const back = evolved(waiting, providing(waiting, calendar, at)[0]);
    const [check] = checking(back, { outcome: 'INCOMPLETE', missing: [2], reason: 'mờ' }, local('2026-08-24 10:00'));
    const again = evolved(back, check);
    expect(providing(again, calendar, local('2026-08-25 09:00'))[0].items).toEqual([2]);
    expect(() => providing(again, calendar, local('2026-08-25 09:00'), CITIZEN, { items: [1] })).toThrow(
      expect.objectContaining({ code: 'supplement.not-requested' }),
    );
  });

  it('counts as complete when nobody has looked at it for eight working hours', () => {
    const back = evolved(waiting, providing(waiting, calendar, at)[0]);
    const missing = { outcome: 'INCOMPLETE', missing: [2], reason: 'mờ' } as const;
    const check = (looked: string) => checkSupplement(back, missing, countOf(back), local(looked));
    // Monday 09:00 to 11:30 and 13:30 to 17:00, Tuesday 07:30 to 09:30.
    expect(check('2026-08-25 09:30')).toHaveLength(1);
    expect(() => check('2026-08-25 09:31')).toThrow(expect.objectContaining({ code: 'supplement.checked-too-late' }));
    expect(checkSupplement(back, { outcome: 'COMPLETE' }, countOf(back), local('2026-08-27 09:00'))).toHaveLength(1);
  });
});
