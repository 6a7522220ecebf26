import { DomainError } from '@motcua/contracts';
import type { WorkingCalendar } from '@motcua/working-time';
import type { Dossier, ProcessStep } from './dossier.js';
import type { ForwardingRecalled, StepReturned } from './dossier-events.js';
import { forwardedTasks, isUntouched, mayRecall } from './forwarded-tasks.js';
import { transition } from './lifecycle.js';
import { isPast, otherStep, rightTo } from './processing.js';
import {
  completableSteps,
  isOpen,
  lastOf,
  opened,
  openSteps,
  rightToEnd,
  stepsBefore,
  stepsBeforeForwarding,
  type OpenStep,
  type Worker,
} from './tasks.js';
import { inOrder } from './time-order.js';

export interface Return {
  stepCode: string;
  /** Needed where several steps come before it. */
  toStepCode?: string;
  reason: string;
}

/**
 * A step goes back to one right before it, which is done again, and then the step is. Each has what was left of its time, and the
 * dossier keeps its due date (Circular 01/2018/TT-VPCP Art. 8): going to and fro gains nobody any time. Sent back a second time is
 * flagged, not refused: the dossier has to become right.
 * @throws DomainError as `completeStep` does, `conflict` `dossier.no-step-before`, or `invalid` `dossier.not-step-before`
 */
export function sendBack(
  dossier: Dossier,
  { stepCode, toStepCode, reason }: Return,
  worker: Worker,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [StepReturned] {
  const { to: status } = transition(dossier, 'send-back');
  const open = completableSteps(dossier);
  const found = open.find(({ step }) => step.code === stepCode);
  if (!found) throw otherStep(dossier, stepCode, open);
  const { step, task } = found;
  const right = rightTo(found, worker);
  const previous = stepBefore(dossier, step, toStepCode);
  const at = inOrder(dossier, now);
  return [
    {
      type: 'step-returned',
      at,
      status,
      stepCode: step.code,
      unit: step.unit,
      dueAt: task.dueAt,
      late: isPast(task, at),
      byHead: right === 'HEAD',
      repeated: dossier.tasks.some((one) => one.stepCode === step.code && one.closing?.outcome === 'RETURNED'),
      reason,
      begins: [opened(previous, calendar, at, dossier.tasks)],
    },
  ];
}

export function maySendBack(dossier: Dossier, open: OpenStep, worker: Worker): boolean {
  return (
    rightToEnd(open, worker) !== undefined &&
    completableSteps(dossier).some(({ task }) => task === open.task) &&
    stepsBefore(dossier, open.step).length > 0
  );
}

function stepBefore(dossier: Dossier, before: ProcessStep, toStepCode: string | undefined): ProcessStep {
  const { code } = before;
  const possible = stepsBefore(dossier, before);
  const codes = possible.map((step) => step.code);
  if (codes.length === 0) {
    throw new DomainError({
      kind: 'conflict',
      code: 'dossier.no-step-before',
      message: {
        vi: `Trước bước "${code}" không có bước nào để trả lại.`,
        en: `No step before "${code}" can be done again.`,
      },
      details: { stepCode: code },
    });
  }
  const found = possible.find((step) => step.code === (toStepCode ?? (codes.length === 1 ? codes[0] : undefined)));
  if (found) return found;
  const listed = codes.join('", "');
  const message = {
    vi: `phải là một trong các bước ngay trước bước "${code}": "${listed}"`,
    en: `must be one of the steps right before "${code}": "${listed}"`,
  };
  throw new DomainError({
    kind: 'invalid',
    code: 'dossier.not-step-before',
    message: { vi: `Trường toStepCode ${message.vi}.`, en: `Field toStepCode ${message.en}.` },
    fields: [{ path: 'toStepCode', message }],
    details: { stepCode: code },
  });
}

/**
 * Whoever forwarded the dossier takes it back to the counter, as long as nobody has begun with it. Forwarded again, it is judged by
 * the same limit (Decree 118/2025/NĐ-CP Art. 18.2), which the first forwarding does not stop.
 * @throws DomainError when it is not IN_PROGRESS, `conflict` `dossier.taken-up` when somebody has begun, `forbidden`
 * `dossier.not-forwarder` for anybody else
 */
export function recall(
  dossier: Dossier,
  worker: Worker,
  calendar: WorkingCalendar | undefined,
  now: Date,
): [ForwardingRecalled] {
  if (dossier.status === 'IN_PROGRESS' && !isUntouched(dossier)) throw takenUp(dossier);
  const { from, to: status } = transition(dossier, 'recall');
  if (!mayRecall(dossier, worker)) throw notForwarder();
  const at = inOrder(dossier, now);
  const recalls = forwardedTasks(from).filter(isOpen);
  const forwardedAt = recalls[0]?.openedAt?.getTime();
  const again = [...stepsBeforeForwarding(from)].filter((step) => {
    const closing = lastOf(from.tasks, step)?.closing;
    return closing?.outcome === 'COMPLETED' && closing.at?.getTime() === forwardedAt;
  });
  return [
    {
      type: 'forwarding-recalled',
      at,
      status,
      recalls: recalls.map(({ stepCode }) => stepCode),
      begins: again.map((step) => opened(step, calendar, at, from.tasks)),
    },
  ];
}

function takenUp(dossier: Dossier): DomainError {
  const openTasks = openSteps(dossier).map(({ task }) => task.number);
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.taken-up',
    message: {
      vi: 'Bộ phận nhận hồ sơ đã bắt đầu xử lý nên không thu hồi được. Bộ phận đó có thể trả lại bước trước.',
      en: 'Processing has begun, so the dossier cannot be recalled. Those who have it can send it back.',
    },
    details: { openTasks, version: dossier.version },
  });
}

function notForwarder(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.not-forwarder',
    message: {
      vi: 'Chỉ người đã chuyển hồ sơ mới thu hồi được. Bộ phận nhận hồ sơ có thể trả lại bước trước.',
      en: 'Only the officer who forwarded the dossier recalls it. Those who have it can send it back.',
    },
  });
}
