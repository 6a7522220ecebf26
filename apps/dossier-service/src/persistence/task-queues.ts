import { type Queue } from '@motcua/contracts';
import { type Parameters } from '@motcua/platform';
import { localDate, startOfLocalDay } from '@motcua/working-time';
import type { QueueOwner } from '../application/ports.js';

const DAY_MS = 86_400_000;

/** When a task is due as one order that holds every task: without a date, last. Indexed under this very expression. */
export const TASK_DUE = "coalesce(t.due_at, 'infinity')";

/** The predicate of a queue on `dossier_tasks t`: of steps, for what one is asked has a list of its own. Each is a range of one index over open tasks. */
export function queuePredicate(
  queue: Exclude<Queue, 'INTAKE'>,
  { agencyCode, account, unit }: QueueOwner,
  now: Date,
  parameters: Parameters,
): string {
  const open = `t.outcome IS NULL AND t.kind = 'STEP' AND t.agency_code = ${parameters.add(agencyCode)}`;
  if (queue === 'MINE') return `${open} AND t.assignee = ${parameters.add(account)}`;
  const ofUnit = unit === undefined ? open : `${open} AND folded_code(t.unit) = folded_code(${parameters.add(unit)})`;
  switch (queue) {
    case 'UNIT':
      return ofUnit;
    case 'UNASSIGNED':
      return `${ofUnit} AND t.assignee IS NULL`;
    case 'NOT_TAKEN_UP':
      return `${ofUnit} AND t.taken_up_at IS NULL`;
    case 'LATE':
      return `${ofUnit} AND ${TASK_DUE} < ${parameters.add(now)}`;
    case 'DUE_TODAY': {
      const today = startOfLocalDay(localDate(now));
      const tomorrow = new Date(today.getTime() + DAY_MS);
      return `${ofUnit} AND ${TASK_DUE} >= ${parameters.add(today)} AND ${TASK_DUE} < ${parameters.add(tomorrow)}`;
    }
  }
}
