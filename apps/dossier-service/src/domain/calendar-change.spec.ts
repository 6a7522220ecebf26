import { compileCalendar } from '@motcua/working-time';
import { after, aDossier, importedDossier, lived } from '../testing/example-dossiers.js';
import { basis, calendar2026, compiled2026, local, procedure } from '../testing/reference-data.js';
import { setDeadlineAnew } from './calendar-change.js';
import { evolve } from './evolve.js';
import { accept, withCode } from './intake.js';

/** Version 2 gives Friday 21 August off. */
const calendar = compileCalendar({
  ...calendar2026,
  version: 2,
  daysOff: [...calendar2026.daysOff, { from: '2026-08-21', to: '2026-08-21', name: 'Nghỉ đột xuất', kind: 'HOLIDAY' }],
});
const change = { calendar, version: 2 };
const received = lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']);

describe('A new version of the calendar', () => {
  it('sets an open deadline anew and says what it was', () => {
    const at = local('2026-08-20 14:00');
    aDossier
      .given(...received)
      .when((dossier) => setDeadlineAnew(dossier, change, at))
      .then({
        type: 'deadline-changed',
        at,
        status: 'RECEIVED',
        cause: 'CALENDAR_CHANGED',
        basis: { ...basis(), calendar: { id: 'vn', version: 2 } },
        previous: { state: 'RUNNING', dueAt: local('2026-08-24 17:00') },
        deadline: { state: 'RUNNING', dueAt: local('2026-08-25 17:00') },
        taskDues: [],
      });
  });

  it('does not move a deadline that has passed', () => {
    aDossier
      .given(...received)
      .when((dossier) => setDeadlineAnew(dossier, change, local('2026-08-24 17:00')))
      .then();
  });

  it('changes nothing twice', () => {
    const once = setDeadlineAnew(after(received), change, local('2026-08-20 14:00'));
    aDossier
      .given(...received, ...once)
      .when((dossier) => setDeadlineAnew(dossier, change, local('2026-08-20 15:00')))
      .then();
  });

  it.each([
    ['ends before the deadline', { coversTo: '2026-08-21' }],
    ['begins after its acceptance', { coversFrom: '2026-08-21' }],
  ])('that %s leaves the deadline as it was promised, on the version that knows it', (_how, span) => {
    const shorter = {
      calendar: compileCalendar({ ...calendar2026, ...span, version: 2, daysOff: [], makeUpDays: [] }),
      version: 2,
    };
    aDossier
      .given(...received)
      .when((dossier) => setDeadlineAnew(dossier, shorter, local('2026-08-20 14:00')))
      .then();
    const further = setDeadlineAnew(after(received), { calendar, version: 3 }, local('2026-08-20 15:00'));
    expect(further).toMatchObject([{ deadline: { dueAt: local('2026-08-25 17:00') } }]);
  });

  it('makes a deadline known that the older version could not tell', () => {
    const submitted = after(lived(['submit', '2026-08-20 09:00']));
    const known = accept(
      submitted,
      { procedure: procedure(), basis: basis(), calendar: compiled2026() },
      local('2026-08-20 09:15'),
    );
    const [accepted] = withCode({ ...known, deadline: { state: 'UNKNOWN' } }, 'H41.14-260820-0001');
    const unknown = evolve(submitted, accepted);
    expect(setDeadlineAnew(unknown, change, local('2026-08-20 14:00'))).toMatchObject([
      { previous: { state: 'UNKNOWN' }, deadline: { state: 'RUNNING', dueAt: local('2026-08-25 17:00') } },
    ]);
  });

  it('restamps a paused dossier, whose deadline stays paused', () => {
    const waiting = lived(
      ['submit', '2026-08-20 09:00'],
      ['accept', '2026-08-20 09:15'],
      ['request-supplement', '2026-08-20 10:00'],
    );
    const [event] = setDeadlineAnew(after(waiting), change, local('2026-08-20 14:00'));
    expect(event).toMatchObject({ status: 'WAITING_SUPPLEMENT', deadline: { state: 'PAUSED' } });
  });

  it('does not touch an imported due date, which is a fact', () => {
    expect(setDeadlineAnew(importedDossier(), change, local('2026-08-20 14:00'))).toEqual([]);
  });

  it('has nothing to set on a dossier that has ended', () => {
    aDossier
      .given(...lived(['submit', '2026-08-20 09:00'], ['refuse', '2026-08-20 10:00']))
      .when((dossier) => setDeadlineAnew(dossier, change, local('2026-08-20 14:00')))
      .thenRefused('dossier.not-in-state');
  });
});
