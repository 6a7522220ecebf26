import type { DossierAction, DossierActionInput, PersonalAction, SupplementMode } from '@motcua/contracts';
import { scenario } from '@motcua/testing';
import { dueAt, type WorkingCalendar } from '@motcua/working-time';
import { apologise } from '../domain/apology.js';
import {
  answerConsultation,
  expireConsultations,
  extendConsultation,
  requestConsultation,
  transferConsultations,
  withdrawConsultation,
} from '../domain/consultation.js';
import { openConsultations, unansweredConsultations } from '../domain/consultation-tasks.js';
import { withdraw, stop } from '../domain/ending.js';
import { dueAtOf, isCounted, type Dossier, type Opening, type Procedure } from '../domain/dossier.js';
import { signed, type Actor, type DossierEvent, type FirstEvent } from '../domain/dossier-events.js';
import { begin, evolve } from '../domain/evolve.js';
import { publishedEvent } from '../events/published-events.js';
import { accept, refuse, submit, withCode, type DeadlineCount } from '../domain/intake.js';
import { transition } from '../domain/lifecycle.js';
import { correctIntake } from '../domain/intake-correction.js';
import { recall, sendBack } from '../domain/handing-back.js';
import { legacyProcedure, takeOver } from '../domain/legacy-dossier.js';
import { completeStep, deliver, forward, resolve } from '../domain/processing.js';
import { correctResult, deliverCorrection, reopen } from '../domain/result-correction.js';
import { assign, claim, release } from '../domain/task-work.js';
import { completableSteps, openSteps, type Worker } from '../domain/tasks.js';
import { setDeadlineAnew } from '../domain/calendar-change.js';
import { timeUseAtEnd } from '../domain/time-use.js';
import { transfer } from '../domain/transfer.js';
import { checkSupplement, expireSupplement, provideSupplement, requestSupplement } from '../domain/supplement.js';
import { basis, CENTRE, compiled2026, local, procedure } from './reference-data.js';

/** A decision waiting for its dossier: `ask(accept, …)`. */
export type Ask = (dossier: Dossier) => DossierEvent[];

/** Who does what an example says nothing else of. */
export const OFFICER: Actor = { kind: 'OFFICER', account: 'officer-1', agency: 'H41.14', unit: 'mot-cua' };
export const COLLEAGUE: Actor = { ...OFFICER, account: 'officer-2' };
/** Of the agency that the examples ask for its opinion. */
export const CONSULTED: Actor = { kind: 'OFFICER', account: 'officer-9', agency: 'H41.99', unit: 'quan-ly-dat' };
export const CITIZEN: Actor = { kind: 'APPLICANT', account: 'citizen-an' };

/** The dossier after a fact, which somebody signs. */
export function evolved(dossier: Dossier, event: DossierEvent, by: Actor = OFFICER): Dossier {
  return evolve(dossier, signed(event, by));
}

/** What others learn of a fact that is told to them, which somebody signs. */
export function told(event: DossierEvent, dossier: Dossier, by: Actor = OFFICER): object {
  const use = timeUseAtEnd(event, dossier, calendar);
  return publishedEvent(signed(event, by), dossier, (account) => `key of ${account.length} letters`, use)!;
}

/** Given these events, when this is asked, then this happens. */
export const aDossier = scenario<Dossier | undefined, Ask, DossierEvent>({
  initial: undefined,
  evolve: (dossier, event) => (dossier ? evolved(dossier, event) : begin(first(event))),
  decide: (dossier, ask) => ask(dossier!),
});

export const ID = '0198c2a4-7a00-7000-8000-000000000001';
const calendar: WorkingCalendar = compiled2026();
/** Who may do every step. */
export const ANYBODY: Worker = { has: () => true, subject: OFFICER.account };

/** By what the supplements of a dossier are counted. */
export function countOf(dossier: Dossier): DeadlineCount {
  return { basis: isCounted(dossier) ? dossier.acceptance.basis : basis(), calendar };
}

/** With what every action is asked for over REST. */
export const EXAMPLE_INPUTS: { [A in PersonalAction]: DossierActionInput<A> } = {
  accept: {},
  refuse: { reason: 'x' },
  forward: undefined,
  'correct-intake-data': { applicant: { phone: '0903555777' }, reason: 'x' },
  'complete-step': { stepCode: 'tham-dinh' },
  'send-back': { stepCode: 'phe-duyet', reason: 'x' },
  recall: undefined,
  'claim-task': { task: 1 },
  'assign-task': { task: 1, assignee: 'officer-1' },
  'release-task': { task: 1 },
  'request-supplement': { items: ['x'], reason: 'y', provideUntil: '2026-09-20T10:00:00.000Z' },
  'provide-supplement': {},
  'check-supplement': { outcome: 'COMPLETE' },
  'expire-supplement': undefined,
  'request-consultation': { agencyCode: 'H41.99', content: 'x', answerBy: '2026-08-25T09:00:00.000Z' },
  'answer-consultation': { consultation: 3, position: 'AGREE', opinion: 'x' },
  'extend-consultation': { consultation: 3, answerBy: '2026-08-26T09:00:00.000Z', reason: 'x' },
  'withdraw-consultation': { consultation: 3, reason: 'x' },
  resolve: { outcome: 'APPROVED' },
  deliver: undefined,
  reopen: { foundBy: 'APPLICANT', reason: 'x' },
  'correct-result': { outcome: 'APPROVED' },
  'deliver-correction': undefined,
  withdraw: { reason: 'x' },
  stop: { reason: 'x' },
  apologise: { reason: 'x', newDueAt: '2026-09-08T10:00:00.000Z' },
};

/** Every action with harmless input, at an instant. */
export function asking(action: DossierAction, at: Date): Ask {
  switch (action) {
    case 'submit':
      return () => submit({ ...submission(), online: true }, at);
    case 'accept':
      return (dossier) =>
        withCode(
          accept(dossier, { procedure: procedureOf(dossier), basis: basis(), calendar }, at),
          'H41.14-260820-0001',
        );
    case 'refuse':
      return (dossier) => refuse(dossier, { reason: 'không thuộc thẩm quyền' }, at);
    case 'forward':
      return (dossier) => forward(dossier, ANYBODY, calendar, at);
    case 'correct-intake-data':
      return (dossier) =>
        correctIntake(
          dossier,
          { applicant: { fullName: 'Nguyễn Văn An', phone: '0912345687' } },
          [],
          { applicant: { phone: '0912345678' }, reason: 'gõ nhầm' },
          at,
        );
    case 'complete-step':
      return (dossier) =>
        completeStep(dossier, { stepCode: completableSteps(dossier)[0]?.step.code ?? 'none' }, ANYBODY, calendar, at);
    case 'send-back':
      return (dossier) => sendBack(dossier, { ...returnOf(dossier), reason: 'chưa ký' }, ANYBODY, calendar, at);
    case 'recall':
      return (dossier) => recall(dossier, ANYBODY, calendar, at);
    case 'claim-task':
      return (dossier) => claim(dossier, { task: openTaskOf(dossier) }, ANYBODY, at);
    case 'assign-task':
      return (dossier) =>
        assign(
          dossier,
          { task: openTaskOf(dossier), assignee: 'officer-3' },
          [dossier.agencyCode, dossier.receivingAgencyCode].map((agency) => ({ account: 'officer-3', agency })),
          ANYBODY,
          at,
        );
    case 'release-task':
      return (dossier) => release(dossier, { task: openTaskOf(dossier) }, ANYBODY, at);
    case 'request-supplement':
      return (dossier) =>
        requestSupplement(
          dossier,
          { items: ['giấy chứng sinh'], reason: 'thiếu', provideUntil: new Date(at.getTime() + 3 * 86_400_000) },
          countOf(dossier),
          at,
        );
    case 'provide-supplement':
      return (dossier) => provideSupplement(dossier, {}, CITIZEN, calendar, at);
    case 'check-supplement':
      return (dossier) => checkSupplement(dossier, { outcome: 'COMPLETE' }, countOf(dossier), at);
    case 'expire-supplement':
      return (dossier) => expireSupplement(dossier, calendar, at);
    case 'request-consultation':
      return (dossier) => {
        const input = { content: 'đề nghị cho ý kiến', papers: ['trích lục'], silenceIsConsent: false };
        const open = openConsultations(dossier).map(({ agencyCode }) => agencyCode);
        const consulted = { agencyCode: open.includes('H41.99') ? 'H41.98' : 'H41.99' };
        return requestConsultation(
          dossier,
          { ...input, consulted, answerBy: limitAfter(at, 2) },
          OFFICER,
          calendar,
          at,
        );
      };
    case 'answer-consultation':
      return (dossier) => {
        const [asked] = unansweredConsultations(dossier);
        const answer = { consultation: asked?.number ?? 0, position: 'AGREE', opinion: 'thống nhất' } as const;
        return answerConsultation(dossier, answer, { ...CONSULTED, agency: asked?.agencyCode }, at);
      };
    case 'extend-consultation':
      return (dossier) => {
        const [asked] = openConsultations(dossier);
        const input = {
          consultation: asked?.number ?? 0,
          answerBy: limitAfter(asked?.dueAt ?? at, 1),
          reason: 'cần thêm',
        };
        return extendConsultation(dossier, input, calendar, at);
      };
    case 'withdraw-consultation':
      return (dossier) =>
        withdrawConsultation(
          dossier,
          { consultation: openConsultations(dossier)[0]?.number ?? 0, reason: 'đã rõ' },
          at,
        );
    case 'expire-consultation':
      return (dossier) => {
        transition(dossier, action);
        return expireConsultations(dossier, calendar, at);
      };
    case 'transfer-consultation':
      return (dossier) => {
        transition(dossier, action);
        const from = openConsultations(dossier)[0]!.agencyCode;
        return transferConsultations(dossier, { from, to: from === 'H41.99' ? 'H41.98' : 'H41.99' }, at);
      };
    case 'resolve':
      return (dossier) => resolve(dossier, { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' }, calendar, at);
    case 'deliver':
      return (dossier) => deliver(dossier, at);
    case 'reopen':
      return (dossier) => reopen(dossier, { foundBy: 'APPLICANT', reason: 'ghi sai số thửa' }, countOf(dossier), at);
    case 'correct-result':
      return (dossier) =>
        correctResult(
          dossier,
          { outcome: 'NOT_ELIGIBLE', reason: 'không đủ điều kiện' },
          { calendar, byHead: false },
          at,
        );
    case 'deliver-correction':
      return (dossier) => deliverCorrection(dossier, at);
    case 'withdraw':
      return (dossier) => withdraw(dossier, { withdrawnBy: 'APPLICANT', reason: 'nộp nhầm' }, calendar, at);
    case 'stop':
      return (dossier) => stop(dossier, { reason: 'theo đề nghị' }, calendar, at);
    case 'apologise':
      return (dossier) =>
        apologise(dossier, { reason: 'hồ sơ phức tạp', newDueAt: laterThan(dossier, at) }, { calendar }, at);
    case 'set-deadline-anew':
      return (dossier) => setDeadlineAnew(dossier, { calendar, version: 2 }, at);
    case 'transfer':
      // To and fro, so that a life can have several.
      return (dossier) => {
        const from = at.getTime() % 2 ? dossier.receivingAgencyCode : dossier.agencyCode;
        return transfer(dossier, { from, to: heirOf(from) }, at);
      };
  }
}

const openTaskOf = (dossier: Dossier): number => openSteps(dossier)[0]?.task.number ?? 1;

/** The last open step, to the last of those before it. */
const returnOf = (dossier: Dossier): { stepCode: string; toStepCode?: string } => {
  const step = completableSteps(dossier).at(-1)?.step;
  return { stepCode: step?.code ?? 'none', toStepCode: step?.predecessors.at(-1) };
};
/** The end of the office so many working days after an instant. */
export function limitAfter(at: Date, days: number): Date {
  const due = dueAt(calendar, { amount: days, unit: 'WORKING_DAY' }, { receivedAt: at, pauses: [] }, basis().rules);
  if (due.state !== 'RUNNING') throw new Error('nothing is paused');
  return due.dueAt;
}

/** The end of office hours on the second working day after it is due, and after now. */
function laterThan({ acceptance }: Dossier, at: Date): Date {
  const due = dueAtOf(acceptance?.deadline) ?? at;
  const from = { receivedAt: due > at ? due : at, pauses: [] };
  const until = dueAt(calendar, { amount: 2, unit: 'WORKING_DAY' }, from, basis().rules);
  return until.state === 'RUNNING' ? until.dueAt : at;
}

/** Two departments follow each other, and two centres. */
const heirOf = (agencyCode: string): string => {
  if (agencyCode.startsWith(CENTRE)) return agencyCode === CENTRE ? `${CENTRE}.1` : CENTRE;
  return agencyCode === 'H41.14' ? 'H41.15' : 'H41.14';
};

/** The version in force on the day of receipt is that of the submission. */
function procedureOf(dossier: Dossier): Procedure {
  return dossier.origin === 'LIVE' ? dossier.procedure : procedure();
}

/** A submission at the counter. */
export function submission(mode?: SupplementMode): Opening {
  return {
    id: ID,
    agencyCode: 'H41.14',
    receivingAgencyCode: 'H41.14',
    procedure: procedure(mode),
    channel: 'DIRECT',
    subjectType: 'CITIZEN',
  };
}

/** What happens to a dossier in turn, by local times: `lived(['submit', '2026-08-20 09:00'], …)`. */
export function lived(...steps: [action: DossierAction, at: string][]): DossierEvent[] {
  return livedWith(undefined, ...steps);
}

/** The same on a procedure whose sector law sets the supplement mode. */
export function livedWith(
  mode: SupplementMode | undefined,
  ...steps: [action: DossierAction, at: string][]
): DossierEvent[] {
  const events: DossierEvent[] = [];
  let dossier: Dossier | undefined;
  for (const [action, at] of steps) {
    const made =
      action === 'submit'
        ? submit({ ...submission(mode), online: true }, local(at))
        : asking(action, local(at))(dossier!);
    for (const event of made) dossier = dossier ? evolved(dossier, event) : begin(first(event));
    events.push(...made);
  }
  return events;
}

/** The dossier that events made. */
export function after(events: DossierEvent[]): Dossier {
  const [opening, ...rest] = events;
  return rest.reduce((dossier, event) => evolved(dossier, event), begin(first(opening)));
}

function first(event: DossierEvent | undefined): FirstEvent {
  if (event?.type === 'submitted' || event?.type === 'imported') return event;
  throw new Error(`no dossier begins with ${event?.type}`);
}

/** An open dossier of a legacy system. */
export function importedDossier(): Dossier {
  return begin(
    takeOver(
      {
        id: ID,
        legacySystem: 'old',
        legacyId: 'case-1',
        agencyCode: 'H41.14',
        procedure: legacyProcedure(procedure()),
        channel: 'OTHER',
        subjectType: 'CITIZEN',
        receivedAt: local('2026-01-05 09:00'),
        dueAt: local('2026-01-09 17:00'),
        steps: [],
      },
      local('2026-08-20 09:00'),
    )[0],
  );
}
