import { Table } from '@motcua/platform';
import type { Dossier, Task } from '../domain/dossier.js';
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
    closing: closingIn(row),
  };
}

function closingIn({ outcome, closed_at: at, closed_by: account, closed_by_unit: unit }: TaskRow): Task['closing'] {
  if (outcome === null) return undefined;
  const by = account === null ? undefined : { account, ...(unit !== null && { unit }) };
  return { at: at ?? undefined, outcome, ...(by && { by }) };
}

/** The row of a task; an open one has nobody who closed it. */
export function taskRow({ id }: Pick<Dossier, 'id'>, task: Task): TaskRow {
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
    closed_by: closing?.by?.account ?? null,
    closed_by_unit: closing?.by?.unit ?? null,
    outcome: closing?.outcome ?? null,
  };
}

/** The rows that a change opened, closed or gave another date. */
export function changedTaskRows(before: Dossier, after: Dossier): TaskRow[] {
  const known = new Map(before.tasks.map((task) => [task.number, task]));
  return after.tasks.filter((task) => known.get(task.number) !== task).map((task) => taskRow(after, task));
}
