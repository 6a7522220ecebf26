import {
  eventDefinition,
  eventDefinitions,
  GOLDEN_EVENTS,
  TOPICS,
  type DossierFacts,
  type DossierTimeShares,
} from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import { validateSync } from 'class-validator';
import type { Dossier, Opening } from '../domain/dossier.js';
import { signed, type Actor, type DossierEvent } from '../domain/dossier-events.js';
import { legacyProcedure } from '../domain/legacy-dossier.js';
import type { OpenedStep } from '../domain/tasks.js';
import { timeUseAtEnd } from '../domain/time-use.js';
import { after, lived } from '../testing/example-dossiers.js';
import { basis, compiled2026, procedure } from '../testing/reference-data.js';
import { publishedEvent } from './published-events.js';

const at = new Date('2026-08-20T01:30:00Z');

function openingOf({ dossierId, procedureId, procedureCode, procedureVersion, ...facts }: DossierFacts): Opening {
  const { agencyCode, receivingAgencyCode = agencyCode, fieldCode, channel, subjectType } = facts;
  const of = { id: procedureId, code: procedureCode, version: procedureVersion, fieldCode, caseCode: 'mac-dinh' };
  return { id: dossierId, agencyCode, receivingAgencyCode, procedure: { ...procedure(), ...of }, channel, subjectType };
}

/** The dossier that published facts describe. */
function dossierOf(facts: DossierFacts, endedAt = at): Dossier {
  const { status, code, acceptedAt, dueAt } = facts;
  const begun = {
    version: 2,
    announced: 2,
    submittedAt: at,
    supplementRequests: 0,
    tasks: [],
    handedOn: [],
    lastEventAt: at,
    dataProblems: [],
  };
  const live = { ...openingOf(facts), ...begun, origin: 'LIVE' as const };
  if (status === 'SUBMITTED') return { ...live, status };
  if (status === 'REFUSED_INTAKE') return { ...live, status, ending: { endedAt: at, outcome: undefined } };
  if (code === undefined || acceptedAt === undefined) throw new Error(`no ${status} dossier without a code`);
  const acceptance = {
    code,
    acceptedAt: new Date(acceptedAt),
    basis: basis(),
    deadline: dueAt ? { state: 'RUNNING' as const, dueAt: new Date(dueAt) } : { state: 'PAUSED' as const, since: at },
    pauses: [],
    ...(facts.appointedAt && { apology: { at, newDueAt: new Date(facts.appointedAt), late: false } }),
  };
  switch (status) {
    case 'RECEIVED':
    case 'IN_PROGRESS':
      return { ...live, status, acceptance };
    case 'WAITING_SUPPLEMENT':
      return { ...live, status, acceptance, waiting: { returnTo: 'IN_PROGRESS', since: at } };
    case 'RESOLVED':
    case 'DELIVERED':
      return { ...live, status, acceptance, ending: { endedAt, outcome: 'APPROVED' } };
    case 'WITHDRAWN':
    case 'STOPPED':
      return { ...live, status, acceptance, ending: { endedAt: at, outcome: undefined } };
    case 'WAITING_PAYMENT':
      throw new Error('no action leads to WAITING_PAYMENT');
  }
}

function beginning({ stepCode, unit }: { stepCode: string; unit: string }): OpenedStep {
  const budget = { amount: 1, unit: 'WORKING_DAY' as const };
  return { step: { code: stepCode, name: written, unit, budget, predecessors: [] }, dueAt: at };
}

function consulted({ consultation, consultedAgencyCode: agencyCode, consultedUnit: unit }: any) {
  return { consultation, consulted: { agencyCode, unit } };
}

const written = 'Nguyễn Văn An, 040090000001, thiếu giấy chứng sinh';

/** What happened, for every event that is published; with texts that must not get out. */
function happened(type: string, data: any): DossierEvent {
  const fact = { at, status: data.dossier.status };
  const dueAt = data.dossier.dueAt && new Date(data.dossier.dueAt);
  switch (type) {
    case 'dossier.submitted':
      return { ...fact, type: 'submitted', ...openingOf(data.dossier) };
    case 'dossier.accepted':
      return {
        ...fact,
        type: 'accepted',
        code: data.dossier.code,
        procedure: procedure(),
        budget: data.budget,
        basis: basis(),
        deadline: { state: 'RUNNING', dueAt },
        begins: [],
      };
    case 'dossier.refused':
      return { ...fact, type: 'refused', reason: written, cause: data.cause };
    case 'dossier.forwarded':
      return {
        ...fact,
        type: 'forwarded',
        stepCode: data.stepCode,
        unit: data.unit,
        late: true,
        forwardBy: dueAt,
        completes: ['tiep-nhan'],
        stepLate: true,
        begins: (data.nextSteps ?? [data]).map(beginning),
      };
    case 'dossier.intake-corrected':
      return {
        ...fact,
        type: 'intake-corrected',
        reason: written,
        corrections: data.fields.map((field: 'applicant.phone') => ({ field, before: written, after: written })),
      };
    case 'dossier.step-completed': {
      const { stepCode, unit, nextStepCode, nextUnit, nextSteps } = data;
      const next = nextSteps ?? [{ stepCode: nextStepCode, unit: nextUnit }];
      return {
        ...fact,
        type: 'step-completed',
        stepCode,
        unit,
        late: true,
        byHead: true,
        begins: next.map(beginning),
      };
    }
    case 'dossier.step-returned': {
      const { stepCode, unit, nextStepCode, nextUnit } = data;
      return {
        ...fact,
        type: 'step-returned',
        stepCode,
        unit,
        late: true,
        byHead: false,
        repeated: false,
        reason: 'Nguyễn Văn An chưa ký',
        begins: [beginning({ stepCode: nextStepCode, unit: nextUnit })],
      };
    }
    case 'dossier.forwarding-recalled':
      return { ...fact, type: 'forwarding-recalled', recalls: data.stepCodes, begins: [] };
    case 'dossier.supplement-requested':
      return {
        ...fact,
        type: 'supplement-requested',
        items: [written],
        reason: written,
        requestNumber: data.requestNumber,
        repeated: false,
        afterWindow: false,
        pausesClock: data.pausesClock,
        mode: 'RESTART',
        provideUntil: new Date(data.provideUntil),
      };
    case 'dossier.supplement-provided':
      return { ...fact, type: 'supplement-provided', mode: data.mode, answeredByAsker: false, taskDues: [] };
    case 'dossier.supplement-checked':
      return {
        ...fact,
        type: 'supplement-checked',
        outcome: data.outcome,
        missing: [2],
        reason: written,
        pausesClock: data.pausesClock,
        provideUntil: new Date(data.provideUntil),
      };
    case 'dossier.resolved':
      return { ...fact, type: 'resolved', outcome: data.outcome, reason: written, begins: [] };
    case 'dossier.withdrawn':
      return { ...fact, type: 'withdrawn', reason: written, withdrawnBy: data.withdrawnBy };
    case 'dossier.stopped':
      return { ...fact, type: 'stopped', reason: written };
    case 'dossier.apologised':
      return {
        ...fact,
        type: 'apologised',
        reason: written,
        agencyName: written,
        previousDueAt: new Date(data.previousDueAt),
        newDueAt: new Date(data.newDueAt),
        late: data.late,
      };
    case 'dossier.reopened':
      return {
        ...fact,
        type: 'reopened',
        foundBy: data.foundBy,
        reason: written,
        correctBy: new Date(data.correctBy),
        ruleSet: basis().ruleSet,
      };
    case 'dossier.result-corrected':
      return {
        ...fact,
        type: 'result-corrected',
        withoutSteps: data.flags.includes('RESULT_WITHOUT_STEPS'),
        outcome: data.outcome,
        reason: written,
        // Before anything of these facts.
        correctBy: new Date('2026-08-01T10:00:00.000Z'),
        late: data.flags.includes('RESULT_CORRECTED_LATE'),
        reversed: data.reversed,
        minutes: data.minutes,
      };
    case 'dossier.correction-delivered':
      return { ...fact, type: 'correction-delivered' };
    case 'dossier.due-changed':
      return {
        ...fact,
        type: 'deadline-changed',
        cause: data.cause,
        basis: { ...basis(), calendar: { id: data.calendarId, version: data.calendarVersion } },
        previous: { state: 'RUNNING', dueAt: new Date(data.previousDueAt) },
        deadline: { state: 'RUNNING', dueAt },
        taskDues: [],
      };
    case 'dossier.transferred':
      return {
        ...fact,
        type: 'transferred',
        cause: data.cause,
        fromAgencyCode: data.fromAgencyCode,
        toAgencyCode: data.dossier.agencyCode,
      };
    case 'dossier.consultation-requested':
      return {
        ...fact,
        type: 'consultation-requested',
        ...consulted(data),
        content: written,
        papers: [written],
        answerBy: new Date(data.answerBy),
        silence: { silence: data.silence, legalBasis: 'x' },
        ruleSet: { id: 'nd-118-2025', version: 1 },
        declared: true,
        silenceIsConsent: data.silenceIsConsent,
        again: data.again,
      };
    case 'dossier.consultation-answered':
      return {
        ...fact,
        type: 'consultation-answered',
        ...consulted(data),
        position: data.position,
        opinion: written,
        late: data.late,
      };
    case 'dossier.consultation-extended':
      return {
        ...fact,
        type: 'consultation-extended',
        ...consulted(data),
        answerBy: new Date(data.answerBy),
        previousAnswerBy: new Date(data.previousAnswerBy),
        reason: written,
      };
    case 'dossier.consultation-withdrawn':
      return { ...fact, type: 'consultation-withdrawn', ...consulted(data), reason: written };
    case 'dossier.consultation-expired':
      return {
        ...fact,
        type: 'consultation-expired',
        ...consulted(data),
        limit: new Date(data.limit),
        consent: data.consent,
      };
    case 'dossier.consultation-transferred':
      return {
        ...fact,
        type: 'consultation-transferred',
        ...consulted(data),
        fromAgencyCode: data.fromAgencyCode,
      };
    case 'dossier.imported':
      return {
        ...fact,
        type: 'imported',
        ...openingOf(data.dossier),
        procedure: legacyProcedure(openingOf(data.dossier).procedure),
        code: data.dossier.code,
        submittedAt: at,
        receivedAt: at,
        legacySystem: data.legacySystem,
        legacyId: data.legacyId,
        endedAt: new Date(data.endedAt),
        steps: Array.from({ length: data.stepCount }, () => ({ name: written, officer: written, at: new Date(0) })),
        flags: data.flags,
        dataProblems: [],
      };
    case 'dossier.delivered':
      return { ...fact, type: 'delivered' };
    default:
      throw new Error(`no example of ${type}`);
  }
}

const OFFICER: Actor = { kind: 'OFFICER', account: 'officer-tu-phap', agency: 'H41.14', unit: 'mot-cua' };
const BY_OFFICER = { kind: 'OFFICER', agency: 'H41.14', unit: 'mot-cua', officer: 'key' };
const officerKey = () => 'key';

const golden = [...GOLDEN_EVENTS.values()].filter((event) => event.type.startsWith('dossier.'));

describe('The end of a dossier', () => {
  const life = (...acts: Parameters<typeof lived>) => lived(['submit', '2026-08-20 09:00'], ...acts);
  const toldOf = (events: DossierEvent[], calendar?: WorkingCalendar) => {
    const [event, dossier] = [events.at(-1)!, after(events)];
    const use = timeUseAtEnd(event, dossier, calendar);
    return publishedEvent(signed(event, OFFICER), dossier, officerKey, use) as { timeShares?: DossierTimeShares };
  };

  it('says who had it how long and who made it late, by keys, and adds up', () => {
    const payload = toldOf(
      life(
        ['accept', '2026-08-20 09:00'],
        ['forward', '2026-08-20 10:00'],
        ['complete-step', '2026-08-26 10:00'],
        ['resolve', '2026-08-26 11:00'],
      ),
      compiled2026(),
    );
    expect(validateSync(payload, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    const { minutes, lateMinutes, charged } = payload.timeShares!;
    expect(charged).toEqual([
      { party: 'COUNTER', agencyCode: 'H41.14', minutes: 60 },
      { party: 'UNIT', agencyCode: 'H41.14', unit: 'chuyen-mon', officer: 'key', minutes: 2250, lateMinutes: 660 },
      { party: 'UNIT', agencyCode: 'H41.14', unit: 'lanh-dao', minutes: 60 },
    ]);
    const sum = (of: 'minutes' | 'lateMinutes') => charged.reduce((all, share) => all + (share[of] ?? 0), 0);
    expect([sum('minutes'), sum('lateMinutes')]).toEqual([minutes, lateMinutes]);
  });

  it.each<[string, Parameters<typeof lived>]>([
    ['was not accepted', [['withdraw', '2026-08-20 10:00']]],
    [
      'has not come',
      [
        ['accept', '2026-08-20 09:00'],
        ['forward', '2026-08-20 10:00'],
      ],
    ],
    [
      'was told before',
      [
        ['accept', '2026-08-20 09:00'],
        ['forward', '2026-08-20 10:00'],
        ['resolve', '2026-08-26 11:00'],
        ['deliver', '2026-08-27 11:00'],
      ],
    ],
  ])('says nothing of it where it %s', (_what, acts) => {
    expect(toldOf(life(...acts), compiled2026()).timeShares).toBeUndefined();
  });

  it('says nothing of it where no calendar tells', () => {
    const ended = life(['accept', '2026-08-20 09:00'], ['stop', '2026-08-20 11:00']);
    expect(toldOf(ended).timeShares).toBeUndefined();
    expect(toldOf(ended, compiled2026()).timeShares!.minutes).toBe(120);
  });
});

describe('What others learn of a dossier', () => {
  it.each(golden.map((event) => [event.type, event.data] as const))('%s is its golden example', (type, data: any) => {
    const ended = data.endedAt ? new Date(data.endedAt) : at;
    const payload = publishedEvent(signed(happened(type, data), OFFICER), dossierOf(data.dossier, ended), officerKey)!;
    // Who had it how long follows from its life, which these facts do not tell.
    const { timeShares: _timeShares, ...told } = data;
    expect(JSON.parse(JSON.stringify(payload))).toEqual({ by: BY_OFFICER, ...told });
    expect(eventDefinition(payload)?.type).toBe(type);
    expect(validateSync(payload, { whitelist: true, forbidNonWhitelisted: true })).toEqual([]);
    expect(JSON.stringify(payload)).not.toContain('Nguyễn');
  });

  it.each<[Actor, object]>([
    [OFFICER, BY_OFFICER],
    [{ kind: 'APPLICANT', account: 'citizen-an' }, { kind: 'APPLICANT' }],
    [{ kind: 'PORTAL', account: 'portal-1' }, { kind: 'PORTAL' }],
    [{ kind: 'SYSTEM', account: 'system:calendar' }, { kind: 'SYSTEM' }],
    [{ kind: 'IMPORT', account: 'ops-1' }, { kind: 'IMPORT' }],
  ])('says who did it, an officer by a key and nobody by an account: $kind', (by, told) => {
    const { type, data } = golden[0] as (typeof golden)[number] & { data: any };
    const payload = publishedEvent(signed(happened(type, data), by), dossierOf(data.dossier), officerKey);
    expect((payload as { by: object }).by).toEqual(told);
    expect(JSON.stringify(payload)).not.toContain(by.account);
  });

  it('covers every event of the contract', () => {
    expect(golden).toHaveLength(eventDefinitions().filter(({ topic }) => topic === TOPICS.dossiers).length);
  });
});
