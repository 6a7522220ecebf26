import { DOSSIER_ACTIONS, DomainError, type PersonalAction, type Role } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { mayAnswerSome } from '../domain/consultation.js';
import type { Dossier, Outcome } from '../domain/dossier.js';
import { allowedActions, allowedOutcomes, NOT_IN_STATE, notInState } from '../domain/lifecycle.js';
import { mayRecall } from '../domain/forwarded-tasks.js';
import { maySendBack } from '../domain/handing-back.js';
import { completableSteps, isHeadOf, mayForward, openSteps, rightToEnd, type OpenStep } from '../domain/tasks.js';
import { mayClaim, mayGiveBack } from '../domain/task-work.js';
import { isInPlace, isOfAgency, scopeOf, worksFor } from './caller-scope.js';
import { Dossiers } from './ports.js';

export interface AllowedActionsQuery {
  caller: Caller;
  dossier: Dossier;
}

export interface Allowed {
  actions: PersonalAction[];
  /** With which results the caller may resolve it; it can be refused before it can be granted. */
  outcomes: Outcome[];
  /** What of it the caller may do with which open task, by its number. */
  ofTask: ReadonlyMap<number, PersonalAction[]>;
  /** Whether the caller may know who has which task. */
  isColleague: boolean;
}

export const NOTHING_ALLOWED: Allowed = { actions: [], outcomes: [], ofTask: new Map(), isColleague: false };

/** What a caller may do with a dossier as it stands: what its state allows, by the roles that reach it. */
@Injectable()
export class AllowedActions {
  constructor(private readonly dossiers: Dossiers) {}

  execute({ caller, dossier }: AllowedActionsQuery): Promise<Allowed> {
    return allowedTo(caller, dossier, this.dossiers);
  }
}

/**
 * Decides on an action. Where the state of the dossier refuses it, the refusal names what this caller may do instead: an
 * applicant who reads of acceptance and delivery tries what answers 403.
 */
export async function decided<T>(
  { caller, action }: { caller: Caller; action: PersonalAction },
  dossier: Dossier,
  dossiers: Dossiers,
  decide: () => T | Promise<T>,
): Promise<T> {
  try {
    return await decide();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== NOT_IN_STATE) throw error;
    throw notInState(dossier, action, (await allowedTo(caller, dossier, dossiers)).actions);
  }
}

async function allowedTo(caller: Caller, dossier: Dossier, dossiers: Dossiers): Promise<Allowed> {
  const actions = allowedActions(dossier);
  const outcomes = allowedOutcomes(dossier);
  const possible = outcomes.length > 0 ? [...actions, 'resolve' as const] : actions;
  const mayDo = (role: Role, action: PersonalAction): boolean =>
    (DOSSIER_ACTIONS[action].roles as readonly Role[]).includes(role) &&
    (!isOfAgency(role) || isInPlace(action, caller, dossier));
  const reaching: Role[] = [];
  for (const role of caller.roles) {
    // Whose it is, is only asked where it decides: an officer's agency stands in the dossier.
    if (!possible.some((action) => mayDo(role, action))) continue;
    const scope = scopeOf(caller, role);
    const reaches = isOfAgency(role)
      ? worksFor(caller, dossier)
      : scope !== undefined && (await dossiers.find(dossier.id, [scope])) !== undefined;
    if (reaches) reaching.push(role);
  }
  const ofTask = new Map(
    openSteps(dossier).map((open) => [
      open.task.number,
      TASK_ACTIONS.filter(
        (action) =>
          actions.includes(action) &&
          reaching.some((role) => mayDo(role, action)) &&
          TASK_ALLOWS[action](open, caller, dossier),
      ),
    ]),
  );
  const onSome = new Set<PersonalAction>([...ofTask.values()].flat());
  const may = (action: PersonalAction): boolean =>
    // An agency that is asked for its opinion can do nothing else.
    action === 'answer-consultation'
      ? mayAnswer(dossier, caller)
      : reaching.some((role) => mayDo(role, action)) &&
        (!isOfTask(action) || onSome.has(action)) &&
        ACTION_ALLOWS[action]?.(dossier, caller) !== false;
  return {
    actions: actions.filter(may),
    outcomes: may('resolve') ? outcomes : [],
    ofTask,
    isColleague: worksFor(caller, dossier),
  };
}

function mayAnswer(dossier: Dossier, caller: Caller): boolean {
  const { subject: account, agency, unit } = caller;
  return (
    caller.has(...DOSSIER_ACTIONS['answer-consultation'].roles) && mayAnswerSome(dossier, { account, agency, unit })
  );
}

/** Actions that also depend on who did the last one. */
const ACTION_ALLOWS: { [A in PersonalAction]?: (dossier: Dossier, caller: Caller) => boolean } = {
  forward: mayForward,
  recall: mayRecall,
};

/** Actions that also depend on whose a task is. */
const TASK_ALLOWS = {
  'complete-step': (open: OpenStep, caller: Caller, dossier: Dossier) =>
    rightToEnd(open, caller) !== undefined && completableSteps(dossier).some(({ task }) => task === open.task),
  'send-back': (open: OpenStep, caller: Caller, dossier: Dossier) => maySendBack(dossier, open, caller),
  'claim-task': mayClaim,
  'assign-task': ({ task }: OpenStep, caller: Caller) => isHeadOf(task, caller),
  'release-task': mayGiveBack,
} satisfies { [A in PersonalAction]?: (open: OpenStep, caller: Caller, dossier: Dossier) => boolean };

type TaskAction = keyof typeof TASK_ALLOWS;
const TASK_ACTIONS = Object.keys(TASK_ALLOWS) as TaskAction[];

function isOfTask(action: PersonalAction): action is TaskAction {
  return Object.hasOwn(TASK_ALLOWS, action);
}
