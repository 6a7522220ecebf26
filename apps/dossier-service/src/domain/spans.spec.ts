import type { DossierAction } from '@motcua/contracts';
import { elapsedWorkingTime } from '@motcua/working-time';
import {
  after,
  ANYBODY,
  asking,
  CITIZEN,
  COLLEAGUE,
  CONSULTED,
  countOf,
  evolved,
  importedDossier,
  OFFICER,
  submission,
} from '../testing/example-dossiers.js';
import { compiled2026, local, PARALLEL_STEPS, procedure } from '../testing/reference-data.js';
import {
  answerConsultation,
  expireConsultations,
  requestConsultation,
  transferConsultations,
  withdrawConsultation,
} from './consultation.js';
import type { AcceptedDossier, Dossier, Procedure, ProcessSteps, Task } from './dossier.js';
import type { Actor, Consulted, DossierEvent } from './dossier-events.js';
import { recall } from './handing-back.js';
import { submit } from './intake.js';
import { completeStep, resolve } from './processing.js';
import { claim } from './task-work.js';
import { checkSupplement, provideSupplement, requestSupplement } from './supplement.js';
import { timeUseOf, type TimeUse } from './time-use.js';

const calendar = compiled2026();
const TEN_DAYS: Procedure = { ...procedure(), budget: { amount: 10, unit: 'WORKING_DAY' } };
const PARALLEL: Procedure = { ...procedure(), budget: { amount: 4, unit: 'WORKING_DAY' }, steps: PARALLEL_STEPS };
const office = (unit: string): Actor => ({ kind: 'OFFICER', account: `officer-${unit}`, agency: 'H41.14', unit });

type Act = [at: string, act: DossierAction | ((dossier: Dossier, at: Date) => DossierEvent[]), by?: Actor];

/** Submitted on Thursday 20 August 2026 at 09:00; office days are of 7.5 hours. */
function lived(of: Procedure, ...acts: Act[]): AcceptedDossier {
  const first = after(submit({ ...submission(), procedure: of, online: true }, local('2026-08-20 09:00')));
  const dossier = acts.reduce<Dossier>((before, [at, act, by]) => {
    const events = typeof act === 'function' ? act(before, local(at)) : asking(act, local(at))(before);
    return events.reduce((state, event) => evolved(state, event, by ?? OFFICER), before);
  }, first);
  if (!dossier.acceptance) throw new Error('not accepted');
  return dossier as AcceptedDossier;
}

const step = (stepCode: string) => (dossier: Dossier, at: Date) =>
  completeStep(dossier, { stepCode }, ANYBODY, calendar, at);
const approve = (dossier: Dossier, at: Date) => resolve(dossier, { outcome: 'APPROVED' }, calendar, at);
const ask = (dossier: Dossier, at: Date) =>
  requestSupplement(
    dossier,
    { items: ['x'], reason: 'y', provideUntil: new Date(at.getTime() + 10 * 86_400_000) },
    countOf(dossier),
    at,
  );
const answer = (by: Actor) => (dossier: Dossier, at: Date) =>
  provideSupplement(dossier, { noOtherOfficer: true }, by, calendar, at);

const used = (dossier: AcceptedDossier, at = '2026-12-01 09:00'): TimeUse => timeUseOf(dossier, calendar, local(at));
const spansIn = (use: TimeUse) =>
  use.spans.map(({ charge, stepCode, minutes, overLimit }) => [
    [charge.party, charge.unit ?? charge.agencyCode, stepCode].filter(Boolean).join(' '),
    minutes,
    ...(overLimit ? ['over'] : []),
  ]);
const lateBy = ({ lateness }: TimeUse) =>
  lateness && [lateness.minutes, lateness.shares.map(({ charge, minutes }) => [charge.party, charge.unit, minutes])];

const FORWARDED: Act[] = [
  ['2026-08-20 09:00', 'accept'],
  ['2026-08-20 10:00', 'forward', office('mot-cua')],
];

describe('The time of a dossier', () => {
  it('is charged span by span to the counter, to the unit of the open step with its officer, and to the agency itself', () => {
    const dossier = lived(
      TEN_DAYS,
      ...FORWARDED,
      ['2026-08-20 11:00', step('tham-dinh'), office('chuyen-mon')],
      ['2026-08-20 15:00', step('phe-duyet'), office('lanh-dao')],
      ['2026-08-20 16:00', approve],
      ['2026-09-10 16:00', 'deliver'],
    );
    const use = used(dossier);
    expect(spansIn(use)).toEqual([
      ['COUNTER H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 60],
      ['UNIT lanh-dao phe-duyet', 120],
      // Nobody has a task any more: never charged to nobody. After the result nothing counts.
      ['AGENCY H41.14', 60, 'over'],
    ]);
    expect([use.minutes, use.lateness]).toEqual([300, undefined]);
    expect(use.spans[1]!.charge).toEqual({
      party: 'UNIT',
      agencyCode: 'H41.14',
      unit: 'chuyen-mon',
      officer: 'officer-chuyen-mon',
    });
  });

  it('is told while it runs, until the instant that is asked about', () => {
    expect(spansIn(used(lived(TEN_DAYS, ...FORWARDED), '2026-08-20 11:00'))).toEqual([
      ['COUNTER H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 60],
    ]);
  });

  it('until forwarding is the counter’s, in time and beyond (Decree 118/2025 Art. 18.2), by its own step where it has one', () => {
    const late = lived(TEN_DAYS, ['2026-08-20 09:00', 'accept'], ['2026-08-21 08:30', 'forward']);
    expect(spansIn(used(late, '2026-08-21 08:30'))).toEqual([
      ['COUNTER H41.14', 360],
      ['COUNTER H41.14', 60, 'over'],
    ]);
    const withStep = lived(PARALLEL, ['2026-08-20 09:00', 'accept'], ['2026-08-21 08:30', 'forward']);
    // Its own half day would last until noon of the next: the law goes before it.
    expect(spansIn(used(withStep, '2026-08-21 08:30'))).toEqual([
      ['COUNTER mot-cua tiep-nhan', 360],
      ['COUNTER mot-cua tiep-nhan', 60, 'over'],
    ]);
  });

  it('stays with the agency that had it, when another one takes it over', () => {
    const dossier = lived(TEN_DAYS, ...FORWARDED, ['2026-08-20 11:00', 'transfer']);
    expect(used(dossier, '2026-08-20 14:00').spans.map(({ charge, minutes }) => [charge.agencyCode, minutes])).toEqual([
      ['H41.14', 60],
      ['H41.14', 60],
      ['H41.15', 60],
    ]);
  });
});

describe('The officer of a step', () => {
  const claimedBy = (account: string) => (dossier: Dossier, at: Date) =>
    claim(dossier, { task: 1 }, { ...ANYBODY, subject: account }, at);
  const who = (dossier: AcceptedDossier) =>
    used(dossier, '2026-08-20 16:00').spans.map(({ charge, minutes }) => [charge.officer, minutes]);

  it('is who had it when; while it lay in the queue of its unit nobody was', () => {
    const dossier = lived(
      TEN_DAYS,
      ...FORWARDED,
      ['2026-08-20 10:30', claimedBy('officer-2'), { ...office('chuyen-mon'), account: 'officer-2' }],
      ['2026-08-20 11:00', 'assign-task', office('lanh-dao')],
    );
    expect(who(dossier)).toEqual([
      [undefined, 60],
      [undefined, 30],
      ['officer-2', 30],
      ['officer-3', 180],
    ]);
  });

  it('is who did it, where nobody had taken it up before', () => {
    const dossier = lived(TEN_DAYS, ...FORWARDED, ['2026-08-20 11:00', step('tham-dinh'), office('chuyen-mon')]);
    expect(who(dossier)[1]).toEqual(['officer-chuyen-mon', 60]);
  });

  it('a forwarding that was taken back before anybody began was the counter’s, and stops no limit', () => {
    const forwarder = { ...ANYBODY, subject: office('mot-cua').account };
    const taken = (before: Dossier, at: Date) => recall(before, forwarder, calendar, at);
    const dossier = lived(TEN_DAYS, ...FORWARDED, ['2026-08-20 11:00', taken, office('mot-cua')]);
    expect(spansIn(used(dossier, '2026-08-21 09:00'))).toEqual([
      ['COUNTER H41.14', 360],
      ['COUNTER H41.14', 90, 'over'],
    ]);
  });
});

describe('Of several open steps', () => {
  const both = [
    ['2026-08-20 09:00', 'accept'],
    ['2026-08-20 10:00', 'forward'],
  ] as Act[];

  it('the one begun first is waited for while none is late; then the one that is late, or was late first', () => {
    const dossier = lived(PARALLEL, ...both);
    // "do-dac" has one day and "tham-dinh" two, both from 10:00 on the 20th.
    expect(spansIn(used(dossier, '2026-08-26 10:00'))).toEqual([
      ['COUNTER mot-cua tiep-nhan', 60],
      ['UNIT chuyen-mon tham-dinh', 750],
      ['UNIT dia-chinh do-dac', 1500, 'over'],
    ]);
  });

  it('who ends a step later charges nobody else with what was before', () => {
    const open = lived(PARALLEL, ...both);
    const before = spansIn(used(open, '2026-08-22 10:00'));
    const ended = lived(PARALLEL, ...both, ['2026-08-22 10:00', step('do-dac')]);
    expect(spansIn(used(ended, '2026-08-22 10:00'))).toEqual(before);
    // From there on it waits for the other one, in its own time until it ends.
    expect(spansIn(used(ended, '2026-08-22 16:30')).at(-1)).toEqual(['UNIT chuyen-mon tham-dinh', 270]);
  });
});

describe('The applicant', () => {
  const asked: Act[] = [...FORWARDED, ['2026-08-20 11:00', ask, OFFICER]];

  it('is charged while the clock stood still for what was to be brought', () => {
    const dossier = lived(TEN_DAYS, ...asked, ['2026-08-21 09:00', answer(CITIZEN), CITIZEN]);
    expect(spansIn(used(dossier, '2026-08-21 10:00'))).toEqual([
      ['COUNTER H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 60],
      ['APPLICANT H41.14', 330],
      ['UNIT chuyen-mon tham-dinh', 60],
    ]);
  });

  it('is not, where the officer who asked answered as well', () => {
    const dossier = lived(TEN_DAYS, ...asked, ['2026-08-21 09:00', answer(OFFICER), OFFICER]);
    expect(spansIn(used(dossier, '2026-08-21 10:00'))).toEqual([
      ['COUNTER H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 450],
    ]);
  });

  it('is not for a second notice, nor for what a check found missing of it (Decree 118/2025 Art. 17.2a)', () => {
    const again: Act[] = [
      ...asked,
      ['2026-08-20 14:00', answer(CITIZEN), CITIZEN],
      ['2026-08-20 15:00', ask],
      ['2026-08-20 16:00', answer(CITIZEN), CITIZEN],
    ];
    const missing = (dossier: Dossier, at: Date) =>
      checkSupplement(dossier, { outcome: 'INCOMPLETE', missing: [1], reason: 'mờ' }, countOf(dossier), at);
    const dossier = lived(TEN_DAYS, ...again, ['2026-08-20 16:30', missing, COLLEAGUE]);
    expect(spansIn(used(dossier, '2026-08-20 17:00'))).toEqual([
      ['COUNTER H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 60],
      ['APPLICANT H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 180],
    ]);
  });

  it('is not from bringing to the check; what the check finds missing of the one notice is awaited again', () => {
    const missing = (dossier: Dossier, at: Date) =>
      checkSupplement(dossier, { outcome: 'INCOMPLETE', missing: [1], reason: 'mờ' }, countOf(dossier), at);
    const dossier = lived(
      TEN_DAYS,
      ...asked,
      ['2026-08-20 14:00', answer(CITIZEN), CITIZEN],
      ['2026-08-20 15:00', missing],
    );
    expect(spansIn(used(dossier, '2026-08-20 17:00')).slice(2)).toEqual([
      ['APPLICANT H41.14', 60],
      ['UNIT chuyen-mon tham-dinh', 60],
      ['APPLICANT H41.14', 120],
    ]);
  });

  it('is not, where the dossier was due when it was asked: that stops no clock', () => {
    const dossier = lived(procedure(), ...FORWARDED, ['2026-08-27 09:00', ask]);
    const use = used(dossier, '2026-08-28 09:00');
    expect(use.spans.map(({ charge }) => charge.party)).not.toContain('APPLICANT');
  });
});

describe('Who is asked for an opinion', () => {
  const request =
    (consulted: Consulted, until: string) =>
    (dossier: Dossier, at: Date): DossierEvent[] =>
      requestConsultation(
        dossier,
        { consulted, content: 'x', papers: [], answerBy: local(until), silenceIsConsent: false },
        OFFICER,
        calendar,
        at,
      );
  const answered = (consultation: number) => (dossier: Dossier, at: Date) =>
    answerConsultation(dossier, { consultation, position: 'AGREE', opinion: 'x' }, CONSULTED, at);
  const withdrawn = (consultation: number) => (dossier: Dossier, at: Date) =>
    withdrawConsultation(dossier, { consultation, reason: 'x' }, at);
  const silent = (dossier: Dossier, at: Date) => expireConsultations(dossier, calendar, at);
  const asked: Act[] = [...FORWARDED, ['2026-08-20 11:00', request({ agencyCode: 'H41.99' }, '2026-08-22 10:00')]];
  const until = (...acts: Act[]) => spansIn(used(lived(TEN_DAYS, ...asked, ...acts), '2026-08-22 11:00')).slice(2);

  it('is charged until it answers; the step goes on from there', () => {
    expect(until(['2026-08-20 14:00', answered(2), CONSULTED])).toEqual([
      ['CONSULTED_AGENCY H41.99', 60],
      ['UNIT chuyen-mon tham-dinh', 840],
    ]);
  });

  it('is charged up to its limit only: silence and a late answer are the lead’s (Decree 61/2018 Art. 19.5)', () => {
    const toTheLimit = [
      ['CONSULTED_AGENCY H41.99', 840],
      ['UNIT chuyen-mon tham-dinh', 60],
    ];
    expect(until()).toEqual(toTheLimit);
    expect(until(['2026-08-22 10:30', silent])).toEqual(toTheLimit);
    expect(until(['2026-08-22 10:30', silent], ['2026-08-22 10:45', answered(2), CONSULTED])).toEqual(toTheLimit);
  });

  it('is not, from the withdrawal on, nor when it is asked again: that is the lead’s', () => {
    const again = request({ agencyCode: 'H41.99' }, '2026-08-24 16:00');
    expect(until(['2026-08-20 14:00', withdrawn(2)], ['2026-08-20 15:00', again])).toEqual([
      ['CONSULTED_AGENCY H41.99', 60],
      ['UNIT chuyen-mon tham-dinh', 840],
    ]);
  });

  it('is, of several, the one that was asked first and has not answered', () => {
    const other = request({ agencyCode: 'H41.98' }, '2026-08-24 16:00');
    expect(until(['2026-08-20 14:00', other], ['2026-08-20 15:00', answered(2), CONSULTED])).toEqual([
      ['CONSULTED_AGENCY H41.99', 120],
      ['CONSULTED_AGENCY H41.98', 780],
    ]);
  });

  it('is a unit, where it is one of the own agency', () => {
    const dossier = lived(TEN_DAYS, ...FORWARDED, [
      '2026-08-20 11:00',
      request({ agencyCode: 'H41.14', unit: 'quan-ly-dat' }, '2026-08-22 10:00'),
    ]);
    const use = used(dossier, '2026-08-20 14:00');
    expect(use.spans.at(-1)!.charge).toEqual({ party: 'UNIT', agencyCode: 'H41.14', unit: 'quan-ly-dat' });
  });

  it('stays the agency that was asked then, when its successor takes over', () => {
    const succession = { from: 'H41.99', to: 'H41.98' };
    const transferred = (dossier: Dossier, at: Date) => transferConsultations(dossier, succession, at);
    expect(until(['2026-08-20 14:00', transferred]).slice(0, 2)).toEqual([
      ['CONSULTED_AGENCY H41.99', 60],
      ['CONSULTED_AGENCY H41.98', 780],
    ]);
  });

  it('is not, while the applicant is awaited, nor where the dossier was due when it was asked', () => {
    expect(until(['2026-08-20 14:00', ask])[1]).toEqual(['APPLICANT H41.14', 840]);
    const due = lived(procedure(), ...FORWARDED, [
      '2026-08-26 09:00',
      request({ agencyCode: 'H41.99' }, '2026-08-28 10:00'),
    ]);
    const { spans, lateness } = used(due, '2026-08-27 09:00');
    expect(spans.map(({ charge }) => charge.party)).not.toContain('CONSULTED_AGENCY');
    expect(lateness!.shares).toEqual([{ charge: expect.objectContaining({ unit: 'chuyen-mon' }), minutes: 990 }]);
  });

  it('is not, where the step was late when it was asked: nobody passes a delay on by asking', () => {
    const late = lived(TEN_DAYS, ...FORWARDED, [
      '2026-08-25 09:00',
      request({ agencyCode: 'H41.99' }, '2026-08-27 10:00'),
    ]);
    const { spans } = used(late, '2026-08-26 09:00');
    expect(spans.map(({ charge }) => charge.party)).not.toContain('CONSULTED_AGENCY');
    expect(spans.at(-1)).toMatchObject({ charge: { unit: 'chuyen-mon' }, overLimit: true });
  });

  it('is not beyond the due date, whatever limit the lead set: that is the lead’s', () => {
    const use = used(
      lived(procedure(), ...FORWARDED, ['2026-08-20 11:00', request({ agencyCode: 'H41.99' }, '2026-08-28 10:00')]),
      '2026-08-26 09:00',
    );
    expect(spansIn(use).slice(2)).toEqual([
      ['CONSULTED_AGENCY H41.99', expect.any(Number)],
      ['UNIT chuyen-mon tham-dinh', 540, 'over'],
    ]);
    expect(lateBy(use)).toEqual([540, [['UNIT', 'chuyen-mon', 540]]]);
  });
});

describe('What nobody recorded', () => {
  it('is unknown of an imported dossier, with its lateness', () => {
    const use = used(importedDossier() as AcceptedDossier);
    expect(use.spans.map(({ charge }) => charge)).toEqual([{ party: 'UNKNOWN' }]);
    expect([use.minutes, use.lateness!.minutes, use.lateness!.shares[0]!.charge]).toEqual([
      undefined,
      undefined,
      { party: 'UNKNOWN' },
    ]);
  });

  it('is unknown of steps from before tasks, and what is known of the others stays known', () => {
    const dossier = lived(TEN_DAYS, ...FORWARDED, ['2026-08-20 11:00', step('tham-dinh')]);
    const [one, two] = dossier.tasks as [Task, Task];
    const old = { ...dossier, tasks: [{ ...one, openedAt: undefined, dueAt: undefined }, two] } as AcceptedDossier;
    expect(spansIn(used(old, '2026-08-20 14:00'))).toEqual([
      ['UNKNOWN', 120],
      ['UNIT lanh-dao phe-duyet', 60],
    ]);
  });
});

describe('A late dossier', () => {
  // Three days from the 20th: due on Monday the 24th at 17:00, since the 22nd is worked.
  const ended = (...acts: Act[]) => used(lived(procedure(), ...acts));
  const work = (assessed: string, approved: string): Act[] => [
    [assessed, step('tham-dinh'), office('chuyen-mon')],
    [approved, step('phe-duyet'), office('lanh-dao')],
    [approved, approve],
  ];

  it('is charged to the step that used more than its own limit, not to the one that began late because of it', () => {
    const use = ended(...FORWARDED, ...work('2026-08-26 09:00', '2026-08-26 16:00'));
    const { dueAt, minutes } = use.lateness!;
    expect(minutes).toBe(elapsedWorkingTime(calendar, dueAt!, local('2026-08-26 16:00')).minutes);
    expect(lateBy(use)).toEqual([minutes, [['UNIT', 'chuyen-mon', minutes]]]);
  });

  it('is split in proportion to what each used beyond the own limit, to the minute', () => {
    const use = ended(
      ['2026-08-20 09:00', 'accept'],
      ['2026-08-22 10:00', 'forward'],
      ...work('2026-08-22 11:00', '2026-08-26 16:00'),
    );
    // 600 minutes beyond the limit of forwarding, none of the assessment, 840 of the approval; by 840 it is late.
    expect(lateBy(use)).toEqual([
      840,
      [
        ['COUNTER', undefined, 350],
        ['UNIT', 'lanh-dao', 490],
      ],
    ]);
  });

  it('charges nobody with more than the own: what the limits of the steps leave is the process’s', () => {
    const use = ended(
      ['2026-08-20 09:00', 'accept'],
      ['2026-08-21 10:00', 'forward'],
      ...work('2026-08-26 11:00', '2026-08-28 16:00'),
    );
    expect(lateBy(use)).toEqual([
      1740,
      [
        ['COUNTER', undefined, 150],
        ['UNIT', 'chuyen-mon', 660],
        ['UNIT', 'lanh-dao', 390],
        ['PROCESS', undefined, 540],
      ],
    ]);
  });

  it('is charged to the process, where every step kept its own limit and these are longer together', () => {
    const of = { ...procedure(), budget: { amount: 1, unit: 'WORKING_DAY' } } as Procedure;
    const use = used(lived(of, ...FORWARDED, ...work('2026-08-21 16:00', '2026-08-22 09:00')));
    expect(lateBy(use)).toEqual([use.lateness!.minutes, [['PROCESS', undefined, use.lateness!.minutes]]]);
  });

  it('is charged to the agency itself, where every step was done in time and the result was left lying', () => {
    const use = ended(
      ...FORWARDED,
      ['2026-08-20 14:00', step('tham-dinh')],
      ['2026-08-20 15:00', step('phe-duyet')],
      ['2026-08-26 16:00', approve],
    );
    expect(lateBy(use)).toEqual([use.lateness!.minutes, [['AGENCY', undefined, use.lateness!.minutes]]]);
  });

  it('is charged to the agency, late by a second notice only (Decision 766, item 2.1)', () => {
    const use = ended(
      ...FORWARDED,
      ['2026-08-20 11:00', ask],
      ['2026-08-20 14:00', answer(CITIZEN), CITIZEN],
      ['2026-08-20 15:00', ask],
      ['2026-08-28 09:00', 'stop'],
    );
    expect(lateBy(use)).toEqual([0, [['AGENCY', undefined, 0]]]);
  });

  it('stays late until its end, whatever was asked after its due date', () => {
    const open = lived(procedure(), ...FORWARDED, ['2026-08-27 09:00', ask]);
    const [before] = lateBy(used(open, '2026-09-07 09:00'))!;
    const stopped = lived(procedure(), ...FORWARDED, ['2026-08-27 09:00', ask], ['2026-09-07 09:00', 'stop']);
    expect(lateBy(used(stopped))![0]).toBe(before);
  });

  it('is not charged with what was used before the time limit began anew (Decree 61/2018 Art. 19.4)', () => {
    const use = ended(
      ['2026-08-20 09:00', 'accept'],
      ['2026-08-21 16:30', 'forward'],
      ['2026-08-21 16:45', ask],
      ['2026-08-24 09:00', answer(CITIZEN), CITIZEN],
      ...work('2026-09-07 09:00', '2026-09-07 10:00'),
    );
    expect(use.spans.filter(({ charge, overLimit }) => charge.party === 'COUNTER' && overLimit)).toHaveLength(1);
    expect(lateBy(use)).toEqual([use.lateness!.minutes, [['UNIT', 'chuyen-mon', use.lateness!.minutes]]]);
  });

  it('is none, where it ended in time though a step was late', () => {
    const inTime = ended(...FORWARDED, ...work('2026-08-24 10:00', '2026-08-24 16:00'));
    expect(inTime.spans.some(({ overLimit }) => overLimit)).toBe(true);
    expect(inTime.lateness).toBeUndefined();
  });
});

const counterOnly = { role: 'one-stop-officer', place: 'RECEIVING' } as const;

it('A dossier that the counter alone settles is the counter’s by its own steps, which no forwarding limits', () => {
  const steps = [{ ...PARALLEL_STEPS[0], ...counterOnly, budget: { amount: 2, unit: 'WORKING_DAY' } }] as ProcessSteps;
  const of = { ...procedure(), steps } as Procedure;
  const dossier = lived(of, ['2026-08-20 09:00', 'accept'], ['2026-08-21 16:00', step('tiep-nhan')]);
  expect(spansIn(used(dossier, '2026-08-21 17:00'))).toEqual([
    ['COUNTER mot-cua tiep-nhan', 750],
    ['AGENCY H41.14', 60, 'over'],
  ]);
});
