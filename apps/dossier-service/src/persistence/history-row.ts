import { Table } from '@motcua/platform';
import type { Written } from '../application/ports.js';
import type { Dossier } from '../domain/dossier.js';
import type { DossierEvent, Signed } from '../domain/dossier-events.js';
import { flagsOf } from '../domain/event-flags.js';
import { replacedIn } from '../domain/intake-correction.js';
import { HistoryEntity, type HistoryRow } from './entities.js';

export const HISTORY = Table.of(HistoryEntity);
/** PostgreSQL says when a line was recorded. */
export const NEW_HISTORY = HISTORY.without('recorded_at');

/**
 * What history keeps of an event: facts in `details`, free text apart and encrypted, since it may name people.
 * @param before undefined for the first event
 * @param after the dossier as the event left it
 */
export function historyRow(
  event: Signed,
  action: HistoryRow['action'],
  before: Dossier | undefined,
  after: Dossier,
  encrypt: (text: string) => Buffer,
): Omit<HistoryRow, 'recorded_at'> {
  const written = writtenOf(event);
  return {
    dossier_id: after.id,
    version: after.version,
    action,
    event: event.type,
    from_status: before?.status ?? null,
    to_status: event.status,
    occurred_at: event.at,
    actor: event.by.account,
    actor_kind: event.by.kind,
    actor_agency: event.by.agency ?? null,
    actor_unit: event.by.unit ?? null,
    flags: flagsOf(event),
    details: detailsOf(event, after),
    written: written ? encrypt(JSON.stringify(written)) : null,
  };
}

function detailsOf(event: DossierEvent, { ending }: Dossier): Record<string, unknown> {
  switch (event.type) {
    case 'submitted':
      return { channel: event.channel, procedureVersion: event.procedure.version };
    case 'accepted': {
      const { ruleSet, calendar, officeHours } = event.basis;
      return { code: event.code, ruleSet, calendar, officeHours, deadline: event.deadline };
    }
    case 'forwarded':
      return { stepCode: event.stepCode, unit: event.unit, forwardBy: event.forwardBy };
    case 'intake-corrected':
      return { fields: event.corrections.map(({ field }) => field), replaced: replacedIn(event.corrections) };
    case 'step-completed': {
      const { stepCode, unit, nextStepCode, nextUnit } = event;
      return { stepCode, unit, nextStepCode, nextUnit };
    }
    case 'supplement-requested': {
      const { requestNumber, pausesClock, mode, modeReason, provideUntil } = event;
      return { requestNumber, pausesClock, mode, modeReason, provideUntil };
    }
    case 'supplement-provided':
      return { brought: event.items, mode: event.mode, deadline: event.deadline };
    case 'supplement-checked': {
      if (event.outcome === 'COMPLETE') return { outcome: event.outcome };
      const { outcome, missing, pausesClock, mode, provideUntil } = event;
      return { outcome, missing, pausesClock, mode, provideUntil };
    }
    case 'resolved':
      return { outcome: event.outcome };
    case 'withdrawn':
    case 'stopped':
      return { deadline: event.deadline, judgedAt: ending?.judgedAt };
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
    case 'supplement-checked':
      return event.outcome === 'INCOMPLETE' ? { reason: event.reason } : undefined;
    case 'intake-corrected':
      return { reason: event.reason, corrections: event.corrections };
    case 'supplement-requested':
      return { reason: event.reason, items: event.items };
    default:
      return undefined;
  }
}
