import type { Hold, Officer, Task } from './dossier.js';
import type { Actor } from './dossier-events.js';

/** Who has an open task; undefined: nobody. */
export function holderOf({ holds }: Pick<Task, 'holds'>): Officer | undefined {
  const last = holds?.at(-1);
  return last && !last.to ? last.officer : undefined;
}

/** When somebody first began with a task; giving it back does not undo it. */
export function takenUpAt({ holds }: Pick<Task, 'holds'>): Date | undefined {
  return holds?.find((hold) => hold.takenUpAt)?.takenUpAt;
}

/** Whether who has a task now has begun with it. */
export function isTakenUp({ holds }: Pick<Task, 'holds'>): boolean {
  const last = holds?.at(-1);
  return last !== undefined && !last.to && last.takenUpAt !== undefined;
}

export function officerOf({ account, name, title }: Actor): Officer {
  return { account, ...(name !== undefined && { name }), ...(title !== undefined && { title }) };
}

/** The tasks with one in the hands of an officer. Who had it before has had it until now. */
export function held(
  tasks: readonly Task[],
  number: number,
  officer: Officer,
  at: Date,
  takesUp: boolean,
): readonly Task[] {
  return tasks.map((task) => {
    if (task.number !== number) return task;
    const holds = task.holds ?? [];
    const last = holds.at(-1);
    // Whom it was assigned to takes it up: the time since the assignment is that officer's.
    if (last && !last.to && last.officer.account === officer.account) {
      return takesUp && !last.takenUpAt
        ? { ...task, holds: [...holds.slice(0, -1), { ...last, takenUpAt: at }] }
        : task;
    }
    return { ...task, holds: [...letGo(holds, at), { officer, from: at, ...(takesUp && { takenUpAt: at }) }] };
  });
}

/** The tasks with one in nobody's hands. */
export function released(tasks: readonly Task[], number: number, at: Date): readonly Task[] {
  return tasks.map((task) => (task.number === number && task.holds ? { ...task, holds: letGo(task.holds, at) } : task));
}

/**
 * The holds of a task that ends.
 * @param by the officer who does it, and so has taken it up; absent where nobody does it
 */
export function holdsAtEnd({ holds }: Pick<Task, 'holds'>, at: Date, by?: Actor): readonly Hold[] | undefined {
  if (by?.kind !== 'OFFICER') return holds && letGo(holds, at);
  const last = holds?.at(-1);
  if (holds && last && !last.to && last.officer.account === by.account) {
    return [...holds.slice(0, -1), { ...last, to: at, takenUpAt: last.takenUpAt ?? at }];
  }
  return [...letGo(holds ?? [], at), { officer: officerOf(by), from: at, to: at, takenUpAt: at }];
}

function letGo(holds: readonly Hold[], at: Date): readonly Hold[] {
  return holds.map((hold) => (hold.to ? hold : { ...hold, to: at }));
}
