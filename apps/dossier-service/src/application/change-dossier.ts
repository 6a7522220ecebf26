import {
  DomainError,
  type CheckSupplementRequest,
  type DossierActionInput,
  type PersonalAction,
  type ResolveDossierRequest,
} from '@motcua/contracts';
import { Clock, type Caller } from '@motcua/platform';
import type { WorkingCalendar } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import type { Dossier } from '../domain/dossier.js';
import { stop, withdraw } from '../domain/ending.js';
import { refuse } from '../domain/intake.js';
import { correctIntake } from '../domain/intake-correction.js';
import { completeStep, deliver, forward, resolve, type Resolution } from '../domain/processing.js';
import {
  checkSupplement,
  expireSupplement,
  provideSupplement,
  requestSupplement,
  type SupplementCheck,
} from '../domain/supplement.js';
import { decided } from './allowed-actions.js';
import { changeableBy, worksFor } from './caller-scope.js';
import { Dossiers, type Changed, type ChangeWithin, type Decided, type DossierCommand } from './ports.js';

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
  'request-supplement':
    ({ items, reason, provideUntil }) =>
    (dossier, { now }) =>
      requestSupplement(
        dossier,
        { items, reason, provideUntil: provideUntil ? new Date(provideUntil) : undefined },
        now,
      ),
  'provide-supplement':
    () =>
    (dossier, { calendar, now }) =>
      provideSupplement(dossier, calendar, now),
  'check-supplement': (input) => {
    const check = checkOf(input);
    return (dossier, { now }) => checkSupplement(dossier, check, now);
  },
  'expire-supplement':
    () =>
    (dossier, { calendar, now }) =>
      expireSupplement(dossier, calendar, now),
  resolve: (input) => {
    const resolution = resolutionOf(input);
    return (dossier, { calendar, now }) => resolve(dossier, resolution, calendar, now);
  },
  deliver:
    () =>
    (dossier, { now }) =>
      deliver(dossier, now),
  withdraw:
    ({ reason }) =>
    (dossier, { calendar, caller, now }) => {
      // Whoever works for the agency is its counter, even as the owner: an officer can have made the submission.
      const withdrawnBy = worksFor(caller, dossier.agencyCode) ? 'COUNTER' : 'APPLICANT';
      return withdraw(dossier, { withdrawnBy, reason: reason ?? undefined }, calendar, now);
    },
  stop:
    ({ reason }) =>
    (dossier, { calendar, now }) =>
      stop(dossier, { reason }, calendar, now),
};

/** Does to a dossier what the lifecycle and the rules of the action allow. */
@Injectable()
export class ChangeDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError where the lifecycle or a rule of the action refuses. */
  async execute(command: ChangeCommand): Promise<Changed> {
    const { action, caller, input } = command;
    const decision = (DECISIONS[action] as (given: typeof input) => Decision)(input);
    return this.dossiers.change({ ...command, scopes: changeableBy(caller, action) }, (dossier, calendar, within) =>
      decided(command, dossier, this.dossiers, () =>
        decision(dossier, { calendar, caller, now: this.clock.now(), within }),
      ),
    );
  }
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
