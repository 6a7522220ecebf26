import { Table, type Caller } from '@motcua/platform';
import type { Dossier, Task } from '../domain/dossier.js';
import { isOpen } from '../domain/tasks.js';
import { TaskEntity, type TaskRow } from './entities.js';

export const TASKS = Table.of(TaskEntity);

/** The tasks of `dossiers d`, as JSON rows in their order: read with the dossier. */
export const TASKS_COLUMN = `(SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.number), '[]')
  FROM dossier_tasks t WHERE t.dossier_id = d.id) AS tasks`;

export function taskOf(row: TaskRow): Task {
  return {
    number: row.number,
    kind: row.kind,
    stepCode: row.step_code,
    agencyCode: row.agency_code,
    unit: row.unit,
    role: row.role ?? undefined,
    openedAt: row.opened_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    closing: row.outcome === null ? undefined : { at: row.closed_at ?? undefined, outcome: row.outcome },
  };
}

/** The row of a task; an open one has nobody who closed it. */
export function taskRow({ id }: Pick<Dossier, 'id'>, task: Task, closedBy?: Pick<Caller, 'subject' | 'unit'>): TaskRow {
  const { closing } = task;
  return {
    dossier_id: id,
    number: task.number,
    kind: task.kind,
    step_code: task.stepCode,
    agency_code: task.agencyCode,
    unit: task.unit,
    role: task.role ?? null,
    opened_at: task.openedAt ?? null,
    due_at: task.dueAt ?? null,
    closed_at: closing?.at ?? null,
    closed_by: (closing && closedBy?.subject) ?? null,
    closed_by_unit: (closing && closedBy?.unit) ?? null,
    outcome: closing?.outcome ?? null,
  };
}

/** The rows that a change opened, closed or gave another date. */
export function changedTaskRows(before: Dossier, after: Dossier, caller: Pick<Caller, 'subject' | 'unit'>): TaskRow[] {
  const known = new Map(before.tasks.map((task) => [task.number, task]));
  return after.tasks
    .filter((task) => known.get(task.number) !== task)
    .map((task) => taskRow(after, task, isOpen(task) ? undefined : caller));
}
