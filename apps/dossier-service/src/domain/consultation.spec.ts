import { DEFAULT_CONSULTATION_RULES, type ConsultationRulesData } from '@motcua/contracts';
import { compileCalendar } from '@motcua/working-time';
import {
  after,
  CITIZEN,
  CONSULTED,
  countOf,
  evolved,
  importedDossier,
  lived,
  OFFICER,
  told,
} from '../testing/example-dossiers.js';
import { calendar2026, CENTRE, compiled2026, local } from '../testing/reference-data.js';
import { setDeadlineAnew } from './calendar-change.js';
import {
  answerConsultation,
  expireConsultations,
  extendConsultation,
  mayAnswerSome,
  requestConsultation,
  transferConsultations,
  withdrawConsultation,
  type ConsultationRequest,
} from './consultation.js';
import { consultationsOf, openConsultations } from './consultation-tasks.js';
import { isCounted, type ConsultationTask, type Dossier } from './dossier.js';
import type { Actor, DossierEvent } from './dossier-events.js';
import { stop, withdraw } from './ending.js';
import { flagsOf } from './event-flags.js';
import { allowedActions, allowedOutcomes } from './lifecycle.js';
import { resolve } from './processing.js';
import { provideSupplement, requestSupplement } from './supplement.js';
import { completedSteps } from './tasks.js';
import { transfer } from './transfer.js';

const calendar = compiled2026();
const ASKED_AT = local('2026-08-20 10:30');
const LIMIT = local('2026-08-24 10:00');
const inProgress = after(
  lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15'], ['forward', '2026-08-20 10:00']),
);

/** The dossier by a rule set that says this of silence. */
function by(rules: Partial<ConsultationRulesData>): Dossier {
  if (!isCounted(inProgress)) throw new Error('it was accepted');
  const { acceptance } = inProgress;
  const consultation = { ...DEFAULT_CONSULTATION_RULES, ...rules };
  return { ...inProgress, acceptance: { ...acceptance, basis: { ...acceptance.basis, consultation } } } as Dossier;
}
const declarable = by({ silence: 'IF_DECLARED', legalBasis: 'Chỉ thị 10/CT-UBND năm 2021' });

const REQUEST: ConsultationRequest = {
  consulted: { agencyCode: 'H41.99' },
  content: 'đề nghị cho ý kiến',
  papers: ['trích lục'],
  answerBy: LIMIT,
  silenceIsConsent: false,
};
const requesting = (dossier: Dossier, input: Partial<ConsultationRequest> = {}, at = ASKED_AT, asker = OFFICER) =>
  requestConsultation(dossier, { ...REQUEST, ...input }, asker, calendar, at);
const then = (dossier: Dossier, events: readonly DossierEvent[], actor: Actor = OFFICER): Dossier =>
  events.reduce((before, event) => evolved(before, event, actor), dossier);
const asked = (dossier: Dossier = inProgress, input: Partial<ConsultationRequest> = {}, at = ASKED_AT): Dossier =>
  then(dossier, requesting(dossier, input, at));
const answering = (dossier: Dossier, at: Date, actor: Actor = CONSULTED, consultation = numberOf(dossier)) =>
  answerConsultation(dossier, { consultation, position: 'CONDITIONS', opinion: 'có điều kiện' }, actor, at);
const extending = (dossier: Dossier, answerBy: Date, at: Date) =>
  extendConsultation(dossier, { consultation: numberOf(dossier), answerBy, reason: 'cần thêm' }, calendar, at);
const withdrawing = (dossier: Dossier, at: Date) =>
  withdrawConsultation(dossier, { consultation: numberOf(dossier), reason: 'đã rõ' }, at);
const last = (dossier: Dossier): ConsultationTask => consultationsOf(dossier).at(-1)!;
const numberOf = (dossier: Dossier): number => last(dossier)?.number ?? 0;
const expired = (dossier: Dossier, at: Date): Dossier => then(dossier, expireConsultations(dossier, calendar, at));
const refused = (work: () => unknown, code: string, path?: string): void => {
  expect(work).toThrow(expect.objectContaining({ code, ...(path && { fields: [expect.objectContaining({ path })] }) }));
};

describe('Who is asked for an opinion (Decree 61/2018 Art. 19.5)', () => {
  it('is asked what, and until when; several at once, each by a request of its own', () => {
    const both = asked(asked(), { consulted: { agencyCode: 'H41.98' } });
    expect(consultationsOf(both)).toMatchObject([
      { number: 2, agencyCode: 'H41.99', openedAt: ASKED_AT, dueAt: LIMIT },
      { number: 3, agencyCode: 'H41.98', openedAt: ASKED_AT, dueAt: LIMIT },
    ]);
    expect(openConsultations(both)).toHaveLength(2);
    // Work of others is no step of the process.
    expect(completedSteps(both)).toBe(completedSteps(inProgress));
  });

  it('is asked only while the dossier is processed, and not on one of a legacy system', () => {
    const received = after(lived(['submit', '2026-08-20 09:00'], ['accept', '2026-08-20 09:15']));
    refused(() => requesting(received), 'dossier.not-in-state');
    refused(() => requesting(importedDossier()), 'dossier.not-in-state');
    expect(requesting(inProgress)).toHaveLength(1);
  });

  it('is not who asks: the own agency, its unit or one that has a step to do; another unit is', () => {
    const unit = (code: string) => ({ consulted: { agencyCode: 'H41.14', unit: code } });
    refused(
      () => requesting(inProgress, { consulted: { agencyCode: 'H41.14' } }),
      'consultation.own-agency',
      'agencyCode',
    );
    refused(() => requesting(inProgress, unit('mot-cua')), 'consultation.own-unit', 'unit');
    refused(() => requesting(inProgress, unit('Chuyen-Mon ')), 'consultation.own-unit', 'unit');
    const elsewhere = { consulted: { agencyCode: 'H41.99', unit: 'dia-chinh' } };
    refused(() => requesting(inProgress, elsewhere), 'consultation.unit-of-other', 'unit');
    expect(requesting(inProgress, unit('dia-chinh'))).toMatchObject([{ consulted: { unit: 'dia-chinh' } }]);
  });

  // Decree 118/2025/NĐ-CP Art. 14: the counter of a centre is no unit of the agency that asks.
  it('may be a unit of the own agency that is called like one of the counter which received for it', () => {
    const own = { consulted: { agencyCode: 'H41.14', unit: 'chuyen-mon' } };
    const openAt = (agencyCode: string): Dossier => ({
      ...inProgress,
      receivingAgencyCode: CENTRE,
      tasks: inProgress.tasks.map((task) => (task.closing ? task : { ...task, agencyCode })),
    });
    expect(requesting(openAt(CENTRE), own)).toHaveLength(1);
    refused(() => requesting(openAt('H41.14'), own), 'consultation.own-unit', 'unit');
  });

  it.each([
    ['2026-08-20 10:29', 'consultation.time-too-short'],
    ['2026-08-20 10:31', 'consultation.time-too-short'],
    ['2026-08-21 10:30', 'consultation.time-too-short'],
    ['2026-08-23 10:00', 'consultation.outside-office-hours'],
    ['2026-08-24 12:00', 'consultation.outside-office-hours'],
    ['2026-09-15 17:00', 'consultation.time-too-long'],
    ['2027-02-01 10:00', 'calendar.day-not-covered'],
    ['9999-01-01 10:00', 'calendar.day-not-covered'],
  ])('has a time in which it can answer, and that has an end: not until %s', (answerBy, code) => {
    refused(() => requesting(inProgress, { answerBy: local(answerBy) }), code, 'answerBy');
  });

  it.each(['2026-08-21 11:00', '2026-08-24 17:00', '2026-09-11 17:00'])('may have until %s', (answerBy) => {
    expect(requesting(inProgress, { answerBy: local(answerBy) })).toHaveLength(1);
  });

  it('is asked once at a time, and again once: not for ever, withdrawn or not', () => {
    const once = asked();
    refused(() => requesting(once), 'consultation.already-open');
    const again = asked(then(once, withdrawing(once, local('2026-08-20 14:00'))), {}, local('2026-08-20 14:10'));
    expect(last(again).consultation.again).toBe(numberOf(once));
    const twice = then(again, withdrawing(again, local('2026-08-20 15:00')));
    refused(() => requesting(twice, {}, local('2026-08-20 15:10')), 'consultation.asked-twice');
    // Nobody else is kept from being asked.
    expect(requesting(twice, { consulted: { agencyCode: 'H41.98' } }, local('2026-08-20 15:10'))).toHaveLength(1);
  });

  it('is one of as many as the rule set lets a dossier ask, withdrawn or not; who was asked may be asked again', () => {
    const first = asked(by({ mostAsked: 2 }));
    const withdrawn = then(first, withdrawing(first, local('2026-08-20 14:00')));
    const both = asked(withdrawn, { consulted: { agencyCode: 'H41.98' } }, local('2026-08-20 14:05'));
    const third = { consulted: { agencyCode: 'H41.97' } };
    refused(() => requesting(both, third, local('2026-08-20 14:10')), 'consultation.asked-too-many');
    const unit = { consulted: { agencyCode: 'H41.14', unit: 'phap-che' } };
    refused(() => requesting(both, unit, local('2026-08-20 14:10')), 'consultation.asked-too-many');
    expect(requesting(both, {}, local('2026-08-20 14:10'))).toHaveLength(1);
  });

  it('is one of ten at most, where the rule set says nothing of it', () => {
    let dossier = inProgress;
    for (let n = 10; n < 20; n += 1) dossier = asked(dossier, { consulted: { agencyCode: `H41.${n + 20}` } });
    refused(() => requesting(dossier, { consulted: { agencyCode: 'H41.99' } }), 'consultation.asked-too-many');
  });
});

describe('The due date of a dossier', () => {
  it('is not moved, and its clock not paused, by asking, answering, extending, withdrawing or silence', () => {
    const deadline = inProgress.acceptance!.deadline;
    const pauses = inProgress.acceptance!.pauses;
    const open = asked();
    const extended = then(open, extending(open, local('2026-08-25 10:00'), local('2026-08-21 09:00')));
    const ends = [
      open,
      extended,
      then(open, answering(open, local('2026-08-21 09:00')), CONSULTED),
      then(open, withdrawing(open, local('2026-08-21 09:00'))),
      expired(open, local('2026-08-24 10:01')),
    ];
    for (const dossier of ends) expect(dossier.acceptance).toMatchObject({ deadline, pauses });
  });

  it('passes also while others are asked: late stays late', () => {
    const late = expired(asked(inProgress, { answerBy: local('2026-08-28 10:00') }), local('2026-08-28 11:00'));
    expect(late.acceptance?.deadline).toEqual({ state: 'RUNNING', dueAt: local('2026-08-24 17:00') });
  });

  it('pauses for the applicant while others are asked, whose limit stands', () => {
    const open = asked();
    const supplement = { items: ['x'], reason: 'thiếu', provideUntil: local('2026-09-20 10:00') };
    const waiting = then(open, requestSupplement(open, supplement, countOf(open), local('2026-08-20 14:00')));
    expect(last(waiting).dueAt).toEqual(LIMIT);
    const answered = then(waiting, answering(waiting, local('2026-08-21 09:00')), CONSULTED);
    expect(last(answered).closing?.outcome).toBe('ANSWERED');
    const silent = expired(waiting, local('2026-08-24 10:01'));
    expect(last(silent).closing).toEqual({ at: LIMIT, outcome: 'SILENT' });
    expect(silent.status).toBe('WAITING_SUPPLEMENT');
    const back = then(silent, provideSupplement(silent, {}, CITIZEN, calendar, local('2026-08-25 09:00')), CITIZEN);
    expect(last(back).dueAt).toEqual(LIMIT);
  });
});

describe('An answer', () => {
  it('comes from the agency that is asked, with its position', () => {
    const open = asked();
    const answered = then(open, answering(open, local('2026-08-21 09:00')), CONSULTED);
    expect(last(answered)).toMatchObject({
      closing: { at: local('2026-08-21 09:00'), outcome: 'ANSWERED' },
      consultation: { answer: { position: 'CONDITIONS', late: false } },
    });
    refused(() => answering(answered, local('2026-08-21 10:00')), 'consultation.closed');
  });

  it('does not come from the lead, from another agency, or for a consultation of others', () => {
    const both = asked(asked(), { consulted: { agencyCode: 'H41.98' } });
    const at = local('2026-08-21 09:00');
    refused(() => answering(both, at, OFFICER), 'consultation.of-others');
    refused(() => answering(both, at, { ...CONSULTED, agency: 'H41.97' }), 'consultation.of-others');
    refused(() => answering(both, at, CONSULTED, 3), 'consultation.of-others');
    refused(() => answering(both, at, CONSULTED, 7), 'consultation.of-others');
    expect(answering(both, at, CONSULTED, 2)).toHaveLength(1);
    expect([mayAnswerSome(both, OFFICER), mayAnswerSome(both, CONSULTED)]).toEqual([false, true]);
  });

  it('of an own unit comes from that unit, known by the token, and never from who asked', () => {
    const open = asked(inProgress, { consulted: { agencyCode: 'H41.14', unit: 'dia-chinh' } });
    const at = local('2026-08-21 09:00');
    const surveyor: Actor = { kind: 'OFFICER', account: 'officer-5', agency: 'H41.14', unit: 'Dia-chinh' };
    refused(() => answering(open, at, { ...surveyor, unit: 'chuyen-mon' }), 'consultation.of-others');
    refused(() => answering(open, at, { ...surveyor, unit: undefined }), 'consultation.of-others');
    refused(() => answering(open, at, { ...surveyor, account: OFFICER.account }), 'consultation.own-request');
    expect(answering(open, at, surveyor)).toHaveLength(1);
  });

  it('after the limit is kept and marked late, and does not rewrite the silence', () => {
    const silent = expired(asked(), local('2026-08-24 10:01'));
    const [event] = answering(silent, local('2026-08-24 14:00'));
    expect(event.late).toBe(true);
    expect(flagsOf(event)).toEqual(['CONSULTATION_ANSWERED_LATE']);
    const kept = then(silent, [event], CONSULTED);
    expect(last(kept)).toMatchObject({
      closing: { at: LIMIT, outcome: 'SILENT' },
      consultation: { answer: { at: local('2026-08-24 14:00'), late: true } },
    });
    refused(() => answering(kept, local('2026-08-24 15:00')), 'consultation.closed');
  });

  it('that was withdrawn is not awaited any more', () => {
    const open = asked();
    const withdrawn = then(open, withdrawing(open, local('2026-08-21 09:00')));
    refused(() => answering(withdrawn, local('2026-08-21 10:00')), 'consultation.closed');
  });
});

describe('Silence', () => {
  it('is never consent by Decree 61/2018 Art. 19.5, and no letter can say so', () => {
    refused(
      () => requesting(inProgress, { silenceIsConsent: true }),
      'consultation.silence-is-no-consent',
      'silenceIsConsent',
    );
    const [event] = expireConsultations(asked(), calendar, local('2026-08-24 10:01'));
    expect(event).toMatchObject({ consent: false, limit: LIMIT });
    expect(flagsOf(event!)).toEqual(['CONSULTATION_SILENT']);
  });

  it('is consent by Directive 10/CT-UBND 2021 where the letter says so, and else is not', () => {
    const evidence = { silence: { silence: 'IF_DECLARED', legalBasis: 'Chỉ thị 10/CT-UBND năm 2021' } };
    expect(requesting(declarable, { silenceIsConsent: true })).toMatchObject([
      { ...evidence, declared: true, silenceIsConsent: true, ruleSet: { id: 'nd-118-2025', version: 1 } },
    ]);
    const outcome = (silenceIsConsent: boolean) =>
      last(expired(asked(declarable, { silenceIsConsent }), local('2026-08-24 10:01'))).closing?.outcome;
    expect([outcome(true), outcome(false)]).toEqual(['CONSENT_BY_SILENCE', 'SILENT']);
  });

  it('is consent by Decree 31/2021 Art. 6.2b whatever the letter says', () => {
    const byLaw = by({ silence: 'BY_LAW', legalBasis: 'Nghị định 31/2021/NĐ-CP Điều 6.2b' });
    expect(last(expired(asked(byLaw), local('2026-08-24 10:01'))).closing?.outcome).toBe('CONSENT_BY_SILENCE');
  });

  it('of an own unit is no consent by any law: no agency agrees with itself', () => {
    const consulted = { agencyCode: 'H41.14', unit: 'dia-chinh' };
    refused(() => requesting(declarable, { consulted, silenceIsConsent: true }), 'consultation.silence-is-no-consent');
    const byLaw = by({ silence: 'BY_LAW', legalBasis: 'x' });
    expect(requesting(byLaw, { consulted })).toMatchObject([{ silenceIsConsent: false }]);
  });

  it('is not recorded before the limit, nor at it, nor twice', () => {
    expect(expireConsultations(asked(), calendar, LIMIT)).toEqual([]);
    const silent = expired(asked(), local('2026-08-24 10:01'));
    expect(expireConsultations(silent, calendar, local('2026-08-25 10:00'))).toEqual([]);
  });

  it('begins at the limit, whenever it is recorded', () => {
    const late = expired(asked(), local('2026-08-26 09:00'));
    expect(last(late).closing).toEqual({ at: LIMIT, outcome: 'SILENT' });
  });

  it('on a day that a later calendar made a day off begins after the next working day (Civil Code Art. 148.5)', () => {
    const off = { from: '2026-08-24', to: '2026-08-24', name: 'Nghỉ bão', kind: 'HOLIDAY' as const };
    const changed = compileCalendar({ ...calendar2026, version: 2, daysOff: [off, ...calendar2026.daysOff] });
    expect(expireConsultations(asked(), changed, local('2026-08-25 16:59'))).toEqual([]);
    expect(expireConsultations(asked(), changed, local('2026-08-25 17:01'))).toHaveLength(1);
    // The letter's limit stays as it is.
    const [event] = setDeadlineAnew(asked(), { calendar: changed, version: 2 }, local('2026-08-21 08:00'));
    expect(last(then(asked(), [event!])).dueAt).toEqual(LIMIT);
  });
});

describe('More time', () => {
  it('is given once, before the limit, and within the longest time from the request', () => {
    const open = asked();
    const at = local('2026-08-24 09:00');
    refused(() => extending(open, LIMIT, at), 'consultation.time-too-short', 'answerBy');
    refused(() => extending(open, local('2026-09-15 17:00'), at), 'consultation.time-too-long', 'answerBy');
    const extended = then(open, extending(open, local('2026-08-26 10:00'), at));
    expect(last(extended)).toMatchObject({ dueAt: local('2026-08-26 10:00'), consultation: { extendedFrom: LIMIT } });
    refused(() => extending(extended, local('2026-08-27 10:00'), at), 'consultation.extended-once');
    expect(expireConsultations(extended, calendar, local('2026-08-25 10:00'))).toEqual([]);
    const silent = expired(open, local('2026-08-24 10:01'));
    refused(() => extending(silent, local('2026-08-26 10:00'), local('2026-08-24 10:02')), 'dossier.not-in-state');
  });
});

describe('A request', () => {
  it('is withdrawn before the limit; a silence that was recorded stays', () => {
    const open = asked();
    const at = local('2026-08-21 09:00');
    expect(last(then(open, withdrawing(open, at))).closing).toEqual({ at, outcome: 'WITHDRAWN' });
    const silent = expired(open, local('2026-08-24 10:01'));
    refused(() => withdrawing(silent, local('2026-08-24 10:02')), 'dossier.not-in-state');
    const other = asked(
      silent,
      { consulted: { agencyCode: 'H41.98' }, answerBy: local('2026-08-28 10:00') },
      local('2026-08-25 09:00'),
    );
    const ofSilent = { consultation: 2, reason: 'x' };
    refused(() => withdrawConsultation(other, ofSilent, local('2026-08-25 10:00')), 'consultation.closed');
    refused(
      () => withdrawConsultation(other, { ...ofSilent, consultation: 9 }, local('2026-08-25 10:00')),
      'consultation.unknown',
    );
  });

  it('that is open keeps the dossier from being resolved, until it is answered, withdrawn or silent', () => {
    const open = asked();
    const at = local('2026-08-21 09:00');
    const refuse = (dossier: Dossier, when = at) =>
      resolve(dossier, { outcome: 'NOT_ELIGIBLE', reason: 'x' }, calendar, when);
    refused(() => refuse(open), 'dossier.consultations-open');
    expect(allowedOutcomes(open)).toEqual([]);
    for (const dossier of [
      then(open, answering(open, local('2026-08-21 08:00')), CONSULTED),
      then(open, withdrawing(open, local('2026-08-21 08:00'))),
    ]) {
      expect(refuse(dossier)).toHaveLength(1);
      expect(allowedOutcomes(dossier)).toEqual(['NOT_ELIGIBLE']);
    }
    const silent = expired(open, local('2026-08-24 10:01'));
    expect(refuse(silent, local('2026-08-24 11:00'))).toHaveLength(1);
  });

  it('that is open when the applicant withdraws the dossier, or it is stopped, is cancelled with it', () => {
    const at = local('2026-08-21 09:00');
    for (const events of [
      withdraw(asked(), { withdrawnBy: 'APPLICANT' }, calendar, at),
      stop(asked(), { reason: 'x' }, calendar, at),
    ]) {
      const ended = then(asked(), events);
      expect(last(ended).closing).toEqual({ at, outcome: 'CANCELLED' });
      expect(allowedActions(ended)).toEqual([]);
    }
  });

  it('to an agency that has ended is its successor’s to answer, and a dossier that goes to a successor leaves it there', () => {
    const at = local('2026-08-24 00:00');
    const events = transferConsultations(asked(), { from: 'H41.99', to: 'H41.96' }, at);
    const moved = then(asked(), events);
    refused(() => answering(moved, local('2026-08-24 09:00')), 'consultation.of-others');
    expect(answering(moved, local('2026-08-24 09:00'), { ...CONSULTED, agency: 'H41.96' })).toHaveLength(1);
    expect(transferConsultations(moved, { from: 'H41.99', to: 'H41.96' }, at)).toEqual([]);

    const unit = asked(asked(), { consulted: { agencyCode: 'H41.14', unit: 'dia-chinh' } });
    const lead = then(unit, transfer(unit, { from: 'H41.14', to: 'H41.15' }, at));
    expect(consultationsOf(lead).map(({ agencyCode }) => agencyCode)).toEqual(['H41.99', 'H41.15']);
    // Where it becomes its own lead, who asked does not answer.
    const merged = then(asked(), transferConsultations(asked(), { from: 'H41.99', to: 'H41.14' }, at));
    refused(() => answering(merged, local('2026-08-24 09:00'), OFFICER), 'consultation.own-request');
  });

  it('tells others who is asked and until when, and nothing that a person wrote', () => {
    const [event] = requesting(declarable, { silenceIsConsent: true });
    const others = told(event, asked(declarable));
    expect(others).toMatchObject({ consultation: 2, consultedAgencyCode: 'H41.99', silenceIsConsent: true });
    expect(JSON.stringify(others)).not.toMatch(/đề nghị|trích lục/);
  });
});
