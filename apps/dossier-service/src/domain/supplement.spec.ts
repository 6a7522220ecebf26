import { compileCalendar } from '@motcua/working-time';
import { after, aDossier, importedDossier, lived, livedWith } from '../testing/example-dossiers.js';
import { calendar2026, compiled2026, local } from '../testing/reference-data.js';
import { elapsedTime } from './deadline.js';
import { evolve } from './evolve.js';
import { expireSupplement, provideSupplement, requestSupplement } from './supplement.js';

const calendar = compiled2026();
const list = { items: ['giấy chứng sinh', 'căn cước của cha'], reason: 'thành phần hồ sơ còn thiếu' };
const submitted = lived(['submit', '2026-08-20 09:00']);
const inProgress = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
);

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
        returnTo: 'IN_PROGRESS',
      });
  });

  it('has no clock to pause before acceptance', () => {
    const [event] = requestSupplement(after(submitted), list, at);
    expect(event).toMatchObject({ pausesClock: false, mode: undefined, returnTo: 'SUBMITTED' });
    expect(evolve(after(submitted), event).deadline).toBeUndefined();
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
    expect(evolve(dossier, event).deadline).toEqual(dossier.deadline);
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
    const elapsed = elapsedTime(dossier, calendar, local('2026-08-24 11:00'))!;
    // Thursday 09:15–11:30 and 13:30–17:00, Friday 07:30–10:00, Monday 10:00–11:00.
    expect(elapsed.working.minutes).toBe(135 + 210 + 150 + 60);
    // Friday 10:00–11:30 and 13:30–17:00, all of Saturday 22 August, Monday 07:30–10:00.
    expect(elapsed.waiting.minutes).toBe(90 + 210 + 450 + 150);
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
    aDossier
      .given(...asked(submitted))
      .when((dossier) => expireSupplement(dossier, calendar, late))
      .then({ type: 'refused', at: late, status: 'REFUSED_INTAKE', reason: 'SUPPLEMENT_NOT_PROVIDED' });
  });

  it('stops one that was accepted, with its clock closed and not late', () => {
    const dossier = after(asked(inProgress));
    const [event] = expireSupplement(dossier, calendar, late);
    expect(event).toMatchObject({ type: 'stopped', status: 'STOPPED', deadline: { state: 'RUNNING' } });
    const stopped = evolve(dossier, event);
    expect(stopped.pauses).toEqual([expect.objectContaining({ to: late })]);
    expect((stopped.deadline as { dueAt: Date }).dueAt > late).toBe(true);
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
