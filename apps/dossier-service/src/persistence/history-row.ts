import { Table, type Caller } from '@motcua/platform';
import type { Written } from '../application/ports.js';
import type { Dossier } from '../domain/dossier.js';
import type { DossierEvent } from '../domain/dossier-events.js';
import type { OpenedStep } from '../domain/tasks.js';
import { isIdentity, replacedIn } from '../domain/intake-correction.js';
import { dataFlag } from '../domain/person-data.js';
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
  event: DossierEvent,
  { action, caller }: { action: HistoryRow['action']; caller: Actor },
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
    actor: caller.subject,
    actor_unit: caller.unit ?? null,
    ...printedOf(caller),
    flags: flagsOf(event),
    details: detailsOf(event),
    written: written ? encrypt(JSON.stringify(written)) : null,
  };
}

type Actor = Pick<Caller, 'subject' | 'agency' | 'unit' | 'name' | 'title'>;

/**
 * Who an officer was on that day, for the forms. An officer on duty acts by name and in public, so it stands in clear; the
 * name of a citizen, which a token may carry as well, is personal data and is not kept here.
 */
function printedOf({ agency, name, title }: Actor): Pick<HistoryRow, 'actor_name' | 'actor_title'> {
  return agency === undefined
    ? { actor_name: null, actor_title: null }
    : { actor_name: name ?? null, actor_title: title ?? null };
}

function flagsOf(event: DossierEvent): string[] {
  if (event.type === 'forwarded' && event.late) return ['FORWARDED_LATE'];
  if (event.type === 'step-completed') {
    return [...(event.late ? ['STEP_LATE'] : []), ...(event.byHead ? ['STEP_BY_HEAD'] : [])];
  }
  if (event.type === 'supplement-requested' && event.repeated) return ['SUPPLEMENT_REPEATED'];
  if (event.type === 'intake-corrected' && event.corrections.some(({ field }) => isIdentity(field))) {
    return ['IDENTITY_CORRECTED'];
  }
  if (event.type === 'submitted') return (event.dataProblems ?? []).map(dataFlag);
  if (event.type === 'withdrawn' && event.withdrawnBy === 'COUNTER') return ['WITHDRAWN_BY_COUNTER'];
  if (event.type === 'imported') return event.flags;
  return [];
}

function detailsOf(event: DossierEvent): Record<string, unknown> {
  switch (event.type) {
    case 'submitted':
      return {
        channel: event.channel,
        procedureVersion: event.procedure.version,
        caseCode: event.procedure.caseCode,
        dataProblems: event.dataProblems,
      };
    case 'accepted': {
      const { ruleSet, calendar, officeHours } = event.basis;
      const { code, agencyName, deadline, begins } = event;
      const { version: procedureVersion, caseCode } = event.procedure;
      return {
        code,
        agencyName,
        procedureVersion,
        caseCode,
        ruleSet,
        calendar,
        officeHours,
        deadline,
        begun: begunIn(begins),
      };
    }
    case 'forwarded':
      return {
        stepCode: event.stepCode,
        unit: event.unit,
        forwardBy: event.forwardBy,
        completed: event.completes.length > 0 ? event.completes : undefined,
        begun: begunIn(event.begins),
      };
    case 'intake-corrected':
      return { fields: event.corrections.map(({ field }) => field), replaced: replacedIn(event.corrections) };
    case 'step-completed': {
      const { stepCode, unit, dueAt, begins } = event;
      const next = begins[0]?.step;
      return { stepCode, unit, dueAt, nextStepCode: next?.code, nextUnit: next?.unit, begun: begunIn(begins) };
    }
    case 'supplement-requested': {
      const { requestNumber, pausesClock, mode, provideUntil } = event;
      return { requestNumber, pausesClock, mode, provideUntil };
    }
    case 'supplement-provided':
      return { mode: event.mode, deadline: event.deadline };
    case 'supplement-checked': {
      if (event.outcome === 'COMPLETE') return { outcome: event.outcome };
      const { outcome, missing, pausesClock, mode, provideUntil } = event;
      return { outcome, missing, pausesClock, mode, provideUntil };
    }
    case 'resolved':
      return { outcome: event.outcome, begun: begunIn(event.begins) };
    case 'withdrawn':
      return { withdrawnBy: event.withdrawnBy, deadline: event.deadline };
    case 'stopped':
      return { deadline: event.deadline };
    case 'deadline-changed':
      return {
        cause: event.cause,
        calendar: event.basis.calendar,
        previous: event.previous,
        deadline: event.deadline,
      };
    case 'transferred':
      return { cause: event.cause, fromAgencyCode: event.fromAgencyCode, toAgencyCode: event.toAgencyCode };
    case 'imported':
      return {
        legacySystem: event.legacySystem,
        legacyId: event.legacyId,
        receivedAt: event.receivedAt,
        dueAt: event.dueAt,
        endedAt: event.endedAt,
        outcome: event.outcome,
        steps: event.steps.length,
        ...(event.dataProblems.length > 0 && { dataProblems: event.dataProblems }),
      };
    case 'refused':
      return { cause: event.cause };
    case 'delivered':
      return {};
  }
}

function begunIn(begins: readonly OpenedStep[]): object[] | undefined {
  if (begins.length === 0) return undefined;
  return begins.map(({ step, dueAt }) => ({ stepCode: step.code, unit: step.unit, dueAt }));
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
