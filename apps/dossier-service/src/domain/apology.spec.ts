import { after, aDossier, asking, importedDossier, lived, evolved } from '../testing/example-dossiers.js';
import { calendar2026, compiled2026, local } from '../testing/reference-data.js';
import { compileCalendar } from '@motcua/working-time';
import { apologiesDueUntil, apologise, apologyOwed, owingOf } from './apology.js';
import { setDeadlineAnew } from './calendar-change.js';
import { appointedAtOf, dueAtOf, type Dossier } from './dossier.js';
import type { DossierEvent } from './dossier-events.js';
import { appointedPunctualityOf, punctualityOf } from './punctuality.js';
import { transfer } from './transfer.js';

const calendar = compiled2026();
const by = { calendar, agencyName: 'Sở Tư pháp' };
const reason = 'phải đo đạc lại';
// Thursday 20 August, three working days: Saturday 22 is worked, so it is due on Monday 24 at 17:00.
const received = lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']);
const inProgress = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
);
const due = local('2026-08-24 17:00');
const newDue = local('2026-08-28 17:00');

const apologising =
  (at: string, newDueAt = newDue) =>
  (dossier: Dossier) =>
    apologise(dossier, { reason, newDueAt }, by, local(at));
const apologised = (events: DossierEvent[], at: string): Dossier => {
  const dossier = after(events);
  return evolved(dossier, apologising(at)(dossier)[0]);
};
const done = (dossier: Dossier, at: string): Dossier => evolved(dossier, asking('resolve', local(at))(dossier)[0]!);
const appointedOf = ({ acceptance }: Dossier) => appointedAtOf(dueAtOf(acceptance?.deadline), acceptance?.apology);

describe('The apology for a date that will be missed (Decree 61/2018 Art. 19.9)', () => {
  it('says why, and appoints another date; the due date by law stays', () => {
    const at = local('2026-08-21 10:00');
    aDossier
      .given(...received)
      .when(apologising('2026-08-21 10:00'))
      .then({
        type: 'apologised',
        at,
        status: 'RECEIVED',
        reason,
        previousDueAt: due,
        newDueAt: newDue,
        late: false,
        agencyName: 'Sở Tư pháp',
      });
    const dossier = apologised(received, '2026-08-21 10:00');
    expect([dueAtOf(dossier.acceptance?.deadline), appointedOf(dossier)]).toEqual([due, newDue]);
  });

  it.each([
    ['at once after acceptance', '2026-08-20 09:20', false],
    ['in the last minutes of the last working day before it', '2026-08-22 23:59', false],
    ['on the Sunday between, when the working day before it is over', '2026-08-23 09:00', true],
    ['on the due day, before the due instant', '2026-08-24 08:00', true],
    ['a week after the due date', '2026-08-27 10:00', true],
  ])('given %s: taken, never refused, and late: %s, %s', (_when, at, late) => {
    expect(apologising(at)(after(received))[0].late).toBe(late);
  });

  it('is in time until the due instant where the dossier was received too late for a working day before it', () => {
    // Due on the next working day at the latest: counted in hours.
    const sameDay = inProgress.map((event) =>
      event.type === 'accepted'
        ? { ...event, deadline: { state: 'RUNNING' as const, dueAt: local('2026-08-20 15:00') } }
        : event,
    );
    expect(apologising('2026-08-20 14:59')(after(sameDay))[0].late).toBe(false);
    expect(apologising('2026-08-20 15:01')(after(sameDay))[0].late).toBe(true);
  });

  it('is given once for the life of a dossier: a second one is refused and names the first', () => {
    const [first] = apologising('2026-08-21 10:00')(after(received));
    aDossier
      .given(...received, first)
      .when(apologising('2026-08-22 10:00', local('2026-09-03 17:00')))
      .thenRefused('apology.given-once');
    expect(() => apologising('2026-08-22 10:00')(apologised(received, '2026-08-21 10:00'))).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ apologisedAt: first.at.toISOString(), newDueAt: newDue.toISOString() }),
      }),
    );
  });

  it('is not given a second time after a transfer, a supplement or a newer calendar, none of which erases it', () => {
    let dossier = apologised(received, '2026-08-20 10:00');
    const { apology } = dossier.acceptance!;
    const version2 = { calendar: compileCalendar({ ...calendar2026, version: 2 }), version: 2 };
    const asked: ((now: Dossier) => DossierEvent[])[] = [
      (now) => transfer(now, { from: 'H41.14', to: 'H41.15' }, local('2026-08-20 11:00')),
      (now) => setDeadlineAnew(now, version2, local('2026-08-20 12:00')),
      asking('request-supplement', local('2026-08-21 10:00')),
      asking('provide-supplement', local('2026-08-25 10:00')),
    ];
    for (const ask of asked) {
      const [event] = ask(dossier);
      dossier = evolved(dossier, event!);
      expect(dossier.acceptance!.apology).toEqual(apology);
    }
    expect(() => apologising('2026-08-25 11:00', local('2026-09-08 17:00'))(dossier)).toThrow(
      expect.objectContaining({ code: 'apology.given-once' }),
    );
  });

  it('is for an accepted dossier that has not ended', () => {
    for (const events of [
      lived(['submit', '2026-08-20 09:00']),
      lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15'], ['stop', '2026-08-21 09:00']),
    ]) {
      aDossier
        .given(...events)
        .when(apologising('2026-08-21 10:00'))
        .thenRefused('dossier.not-in-state');
    }
  });

  it('is not given while the clock stands, when there is no date to be missed; it is while the applicant of a late dossier is awaited', () => {
    aDossier
      .given(...received, ...asking('request-supplement', local('2026-08-20 10:00'))(after(received)))
      .when(apologising('2026-08-21 10:00'))
      .thenRefused('apology.clock-stands');
    const late = asking('request-supplement', local('2026-08-25 10:00'))(after(received));
    const [event] = apologising('2026-08-26 10:00')(after([...received, ...late]));
    expect(event).toMatchObject({ status: 'WAITING_SUPPLEMENT', late: true });
  });

  it('of an imported dossier goes by the calendar of its agency', () => {
    const [event] = apologise(
      importedDossier(),
      { reason, newDueAt: local('2026-08-28 17:00') },
      by,
      local('2026-08-21 09:00'),
    );
    expect(event).toMatchObject({ status: 'IN_PROGRESS', previousDueAt: local('2026-01-09 17:00'), late: true });
    const dossier = evolved(importedDossier(), event);
    expect([dueAtOf(dossier.acceptance?.deadline), appointedOf(dossier)]).toEqual([
      local('2026-01-09 17:00'),
      local('2026-08-28 17:00'),
    ]);
  });
});

describe('The new return date of an apology', () => {
  const at = '2026-08-21 10:00';
  it.each([
    ['the date that was promised', due, 'apology.date-not-later'],
    ['before it', local('2026-08-22 10:00'), 'apology.date-not-later'],
    ['on a Saturday', local('2026-08-29 10:00'), 'apology.date-not-working'],
    ['on a day of rest for Independence Day', local('2026-09-02 10:00'), 'apology.date-not-working'],
    ['at noon', local('2026-08-28 12:00'), 'apology.date-not-working'],
    ['a minute after the office closes', local('2026-08-28 17:01'), 'apology.date-not-working'],
    ['so far that nothing is ever late', local('2026-12-24 17:00'), 'apology.date-too-far'],
    ['a minute further than ten days', local('2026-09-03 17:01'), 'apology.date-too-far'],
  ])('is refused %s', (_what, newDueAt, code) => {
    expect(() => apologising(at, newDueAt)(after(received))).toThrow(
      expect.objectContaining({ code, fields: [expect.objectContaining({ path: 'newDueAt' })] }),
    );
  });

  it.each([
    ['when the office opens', local('2026-08-25 07:30')],
    ['when it closes for lunch', local('2026-08-28 11:30')],
    ['on the tenth day', local('2026-09-03 17:00')],
  ])('is taken %s', (_what, newDueAt) => {
    expect(apologising(at, newDueAt)(after(received))[0].newDueAt).toEqual(newDueAt);
  });

  it('of a dossier that is late already lies in the future', () => {
    const late = '2026-08-28 10:00';
    expect(() => apologising(late, local('2026-08-27 10:00'))(after(received))).toThrow(
      expect.objectContaining({ code: 'apology.date-not-later' }),
    );
    expect(apologising(late, local('2026-09-04 10:00'))(after(received))).toHaveLength(1);
  });

  it('may be as far ahead as the time limit once again', () => {
    const long = received.map((event) =>
      event.type === 'accepted'
        ? { ...event, deadline: { state: 'RUNNING' as const, dueAt: local('2026-10-20 17:00') } }
        : event,
    );
    expect(apologising(at, local('2026-12-18 17:00'))(after(long))).toHaveLength(1);
    expect(() => apologising(at, local('2026-12-28 10:00'))(after(long))).toThrow(
      expect.objectContaining({ code: 'apology.date-too-far' }),
    );
  });

  it('is not held to a calendar that does not reach so far: next year’s missing one stops no apology', () => {
    const short = {
      calendar: compileCalendar({ ...calendar2026, coversTo: '2026-08-27', daysOff: [], makeUpDays: [] }),
    };
    expect(apologise(after(received), { reason, newDueAt: newDue }, short, local(at))).toHaveLength(1);
  });
});

describe('The judgement of a dossier with an apology', () => {
  it('stays late by law though it ended before the appointed date; the two stand side by side', () => {
    const ended = done(apologised(inProgress, '2026-08-21 10:00'), '2026-08-27 10:00');
    expect([punctualityOf(ended), appointedPunctualityOf(ended)]).toEqual(['LATE', 'EARLY']);
    const early = done(apologised(inProgress, '2026-08-21 10:00'), '2026-08-21 11:00');
    expect([punctualityOf(early), appointedPunctualityOf(early)]).toEqual(['EARLY', 'EARLY']);
    const broken = done(apologised(inProgress, '2026-08-21 10:00'), '2026-08-28 17:01');
    expect([punctualityOf(broken), appointedPunctualityOf(broken)]).toEqual(['LATE', 'LATE']);
    const without = done(after(inProgress), '2026-08-25 10:00');
    expect([punctualityOf(without), appointedPunctualityOf(without)]).toEqual(['LATE', 'LATE']);
  });

  it('has the later of the two dates for its appointed date where a supplement gives more time by law', () => {
    let dossier = apologised(received, '2026-08-20 10:00');
    for (const ask of [
      asking('request-supplement', local('2026-08-21 10:00')),
      asking('provide-supplement', local('2026-08-25 10:00')),
    ]) {
      dossier = evolved(dossier, ask(dossier)[0]!);
    }
    // Counted anew from the 25th: 26, 27, 28, at 17:00.
    expect(dueAtOf(dossier.acceptance?.deadline)).toEqual(newDue);
    expect(appointedOf(dossier)).toEqual(newDue);
    const waiting = evolved(
      apologised(received, '2026-08-20 10:00'),
      asking('request-supplement', local('2026-08-21 10:00'))(apologised(received, '2026-08-20 10:00'))[0]!,
    );
    expect(appointedOf(waiting)).toBeUndefined();
  });
});

describe('An apology is owed', () => {
  const owed = (dossier: Dossier, at: string) => apologyOwed(owingOf(dossier), local(at));

  it('from the due instant by law on, and stays missing after the end', () => {
    const dossier = after(inProgress);
    expect([owed(dossier, '2026-08-24 17:00'), owed(dossier, '2026-08-24 17:01')]).toEqual([undefined, 'MISSING']);
    const ended = done(dossier, '2026-08-26 10:00');
    expect(owed(ended, '2026-12-01 10:00')).toBe('MISSING');
    expect(owed(done(dossier, '2026-08-24 10:00'), '2026-12-01 10:00')).toBeUndefined();
  });

  it('by a dossier that was apologised for, too: the appointed date excuses nothing', () => {
    const inTime = apologised(inProgress, '2026-08-21 10:00');
    expect([owed(inTime, '2026-08-24 10:00'), owed(inTime, '2026-08-25 10:00')]).toEqual([undefined, 'IN_TIME']);
    const late = apologised(inProgress, '2026-08-26 10:00');
    expect([owed(late, '2026-08-26 11:00'), owed(done(late, '2026-08-27 10:00'), '2026-08-28 10:00')]).toEqual([
      'LATE',
      'LATE',
    ]);
  });

  it('unknown of what a legacy system recorded, until the agency apologises here', () => {
    expect(owed(importedDossier(), '2026-08-21 09:00')).toBe('UNKNOWN');
    const [event] = asking('apologise', local('2026-08-21 09:00'))(importedDossier());
    expect(owed(evolved(importedDossier(), event!), '2026-08-21 10:00')).toBe('LATE');
  });

  it('within a working day is forecast by the calendar', () => {
    expect(apologiesDueUntil(calendar, local('2026-08-21 10:00'))).toEqual(local('2026-08-22 17:00'));
    expect(apologiesDueUntil(calendar, local('2026-08-28 10:00'))).toEqual(local('2026-09-03 17:00'));
    expect(apologiesDueUntil(calendar, local('2026-12-31 10:00'))).toEqual(local('2027-01-01 00:00'));
  });
});
