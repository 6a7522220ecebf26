import { DomainError, type Role } from '@motcua/contracts';
import type { Dossier, Officer, Task } from './dossier.js';
import type { TaskAssigned, TaskClaimed, TaskReleased } from './dossier-events.js';
import { transition } from './lifecycle.js';
import { holderOf, isTakenUp } from './task-holds.js';
import { isHeadOf, isOpen, openSteps, rightToComplete, stepOfOthers, type OpenStep, type Worker } from './tasks.js';
import { inOrder } from './time-order.js';

/** An officer who has acted for an agency, as the token said last. */
export interface KnownOfficer extends Officer {
  agency: string;
  unit?: string;
  /** Absent: not known. */
  roles?: readonly Role[];
}

/**
 * An officer takes a task of the own role and unit up (Circular 01/2018/TT-VPCP Art. 8). Neither the time limit of the task nor what
 * others are told changes. There is no event where that officer has taken it up already.
 * @throws DomainError when no task is open, `dossier.task-unknown`, `dossier.task-closed`, `dossier.step-of-others`, or `conflict`
 * `dossier.task-claimed` where another officer has it
 */
export function claim(
  dossier: Dossier,
  { task: number }: { task: number },
  worker: Worker,
  now: Date,
): [] | [TaskClaimed] {
  const { to: status } = transition(dossier, 'claim-task');
  const { step, task } = openTask(dossier, number);
  if (!rightToComplete(step, worker, task.agencyCode)) throw stepOfOthers(step, task.agencyCode);
  const holder = holderOf(task);
  if (holder && holder.account !== worker.subject) throw taskOfOthers(number, holder);
  if (isTakenUp(task)) return [];
  return [{ type: 'task-claimed', at: inOrder(dossier, now), status, task: number, stepCode: step.code }];
}

/**
 * The head of the agency where a task is done gives it to an officer of that agency, whoever has it now. The time until then stays with who had it.
 * There is no event where that officer has it already.
 * @param officers who is known to work for the agency
 * @throws DomainError as `claim` does, or `invalid` `dossier.assignee-unknown` and `dossier.assignee-of-other-step`
 */
export function assign(
  dossier: Dossier,
  { task: number, assignee }: { task: number; assignee: string },
  officers: readonly KnownOfficer[],
  worker: Worker,
  now: Date,
): [] | [TaskAssigned] {
  const { to: status } = transition(dossier, 'assign-task');
  const open = openTask(dossier, number);
  if (!isHeadOf(open.task, worker)) throw stepOfOthers(open.step, open.task.agencyCode);
  const colleagues = officers.filter(({ agency }) => agency === open.task.agencyCode);
  const officer = colleagues.find(({ account }) => account === assignee);
  const possible = colleagues.filter((one) => mayDo(open, one));
  if (!officer) throw notAssignable('dossier.assignee-unknown', open, possible);
  if (!possible.includes(officer)) throw notAssignable('dossier.assignee-of-other-step', open, possible);
  const previous = holderOf(open.task);
  if (previous?.account === assignee) return [];
  const { account, name, title } = officer;
  return [
    {
      type: 'task-assigned',
      at: inOrder(dossier, now),
      status,
      task: number,
      stepCode: open.step.code,
      officer: { account, ...(name !== undefined && { name }), ...(title !== undefined && { title }) },
      previous,
    },
  ];
}

/**
 * Who has a task gives it back to its unit, or the head of the agency takes it back. Its time limit stays, and so does the time that
 * it was held. There is no event where nobody has it.
 * @throws DomainError as `claim` does
 */
export function release(
  dossier: Dossier,
  { task: number }: { task: number },
  worker: Worker,
  now: Date,
): [] | [TaskReleased] {
  const { to: status } = transition(dossier, 'release-task');
  const { step, task } = openTask(dossier, number);
  const previous = holderOf(task);
  if (!previous) return [];
  if (!mayRelease(task, previous, worker)) throw taskOfOthers(number, previous);
  return [{ type: 'task-released', at: inOrder(dossier, now), status, task: number, stepCode: step.code, previous }];
}

/** Whether somebody may take a task up who has not done so yet. */
export function mayClaim({ step, task }: OpenStep, worker: Worker): boolean {
  const holder = holderOf(task) ?? { account: worker.subject };
  return (
    !isTakenUp(task) &&
    holder.account === worker.subject &&
    rightToComplete(step, worker, task.agencyCode) !== undefined
  );
}

/** Whether somebody has the task whom this one may take it from. */
export function mayGiveBack({ task }: OpenStep, worker: Worker): boolean {
  const holder = holderOf(task);
  return holder !== undefined && mayRelease(task, holder, worker);
}

function mayRelease(task: Task, holder: Officer, worker: Worker): boolean {
  return holder.account === worker.subject || isHeadOf(task, worker);
}

/** Of an officer whose roles are not known the unit alone says it. */
function mayDo({ step, task }: OpenStep, { account, agency, unit, roles }: KnownOfficer): boolean {
  const has = (...some: Role[]): boolean =>
    some.some((role) => (roles ? roles.includes(role) : role !== 'agency-head'));
  return rightToComplete(step, { has, subject: account, agency, unit }, task.agencyCode) !== undefined;
}

function openTask(dossier: Dossier, number: number): OpenStep {
  const open = openSteps(dossier);
  const found = open.find(({ task }) => task.number === number);
  if (found) return found;
  const openTasks = open.map(({ task }) => task.number);
  const listed = openTasks.join(', ');
  const closed = dossier.tasks.some((task) => task.number === number && !isOpen(task));
  const said = closed
    ? { vi: `Việc số ${number} đã kết thúc`, en: `Task ${number} is closed` }
    : { vi: `Hồ sơ không có việc số ${number}`, en: `The dossier has no task ${number}` };
  const message = { vi: `${said.vi}; các việc đang mở: ${listed}.`, en: `${said.en}; open tasks: ${listed}.` };
  throw new DomainError({
    kind: closed ? 'conflict' : 'invalid',
    code: closed ? 'dossier.task-closed' : 'dossier.task-unknown',
    message,
    ...(!closed && { fields: [{ path: 'task', message }] }),
    details: { openTasks },
  });
}

/** The refusal of what concerns somebody else's task: it names to whom it belongs. */
export function taskOfOthers(task: number, { account, name }: Officer): DomainError {
  const holder = name ?? account;
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.task-claimed',
    message: {
      vi: `Việc số ${task} do ${holder} đang giữ. Người đó trả lại việc, hoặc thủ trưởng cơ quan giao lại.`,
      en: `Task ${task} belongs to ${holder}. That officer gives it back, or the head of the agency assigns it anew.`,
    },
    details: { task, assignee: account, assigneeName: name },
  });
}

/** A refusal need not name everybody. */
const MOST_NAMED = 20;

function notAssignable(
  code: 'dossier.assignee-unknown' | 'dossier.assignee-of-other-step',
  { step }: OpenStep,
  possible: readonly KnownOfficer[],
): DomainError {
  const named = possible.slice(0, MOST_NAMED);
  const listed = named.map(({ account, name }) => (name ? `${account} (${name})` : account)).join(', ') || '–';
  const said =
    code === 'dossier.assignee-unknown'
      ? {
          vi: 'chưa có cán bộ này của cơ quan trong hệ thống; cán bộ được biết đến từ thao tác đầu tiên',
          en: 'is no officer of the agency who is known here; an officer is known from the first action',
        }
      : {
          vi: `không thuộc vai trò hoặc bộ phận "${step.unit}" của bước "${step.code}"`,
          en: `has another role or unit than step "${step.code}" ("${step.unit}")`,
        };
  const message = { vi: `${said.vi}. Có thể giao cho: ${listed}.`, en: `${said.en}. Possible: ${listed}.` };
  return new DomainError({
    kind: 'invalid',
    code,
    message: { vi: `Người được giao ${message.vi}`, en: `The assignee ${message.en}` },
    fields: [{ path: 'assignee', message }],
    details: { possibleAssignees: named.map(({ account }) => account) },
  });
}
