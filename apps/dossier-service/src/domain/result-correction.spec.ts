import { compileCalendar } from '@motcua/working-time';
import { after, aDossier, asking, countOf, evolved, importedDossier, lived } from '../testing/example-dossiers.js';
import { basis, calendar2026, compiled2026, local } from '../testing/reference-data.js';
import { apologyOwed, owingOf } from './apology.js';
import type { Dossier } from './dossier.js';
import type { DossierEvent } from './dossier-events.js';
import { flagsOf } from './event-flags.js';
import { correctIntake } from './intake-correction.js';
import { allowedActions } from './lifecycle.js';
import { punctualityOf } from './punctuality.js';
import { correctionKept, isCorrectionLate } from './reopening.js';
import { correctResult, reopen } from './result-correction.js';
import { timeUseOf } from './time-use.js';

const calendar = compiled2026();
const wrong = { foundBy: 'APPLICANT', reason: 'ghi sai số thửa' } as const;
// Due on Monday 24 August at 17:00.
const processed = lived(
  ['submit', '2026-08-20 09:00'],
  ['accept', '2026-08-20 09:15'],
  ['forward', '2026-08-20 10:00'],
);
const endedAt = (resolved: string, delivered?: string): DossierEvent[] => {
  const dossier = after(processed);
  const [end] = asking('resolve', local(resolved))(dossier);
  const handedOver = delivered ? asking('deliver', local(delivered))(evolved(dossier, end!)) : [];
  return [...processed, end!, ...handedOver];
};
const inTime = endedAt('2026-08-24 10:00');
const late = endedAt('2026-08-25 10:00', '2026-08-25 11:00');
const delivered = endedAt('2026-08-24 10:00', '2026-08-24 14:00');

const reopening = (at: string) => (dossier: Dossier) => reopen(dossier, wrong, countOf(dossier), local(at));
const lives = (dossier: Dossier, ...steps: [Parameters<typeof asking>[0], string][]): Dossier =>
  steps.reduce((state, [action, at]) => evolved(state, asking(action, local(at))(state)[0]!), dossier);

describe('A result that was found wrong (Decree 61/2018 Art. 21)', () => {
  it('is to be corrected within three working days of the reopening, by a rule set that says nothing else', () => {
    aDossier
      .given(...delivered)
      .when(reopening('2026-08-27 10:00'))
      .then({
        type: 'reopened',
        at: local('2026-08-27 10:00'),
        status: 'DELIVERED',
        ...wrong,
        // Monday 31 August and the days of 2 September are days off.
        correctBy: local('2026-09-04 17:00'),
        ruleSet: basis().ruleSet,
      });
  });

  it('is to be corrected within the days that the rule set gives', () => {
    const dossier = after(delivered);
    const count = { calendar, basis: { ...basis(), correction: { withinDays: 1 } } };
    expect(reopen(dossier, wrong, count, local('2026-08-27 10:00'))[0].correctBy).toEqual(local('2026-08-28 17:00'));
  });

  it('is not reopened where the calendar does not reach its time limit: it would never be late', () => {
    const short = compileCalendar({ ...calendar2026, coversTo: '2026-08-28' });
    const dossier = after(delivered);
    expect(() => reopen(dossier, wrong, { calendar: short, basis: basis() }, local('2026-08-27 10:00'))).toThrow(
      expect.objectContaining({ code: 'calendar.day-not-covered' }),
    );
    expect(reopen(dossier, wrong, { calendar, basis: basis() }, local('2026-08-27 10:00'))).toHaveLength(1);
  });

  it.each([
    ['submitted', processed.slice(0, 1)],
    ['accepted', processed.slice(0, 2)],
    ['in progress', processed],
  ])('does not exist of a dossier that is %s: only a result can be wrong', (_, events) => {
    expect(() => reopening('2026-08-27 10:00')(after(events))).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'dossier.not-in-state' }),
    );
  });

  it.each(['withdraw', 'stop'] as const)('does not exist where there was no result: %s', (end) => {
    const dossier = lives(after(processed), [end, '2026-08-21 10:00']);
    expect(() => reopening('2026-08-27 10:00')(dossier)).toThrow(
      expect.objectContaining({ code: 'dossier.not-in-state' }),
    );
  });

  it('is reopened also where a legacy system gave it', () => {
    const dossier = lives(importedDossier(), ['resolve', '2026-08-21 10:00'], ['reopen', '2026-08-27 10:00']);
    expect(dossier.ending?.reopening).toMatchObject({ foundBy: 'APPLICANT' });
    const done = lives(dossier, ['correct-result', '2026-08-28 10:00'], ['deliver', '2026-08-28 11:00']);
    expect(done.ending?.reopening?.deliveredAt).toEqual(local('2026-08-28 11:00'));
  });

  describe('once for a dossier', () => {
    it.each([
      ['while it is to be corrected', [], 'Correct the result of that reopening'],
      ['while it is to be handed over', [['correct-result', '2026-08-28 10:00']], 'Deliver the corrected result'],
      [
        'after that',
        [
          ['correct-result', '2026-08-28 10:00'],
          ['deliver-correction', '2026-08-28 11:00'],
        ],
        'files feedback or a complaint',
      ],
    ] as [string, [Parameters<typeof asking>[0], string][], string][])(
      'a second reopening is refused %s, and the refusal says what is possible instead',
      (_, steps, instead) => {
        const dossier = lives(after(delivered), ['reopen', '2026-08-27 10:00'], ...steps);
        expect(() => reopening('2026-08-28 14:00')(dossier)).toThrow(
          expect.objectContaining({
            kind: 'conflict',
            code: 'dossier.reopened-once',
            text: expect.objectContaining({ en: expect.stringContaining(instead) }),
            details: expect.objectContaining({ reopenedAt: local('2026-08-27 10:00').toISOString() }),
          }),
        );
      },
    );
  });

  it('leaves the end of the dossier as it was judged: neither reopening nor correction improves or hides it', () => {
    for (const [events, punctuality, apology] of [
      [inTime, 'ON_TIME', undefined],
      [late, 'LATE', 'MISSING'],
    ] as const) {
      const before = after(events as DossierEvent[]);
      const at = local('2026-09-09 10:00');
      const steps: [Parameters<typeof asking>[0], string][] = [
        ['reopen', '2026-08-27 10:00'],
        ['correct-result', '2026-09-09 10:00'],
      ];
      for (const state of [before, lives(before, steps[0]!), lives(before, ...steps)]) {
        expect([punctualityOf(state), apologyOwed(owingOf(state), at), state.ending?.outcome]).toEqual([
          punctuality,
          apology,
          'NOT_ELIGIBLE',
        ]);
        expect(state.ending?.endedAt).toEqual(before.ending?.endedAt);
        expect(timeUseOf(state as never, calendar, at)).toEqual(timeUseOf(before as never, calendar, at));
      }
    }
  });

  it('is not handed over any more, until it is corrected', () => {
    const wrongOne = lives(after(inTime), ['reopen', '2026-08-24 14:00']);
    expect(() => asking('deliver', local('2026-08-24 15:00'))(wrongOne)).toThrow(
      expect.objectContaining({
        code: 'dossier.not-in-state',
        details: expect.objectContaining({ allowedActions: expect.arrayContaining(['correct-result']) }),
      }),
    );
    const corrected = lives(wrongOne, ['correct-result', '2026-08-25 10:00']);
    expect(allowedActions(corrected)).toContain('deliver');
    const handedOver = lives(corrected, ['deliver', '2026-08-25 14:00']);
    expect(handedOver).toMatchObject({ status: 'DELIVERED', ending: { reopening: { deliveredAt: expect.any(Date) } } });
    expect(allowedActions(handedOver)).toEqual([]);
  });

  it('is handed over again to an applicant who had been given the wrong one', () => {
    const corrected = lives(after(delivered), ['reopen', '2026-08-27 10:00'], ['correct-result', '2026-08-28 10:00']);
    expect(allowedActions(corrected)).toEqual(['deliver-correction']);
    const settled = lives(corrected, ['deliver-correction', '2026-08-28 11:00']);
    expect(settled.ending?.reopening?.deliveredAt).toEqual(local('2026-08-28 11:00'));
    expect(allowedActions(settled)).toEqual([]);
  });

  it('may be wrong because a name was mistyped: the name is corrected as well, until the result is', () => {
    const reopened = lives(after(delivered), ['reopen', '2026-08-27 10:00']);
    const renamed = lives(reopened, ['correct-intake-data', '2026-08-27 11:00']);
    expect(renamed).toMatchObject({ status: 'DELIVERED', ending: reopened.ending });
    const corrected = lives(renamed, ['correct-result', '2026-08-27 14:00']);
    for (const dossier of [after(delivered), corrected]) {
      expect(() => asking('correct-intake-data', local('2026-08-27 15:00'))(dossier)).toThrow(
        expect.objectContaining({ code: 'dossier.not-in-state' }),
      );
    }
  });

  it('is not corrected without a reopening, and only once', () => {
    const settled = lives(after(delivered), ['reopen', '2026-08-27 10:00'], ['correct-result', '2026-08-28 10:00']);
    for (const dossier of [after(delivered), settled]) {
      expect(() => asking('correct-result', local('2026-08-28 14:00'))(dossier)).toThrow(
        expect.objectContaining({ code: 'dossier.not-in-state' }),
      );
    }
  });

  it('corrected after its own limit stays late, whatever is handed over later; up to the limit it is in time', () => {
    const reopened = lives(after(delivered), ['reopen', '2026-08-27 10:00']);
    const onTime = lives(reopened, ['correct-result', '2026-09-04 17:00']);
    expect(correctionKept(onTime.ending!.reopening!)).toBe('ON_TIME');
    const [event] = asking('correct-result', local('2026-09-04 17:01'))(reopened);
    expect(event).toMatchObject({ late: true });
    const tooLate = lives(evolved(reopened, event!), ['deliver-correction', '2026-09-07 08:00']);
    expect(correctionKept(tooLate.ending!.reopening!)).toBe('LATE');
    expect(isCorrectionLate(tooLate.ending!.reopening!, local('2026-09-10 08:00'))).toBe(true);
    expect(isCorrectionLate(reopened.ending!.reopening!, local('2026-09-04 17:01'))).toBe(true);
    expect(isCorrectionLate(reopened.ending!.reopening!, local('2026-09-04 17:00'))).toBe(false);
  });

  it('awaits nobody but the agency: the working time until its correction is all of the agency', () => {
    const reopened = lives(after(delivered), ['reopen', '2026-08-27 10:00']);
    const [event] = asking('correct-result', local('2026-08-28 10:00'))(reopened);
    expect(event).toMatchObject({ minutes: 450 });
    for (const action of ['request-supplement', 'request-consultation', 'withdraw', 'stop', 'apologise'] as const) {
      expect(() => asking(action, local('2026-08-28 09:00'))(reopened)).toThrow(
        expect.objectContaining({ code: 'dossier.not-in-state' }),
      );
    }
  });

  it('is flagged as reversed where the corrected one says the opposite, and only there', () => {
    const reopened = lives(after(delivered), ['reopen', '2026-08-27 10:00']);
    const at = local('2026-08-28 10:00');
    const by = { calendar, byHead: true };
    expect(correctResult(reopened, { outcome: 'APPROVED' }, by, at)[0].reversed).toBe(true);
    expect(correctResult(reopened, { outcome: 'NOT_ELIGIBLE', reason: 'x' }, by, at)[0].reversed).toBe(false);
  });

  it('refused before the steps were done is granted by the head only, flagged: a refusal and its correction are no way around the steps', () => {
    const refused = lives(after(delivered), ['reopen', '2026-08-27 10:00']);
    const at = local('2026-08-28 10:00');
    expect(() => correctResult(refused, { outcome: 'APPROVED' }, { calendar, byHead: false }, at)).toThrow(
      expect.objectContaining({ code: 'dossier.steps-open' }),
    );
    const [granted] = correctResult(refused, { outcome: 'APPROVED' }, { calendar, byHead: true }, at);
    expect(flagsOf(granted)).toContain('RESULT_WITHOUT_STEPS');
    const again = correctResult(refused, { outcome: 'NOT_ELIGIBLE', reason: 'x' }, { calendar, byHead: false }, at);
    expect(flagsOf(again[0])).not.toContain('RESULT_WITHOUT_STEPS');
  });

  it('not handed over yet may be wrong because the name was mistyped: it is corrected before the hand-over', () => {
    const name = { reason: 'ghi sai tên', applicant: { fullName: 'Trần Thị Bình' } };
    const persons = { applicant: { fullName: 'Trần Thị Binh', identityNumber: '040190001234' } };
    const rename = (dossier: Dossier) => correctIntake(dossier, persons as never, [], name, local('2026-08-27 11:00'));
    const reopened = lives(after(inTime), ['reopen', '2026-08-27 10:00']);
    expect(rename(reopened)).toHaveLength(1);
    for (const dossier of [after(inTime), lives(reopened, ['correct-result', '2026-08-27 10:30'])])
      expect(() => rename(dossier)).toThrow(expect.objectContaining({ code: 'dossier.another-person' }));
  });

  it('goes to the successor of an agency that ends while it is to be corrected or handed over, with its time limit', () => {
    const reopened = lives(after(delivered), ['reopen', '2026-08-27 10:00']);
    const moved = lives(reopened, ['transfer', '2026-08-28 00:00']);
    expect(moved).toMatchObject({ agencyCode: 'H41.15', ending: reopened.ending });
    const settled = lives(reopened, ['correct-result', '2026-08-28 10:00'], ['deliver-correction', '2026-08-28 11:00']);
    for (const over of [after(delivered), settled]) {
      expect(() => asking('transfer', local('2026-08-29 00:00'))(over)).toThrow(
        expect.objectContaining({ code: 'dossier.not-in-state' }),
      );
    }
  });
});
