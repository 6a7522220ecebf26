import type { DossierEvent } from '../domain/dossier-events.js';
import type { DossierAction } from '../domain/lifecycle.js';

/** One row of `dossier_history`, its encrypted part still in clear. */
export interface HistoryRow {
  version: number;
  action: DossierAction | 'import';
  event: string;
  from_status: string | null;
  to_status: string;
  occurred_at: Date;
  flags: string[];
  details: Record<string, unknown>;
  written?: Written;
}

/** What a person wrote. */
export interface Written {
  reason?: string;
  items?: string[];
}

/** What history keeps of an event: facts in `details`, free text apart, since it may name people. */
export function historyRow(
  event: DossierEvent,
  action: DossierAction | 'import',
  before: { version: number; status: string } | undefined,
): HistoryRow {
  return {
    version: (before?.version ?? 0) + 1,
    action,
    event: event.type,
    from_status: before?.status ?? null,
    to_status: event.status,
    occurred_at: event.at,
    flags: flagsOf(event),
    details: detailsOf(event),
    written: writtenOf(event),
  };
}

function flagsOf(event: DossierEvent): string[] {
  if (event.type === 'forwarded' && event.late) return ['FORWARDED_LATE'];
  if (event.type === 'supplement-requested' && event.repeated) return ['SUPPLEMENT_REPEATED'];
  if (event.type === 'imported') return event.flags;
  return [];
}

function detailsOf(event: DossierEvent): Record<string, unknown> {
  switch (event.type) {
    case 'submitted':
      return { channel: event.channel, procedureVersion: event.procedure.version };
    case 'accepted': {
      const { ruleSet, calendar, officeHours } = event.basis;
      return { code: event.code, ruleSet, calendar, officeHours, deadline: event.deadline };
    }
    case 'forwarded':
      return { stepCode: event.stepCode, unit: event.unit, forwardBy: event.forwardBy };
    case 'step-completed': {
      const { stepCode, unit, nextStepCode, nextUnit } = event;
      return { stepCode, unit, nextStepCode, nextUnit };
    }
    case 'supplement-requested': {
      const { requestNumber, pausesClock, mode, provideUntil } = event;
      return { requestNumber, pausesClock, mode, provideUntil };
    }
    case 'supplement-provided':
      return { mode: event.mode, deadline: event.deadline };
    case 'resolved':
      return { outcome: event.outcome };
    case 'withdrawn':
    case 'stopped':
      return { deadline: event.deadline };
    case 'deadline-changed':
      return {
        cause: event.cause,
        calendar: event.basis.calendar,
        previous: event.previous,
        deadline: event.deadline,
      };
    case 'imported':
      return {
        legacySystem: event.legacySystem,
        legacyId: event.legacyId,
        receivedAt: event.receivedAt,
        dueAt: event.dueAt,
        endedAt: event.endedAt,
        outcome: event.outcome,
        steps: event.steps.length,
      };
    case 'refused':
    case 'delivered':
      return {};
  }
}

function writtenOf(event: DossierEvent): Written | undefined {
  switch (event.type) {
    case 'refused':
    case 'stopped':
      return { reason: event.reason };
    case 'withdrawn':
    case 'resolved':
      return event.reason ? { reason: event.reason } : undefined;
    case 'supplement-requested':
      return { reason: event.reason, items: event.items };
    default:
      return undefined;
  }
}
