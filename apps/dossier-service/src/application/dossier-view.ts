import {
  DOSSIER_STATUS_CODES,
  type DossierDeadlineView,
  type DossierStatus,
  type DossierView,
} from '@motcua/contracts';
import { currentStep, type Dossier } from '../domain/dossier.js';
import { allowedActions } from '../domain/lifecycle.js';

/** States in which a deadline can still be missed. */
export const OPEN_STATUSES: readonly DossierStatus[] = [
  'RECEIVED',
  'IN_PROGRESS',
  'WAITING_SUPPLEMENT',
  'WAITING_PAYMENT',
];

/** A dossier as it is answered: no personal data, so that it can be kept under an idempotency key. */
export function dossierView(dossier: Dossier, now: Date): DossierView {
  const { procedure, basis, waiting } = dossier;
  const labels = DOSSIER_STATUS_CODES[dossier.status];
  return {
    id: dossier.id,
    version: dossier.version,
    status: dossier.status,
    nationalStatus: labels.national,
    statusLabel: labels.label,
    origin: dossier.origin,
    code: dossier.code,
    agencyCode: dossier.agencyCode,
    procedure: {
      id: procedure.id,
      code: procedure.code,
      version: procedure.version,
      fieldCode: procedure.fieldCode,
      caseCode: procedure.caseCode,
    },
    channel: dossier.channel,
    subjectType: dossier.subjectType,
    submittedAt: dossier.submittedAt.toISOString(),
    acceptedAt: dossier.acceptedAt?.toISOString(),
    deadline: deadlineView(dossier, now),
    progress: {
      stepsCompleted: dossier.stepsCompleted,
      stepsInAll: procedure.steps.length,
      currentStep: stepView(dossier),
    },
    waiting: waiting && {
      since: waiting.since.toISOString(),
      provideUntil: waiting.provideUntil?.toISOString(),
    },
    supplementRequests: dossier.supplementRequests,
    outcome: dossier.outcome,
    endedAt: dossier.endedAt?.toISOString(),
    ruleSet: basis && { ...basis.ruleSet },
    calendar: basis && { ...basis.calendar },
    allowedActions: allowedActions(dossier).filter((action) => action !== 'set-deadline-anew'),
  };
}

function stepView(dossier: Dossier): { code: string; name: string; unit: string } | undefined {
  const step = currentStep(dossier);
  return step && { code: step.code, name: step.name, unit: step.unit };
}

/** The deadline as it stands; undefined before acceptance. */
export function deadlineView(dossier: Dossier, now: Date): DossierDeadlineView | undefined {
  const { deadline, status, endedAt } = dossier;
  if (!deadline) return undefined;
  const dueAt = deadline.state === 'RUNNING' ? deadline.dueAt : undefined;
  return {
    state: deadline.state,
    dueAt: dueAt?.toISOString(),
    since: deadline.state === 'PAUSED' ? deadline.since.toISOString() : undefined,
    endedAt: endedAt?.toISOString(),
    overdue: dueAt !== undefined && dueAt < now && OPEN_STATUSES.includes(status),
  };
}
