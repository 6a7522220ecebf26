import type { Pause } from '@motcua/working-time';
import type { Dossier } from './dossier.js';
import type { DossierEvent, FirstEvent } from './dossier-events.js';

/** The dossier that its first event makes. */
export function begin(event: FirstEvent): Dossier {
  const common = {
    id: event.id,
    version: 1,
    status: event.status,
    agencyCode: event.agencyCode,
    procedure: event.procedure,
    channel: event.channel,
    subjectType: event.subjectType,
    pauses: [],
    supplementRequests: 0,
    stepsCompleted: 0,
    lastEventAt: event.at,
  };
  if (event.type === 'submitted') return { ...common, origin: 'LIVE', submittedAt: event.at };
  return {
    ...common,
    origin: 'IMPORTED',
    code: event.code,
    submittedAt: event.submittedAt,
    acceptedAt: event.receivedAt,
    deadline: event.dueAt ? { state: 'RUNNING', dueAt: event.dueAt } : { state: 'UNKNOWN' },
    outcome: event.outcome,
    endedAt: event.endedAt,
  };
}

/** The dossier after one more event. Total: events are facts, nothing is refused here. */
export function evolve(dossier: Dossier, event: DossierEvent): Dossier {
  const next = { ...dossier, version: dossier.version + 1, status: event.status, lastEventAt: event.at };
  switch (event.type) {
    case 'submitted':
    case 'imported':
      return begin(event);
    case 'accepted':
      return { ...next, code: event.code, acceptedAt: event.at, basis: event.basis, deadline: event.deadline };
    case 'forwarded':
    case 'delivered':
      return next;
    case 'step-completed':
      return { ...next, stepsCompleted: dossier.stepsCompleted + 1 };
    case 'supplement-requested':
      return {
        ...next,
        supplementRequests: event.requestNumber,
        waiting: { returnTo: event.returnTo, since: event.at, provideUntil: event.provideUntil },
        ...(event.mode && {
          pauses: [...dossier.pauses, { from: event.at, reason: 'SUPPLEMENT', mode: event.mode }],
          deadline: { state: 'PAUSED' as const, since: event.at },
        }),
        // A legacy system's due date is a fact: its clock is not ours to stop.
      };
    case 'supplement-provided':
      return {
        ...next,
        waiting: undefined,
        pauses: closePauses(dossier.pauses, event.at),
        deadline: event.deadline ?? dossier.deadline,
      };
    case 'resolved':
      return { ...next, outcome: event.outcome, endedAt: event.at };
    case 'refused':
      return { ...next, waiting: undefined, endedAt: event.at };
    case 'withdrawn':
    case 'stopped':
      return {
        ...next,
        waiting: undefined,
        pauses: closePauses(dossier.pauses, event.at),
        deadline: event.deadline ?? dossier.deadline,
        endedAt: event.at,
      };
    case 'deadline-changed':
      return { ...next, basis: event.basis, deadline: event.deadline };
  }
}

/** The pauses with the open one ended. */
export function closePauses(pauses: readonly Pause[], at: Date): Pause[] {
  return pauses.map((pause) => (pause.to ? pause : { ...pause, to: at }));
}
