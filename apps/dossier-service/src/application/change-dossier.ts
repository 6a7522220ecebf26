import {
  DomainError,
  type CheckSupplementRequest,
  type DossierActionInput,
  type PersonalAction,
  type RequestSupplementRequest,
  type ResolveDossierRequest,
} from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import { localDate, type WorkingCalendar } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { apologise } from '../domain/apology.js';
import {
  answerConsultation,
  extendConsultation,
  requestConsultation,
  withdrawConsultation,
} from '../domain/consultation.js';
import { isCounted, type Dossier } from '../domain/dossier.js';
import { stop, withdraw } from '../domain/ending.js';
import { recall, sendBack } from '../domain/handing-back.js';
import { refuse, type DeadlineCount } from '../domain/intake.js';
import { correctIntake } from '../domain/intake-correction.js';
import { completeStep, deliver, forward, resolve, type Resolution } from '../domain/processing.js';
import { correctResult, deliverCorrection, reopen } from '../domain/result-correction.js';
import {
  checkSupplement,
  expireSupplement,
  provideSupplement,
  requestSupplement,
  type SupplementCheck,
  type SupplementRequest,
} from '../domain/supplement.js';
import { assign, claim, release } from '../domain/task-work.js';
import { decided } from './allowed-actions.js';
import { changeableBy, expectInPlace } from './caller-scope.js';
import { expectInForce } from './receivable.js';
import {
  Dossiers,
  ReferenceData,
  type Changed,
  type ChangeWithin,
  type Decided,
  type DossierCommand,
} from './ports.js';

/** Every action of people except acceptance, which also takes a number and stamps a calendar. */
export type ChangingAction = Exclude<PersonalAction, 'accept'>;

export type ChangeCommand = {
  [A in ChangingAction]: DossierCommand<DossierActionInput<A>> & { action: A };
}[ChangingAction];

/** What a decision needs besides the dossier and the input. */
interface Circumstances {
  /** The one that the dossier is stamped with. */
  calendar: WorkingCalendar | undefined;
  caller: Caller;
  /** By what its supplements are counted: its stamp, or before acceptance what is in force now. */
  count(): Promise<DeadlineCount>;
  /** By what the correction of its result is counted: its stamp, with the calendar of today. */
  countNow(): Promise<DeadlineCount>;
  /** The present name of its agency. */
  agencyName(): Promise<string | undefined>;
  /** Refuses an agency that does not exist today. */
  inForce(agencyCode: string): Promise<void>;
  now: Date;
  within: ChangeWithin;
}

type Decision = (dossier: Dossier, circumstances: Circumstances) => Decided | Promise<Decided>;

/** Which rule of the domain decides on an action. An input that is wrong by itself is refused before a dossier is read. */
const DECISIONS: { [A in ChangingAction]: (input: DossierActionInput<A>) => Decision } = {
  refuse:
    ({ reason }) =>
    (dossier, { now }) =>
      refuse(dossier, { reason }, now),
  forward:
    () =>
    (dossier, { calendar, now, caller }) =>
      forward(dossier, caller, calendar, now),
  'correct-intake-data':
    ({ applicant, representative, reason }) =>
    async (dossier, { now, within }) =>
      correctIntake(
        dossier,
        await within.persons(),
        await within.replacedFields(),
        { applicant, representative, reason },
        now,
      ),
  'complete-step':
    ({ stepCode }) =>
    (dossier, { calendar, now, caller }) =>
      completeStep(dossier, { stepCode }, caller, calendar, now),
  'send-back':
    ({ stepCode, toStepCode, reason }) =>
    (dossier, { calendar, now, caller }) =>
      sendBack(dossier, { stepCode, toStepCode: toStepCode ?? undefined, reason }, caller, calendar, now),
  recall:
    () =>
    (dossier, { calendar, now, caller }) =>
      recall(dossier, caller, calendar, now),
  'claim-task':
    (input) =>
    (dossier, { now, caller }) =>
      claim(dossier, input, caller, now),
  'assign-task':
    (input) =>
    async (dossier, { now, caller, within }) =>
      assign(dossier, input, await within.officers(), caller, now),
  'release-task':
    (input) =>
    (dossier, { now, caller }) =>
      release(dossier, input, caller, now),
  'request-supplement': (input) => {
    const request = requestOf(input);
    return async (dossier, { count, now }) => requestSupplement(dossier, request, await count(), now);
  },
  'provide-supplement':
    ({ items, noOtherOfficer }) =>
    (dossier, { calendar, now, within }) =>
      provideSupplement(
        dossier,
        { items: items ?? undefined, noOtherOfficer: noOtherOfficer ?? false },
        within.by,
        calendar,
        now,
      ),
  'check-supplement': (input) => {
    const check = checkOf(input);
    return async (dossier, { count, now }) => checkSupplement(dossier, check, await count(), now);
  },
  'expire-supplement':
    () =>
    (dossier, { calendar, now }) =>
      expireSupplement(dossier, calendar, now),
  'request-consultation': (input) => {
    const { content, papers, answerBy, silenceIsConsent } = input;
    const asked = {
      content,
      papers: papers ?? [],
      answerBy: new Date(answerBy),
      silenceIsConsent: silenceIsConsent ?? false,
    };
    return async (dossier, { calendar, now, within, inForce }) => {
      const consulted = {
        agencyCode: input.agencyCode ?? dossier.agencyCode,
        ...(input.unit && { unit: input.unit }),
      };
      const events = requestConsultation(dossier, { ...asked, consulted }, within.by, calendar, now);
      if (consulted.agencyCode !== dossier.agencyCode) await inForce(consulted.agencyCode);
      return events;
    };
  },
  'answer-consultation':
    (answer) =>
    (dossier, { now, within }) =>
      answerConsultation(dossier, answer, within.by, now),
  'extend-consultation':
    ({ consultation, answerBy, reason }) =>
    (dossier, { calendar, now }) =>
      extendConsultation(dossier, { consultation, answerBy: new Date(answerBy), reason }, calendar, now),
  'withdraw-consultation':
    (withdrawal) =>
    (dossier, { now }) =>
      withdrawConsultation(dossier, withdrawal, now),
  resolve: (input) => {
    const resolution = resolutionOf(input);
    return (dossier, { calendar, now }) => resolve(dossier, resolution, calendar, now);
  },
  deliver:
    () =>
    (dossier, { now }) =>
      deliver(dossier, now),
  reopen:
    (input) =>
    async (dossier, { countNow, now }) =>
      reopen(dossier, input, await countNow(), now),
  'correct-result': (input) => {
    const resolution = resolutionOf(input);
    return async (dossier, { caller, countNow, now }) => {
      const { calendar } = await countNow();
      return correctResult(dossier, resolution, { calendar, byHead: caller.has('agency-head') }, now);
    };
  },
  'deliver-correction':
    () =>
    (dossier, { now }) =>
      deliverCorrection(dossier, now),
  withdraw:
    ({ reason }) =>
    (dossier, { calendar, now, within }) => {
      // A portal acts for its applicant.
      const withdrawnBy = within.by.kind === 'OFFICER' ? 'COUNTER' : 'APPLICANT';
      return withdraw(dossier, { withdrawnBy, reason: reason ?? undefined }, calendar, now);
    },
  stop:
    ({ reason }) =>
    (dossier, { calendar, now }) =>
      stop(dossier, { reason }, calendar, now),
  apologise:
    ({ reason, newDueAt }) =>
    async (dossier, { agencyName, count, now }) => {
      const circumstances = { calendar: (await count()).calendar, agencyName: await agencyName() };
      return apologise(dossier, { reason, newDueAt: new Date(newDueAt) }, circumstances, now);
    },
};

/** Does to a dossier what the lifecycle and the rules of the action allow. */
@Injectable()
export class ChangeDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a rule of the action refuses. */
  async execute(command: ChangeCommand): Promise<Changed> {
    const { action, caller, input } = command;
    const decision = (DECISIONS[action] as (given: typeof input) => Decision)(input);
    return this.dossiers.change({ ...command, scopes: changeableBy(caller, action) }, (dossier, calendar, within) =>
      decided(command, dossier, this.dossiers, () => {
        const now = this.clock.now();
        const count = () => this.countOf(dossier, calendar, now);
        const countNow = () => this.countNowOf(dossier, now);
        const agencyName = async () => (await this.referenceData.agency(dossier.agencyCode))?.name;
        if (within.by.kind === 'OFFICER') expectInPlace(action, caller, dossier);
        const inForce = (agencyCode: string) => expectInForce(this.referenceData, agencyCode, localDate(now));
        return decision(dossier, { agencyName, calendar, caller, count, countNow, inForce, now, within });
      }),
    );
  }

  private async countOf(dossier: Dossier, calendar: WorkingCalendar | undefined, now: Date): Promise<DeadlineCount> {
    if (isCounted(dossier) && calendar) return { basis: dossier.acceptance.basis, calendar };
    return this.referenceData.deadlineBasis(dossier.agencyCode, localDate(now));
  }

  /** By the rules of the acceptance and the calendar of today: that of the acceptance is recounted only while a dossier is open. */
  private async countNowOf(dossier: Dossier, now: Date): Promise<DeadlineCount> {
    const today = await this.referenceData.deadlineBasis(dossier.agencyCode, localDate(now));
    if (!isCounted(dossier)) return today;
    return { ...today, basis: { ...dossier.acceptance.basis, calendar: today.basis.calendar } };
  }
}

/** The contract of the API has always allowed to leave out the time limit; the rule does not. */
function requestOf({ items, reason, provideUntil }: RequestSupplementRequest): SupplementRequest {
  if (provideUntil) return { items, reason, provideUntil: new Date(provideUntil) };
  const message = { vi: 'phải nêu thời hạn bổ sung', en: 'is required: until when the applicant may provide it' };
  throw new DomainError({
    kind: 'invalid',
    code: 'supplement.time-missing',
    message: { vi: `Trường provideUntil ${message.vi}.`, en: `Field provideUntil ${message.en}.` },
    fields: [{ path: 'provideUntil', message }],
  });
}

function checkOf({ outcome, missing, reason }: CheckSupplementRequest): SupplementCheck {
  if (outcome === 'INCOMPLETE' && missing?.length && reason) return { outcome, missing, reason };
  if (outcome === 'COMPLETE' && !missing?.length && !reason) return { outcome };
  const message =
    outcome === 'COMPLETE'
      ? { vi: 'chỉ dùng khi kết quả là INCOMPLETE', en: 'are allowed only with INCOMPLETE' }
      : { vi: 'phải nêu thành phần còn thiếu và lý do', en: 'are required: what is missing, and why' };
  const paths =
    outcome === 'COMPLETE'
      ? { missing: !!missing?.length, reason: !!reason }
      : { missing: !missing?.length, reason: !reason };
  throw new DomainError({
    kind: 'invalid',
    code: 'supplement.check-fields',
    message: { vi: `Các trường missing và reason ${message.vi}.`, en: `Fields missing and reason ${message.en}.` },
    fields: (['missing', 'reason'] as const).filter((path) => paths[path]).map((path) => ({ path, message })),
  });
}

function resolutionOf({ outcome, reason }: ResolveDossierRequest): Resolution {
  if (outcome === 'NOT_ELIGIBLE' && reason) return { outcome, reason };
  if (outcome === 'APPROVED' && !reason) return { outcome };
  const message =
    outcome === 'APPROVED'
      ? { vi: 'chỉ dùng khi kết quả là NOT_ELIGIBLE', en: 'is allowed only with NOT_ELIGIBLE' }
      : { vi: 'phải nêu lý do cụ thể (Mẫu 03)', en: 'is required: the specific reason (Form 03)' };
  throw new DomainError({
    kind: 'invalid',
    code: 'dossier.resolution-reason',
    message: { vi: `Trường reason ${message.vi}.`, en: `Field reason ${message.en}.` },
    fields: [{ path: 'reason', message }],
  });
}
