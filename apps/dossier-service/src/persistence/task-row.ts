import { Table, type Caller } from '@motcua/platform';
import { isSilent } from '../domain/consultation-tasks.js';
import type { Consultation, Dossier, Hold, Task } from '../domain/dossier.js';
import { holderOf, takenUpAt } from '../domain/task-holds.js';
import { isOpen } from '../domain/tasks.js';
import { TaskEntity, type HoldAsJson, type TaskRow } from './entities.js';

export const TASKS = Table.of(TaskEntity);

/** The tasks of `dossiers d`, as JSON rows in their order: read with the dossier. */
export const TASKS_COLUMN = `(SELECT coalesce(json_agg(t ORDER BY t.number), '[]')
  FROM dossier_tasks t WHERE t.dossier_id = d.id) AS tasks`;

export function taskOf(row: TaskRow): Task {
  const task = {
    number: row.number,
    agencyCode: row.agency_code,
    openedAt: row.opened_at ?? undefined,
    openedBy: row.opened_by ?? undefined,
    dueAt: row.due_at ?? undefined,
    holds: holdsIn(row),
    closing: row.outcome === null ? undefined : { at: row.closed_at ?? undefined, outcome: row.outcome },
  };
  const { step_code: stepCode, unit, consultation } = row;
  if (row.kind === 'STEP' && stepCode !== null && unit !== null) {
    return { ...task, kind: row.kind, stepCode, unit, role: row.role ?? undefined };
  }
  if (row.kind === 'CONSULTATION' && consultation && row.opened_at && row.due_at) {
    const { extendedFrom, handedOn, answer } = consultation;
    return {
      ...task,
      kind: row.kind,
      unit: unit ?? undefined,
      openedAt: row.opened_at,
      dueAt: row.due_at,
      consultation: {
        ...consultation,
        extendedFrom: extendedFrom === undefined ? undefined : new Date(extendedFrom),
        handedOn: handedOn?.map((handed) => ({ ...handed, at: new Date(handed.at) })),
        answer: answer && { ...answer, at: new Date(answer.at) },
      },
    };
  }
  throw new Error(`task ${row.number} of dossier ${row.dossier_id} is one that no kind allows`);
}

/** What the release before kept under a key has none. */
function holdsIn({ holds }: { holds: HoldAsJson[] | null }): readonly Hold[] | undefined {
  if (!holds || holds.length === 0) return undefined;
  return holds.map(({ from, to, takenUpAt: begun, ...officer }) => ({
    officer,
    from: new Date(from),
    ...(to && { to: new Date(to) }),
    ...(begun && { takenUpAt: new Date(begun) }),
  }));
}

/** The row of a task; an open one has nobody who closed it. */
export function taskRow({ id }: Pick<Dossier, 'id'>, task: Task, closedBy?: Pick<Caller, 'subject' | 'unit'>): TaskRow {
  const { closing } = task;
  return {
    dossier_id: id,
    number: task.number,
    kind: task.kind,
    step_code: task.stepCode ?? null,
    agency_code: task.agencyCode,
    unit: task.unit ?? null,
    role: task.role ?? null,
    opened_at: task.openedAt ?? null,
    opened_by: task.openedBy ?? null,
    due_at: task.dueAt ?? null,
    assignee: holderOf(task)?.account ?? null,
    taken_up_at: takenUpAt(task) ?? null,
    holds: (task.holds ?? []).map(({ officer, from, to, takenUpAt: begun }) => ({
      ...officer,
      from: from.toISOString(),
      to: to?.toISOString(),
      takenUpAt: begun?.toISOString(),
    })),
    closed_at: closing?.at ?? null,
    closed_by: (closing && closedBy?.subject) ?? null,
    closed_by_unit: (closing && closedBy?.unit) ?? null,
    outcome: closing?.outcome ?? null,
    consultation: task.consultation ? consultationIn(task.consultation) : null,
  };
}

function consultationIn({ extendedFrom, handedOn, answer, ...asked }: Consultation): TaskRow['consultation'] {
  return {
    ...asked,
    extendedFrom: extendedFrom?.toISOString(),
    handedOn: handedOn?.map((handed) => ({ ...handed, at: handed.at.toISOString() })),
    answer: answer && { ...answer, at: answer.at.toISOString() },
  };
}

/** The rows that a change opened, closed or gave another date. What passed by itself has nobody who closed it. */
export function changedTaskRows(before: Dossier, after: Dossier, caller: Pick<Caller, 'subject' | 'unit'>): TaskRow[] {
  const known = new Map(before.tasks.map((task) => [task.number, task]));
  return after.tasks
    .filter((task) => known.get(task.number) !== task)
    .map((task) => taskRow(after, task, isOpen(task) || isSilent(task) ? undefined : caller));
}
