import { Table } from '@motcua/platform';
import type { Written } from '../application/ports.js';
import { consultationsOf } from '../domain/consultation-tasks.js';
import type { Dossier } from '../domain/dossier.js';
import type { DossierEvent, ImportedPause, Signed } from '../domain/dossier-events.js';
import { flagsOf } from '../domain/event-flags.js';
import { replacedIn } from '../domain/intake-correction.js';
import type { OpenedStep } from '../domain/tasks.js';

import { HistoryEntity, type HistoryRow } from './entities.js';

export const HISTORY = Table.of(HistoryEntity).without('recorded_by');
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
    actor_name: event.by.name ?? null,
    actor_title: event.by.title ?? null,
    flags: flagsOf(event),
    details: detailsOf(event, after),
    written: written ? encrypt(JSON.stringify(written)) : null,
  };
}

function detailsOf(event: DossierEvent, { ending, tasks }: Dossier): Record<string, unknown> {
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
      return { outcome: event.outcome, begun: begunIn(event.begins) };
    case 'reopened': {
      const { foundBy, correctBy, ruleSet } = event;
      return { foundBy, correctBy, ruleSet };
    }
    case 'result-corrected': {
      const { outcome, correctBy, late, reversed, minutes } = event;
      return { outcome, correctBy, late, reversed, minutes };
    }
    case 'withdrawn':
      return { withdrawnBy: event.withdrawnBy, deadline: event.deadline, ...cancelledBy(event, tasks) };
    case 'stopped':
      return { deadline: event.deadline, judgedAt: ending?.judgedAt, ...cancelledBy(event, tasks) };
    case 'apologised': {
      const { previousDueAt, newDueAt, late, agencyName } = event;
      return { previousDueAt, newDueAt, late, agencyName };
    }
    case 'deadline-changed':
      return {
        cause: event.cause,
        calendar: event.basis.calendar,
        previous: event.previous,
        deadline: event.deadline,
      };
    case 'transferred': {
      const { cause, fromAgencyCode, toAgencyCode, part } = event;
      return { cause, fromAgencyCode, toAgencyCode, ...(part && { part }) };
    }
    case 'consultation-requested': {
      const { consultation, consulted, answerBy, silence, ruleSet, declared, silenceIsConsent, again } = event;
      return { consultation, consulted, answerBy, ...silence, ruleSet, declared, silenceIsConsent, again };
    }
    case 'consultation-answered': {
      const { consultation, consulted, position, late } = event;
      return { consultation, consulted, position, late };
    }
    case 'consultation-extended': {
      const { consultation, consulted, answerBy, previousAnswerBy } = event;
      return { consultation, consulted, answerBy, previousAnswerBy };
    }
    case 'consultation-withdrawn':
      return { consultation: event.consultation, consulted: event.consulted };
    case 'consultation-expired': {
      const { consultation, consulted, limit, consent } = event;
      return { consultation, consulted, limit, consent };
    }
    case 'consultation-transferred': {
      const { consultation, consulted, fromAgencyCode } = event;
      return { consultation, consulted, fromAgencyCode };
    }
    case 'imported':
      return {
        legacySystem: event.legacySystem,
        legacyId: event.legacyId,
        receivedAt: event.receivedAt,
        dueAt: event.dueAt,
        endedAt: event.endedAt,
        outcome: event.outcome,
        steps: event.steps.length,
        pauses: event.pauses && withReasons(event.pauses),
        ...(event.dataProblems.length > 0 && { dataProblems: event.dataProblems }),
      };
    case 'step-returned': {
      const { stepCode, unit, dueAt, begins } = event;
      const [{ step }] = begins;
      return { stepCode, unit, dueAt, nextStepCode: step.code, nextUnit: step.unit, begun: begunIn(begins) };
    }
    case 'forwarding-recalled':
      return { recalled: event.recalls, begun: begunIn(event.begins) };
    case 'task-claimed':
      return { task: event.task, stepCode: event.stepCode };
    case 'task-assigned':
    case 'task-released': {
      const { task, stepCode, previous } = event;
      return { task, stepCode, assignee: event.type === 'task-assigned' ? event.officer : undefined, previous };
    }
    case 'refused':
      return { cause: event.cause };
    case 'delivered':
    case 'correction-delivered':
      return {};
  }
}

/** Whom nobody asks any more, because the dossier ended. */
function cancelledBy({ at }: { at: Date }, tasks: Dossier['tasks']): { cancelledConsultations?: number[] } {
  const numbers = consultationsOf({ tasks })
    .filter(({ closing }) => closing?.outcome === 'CANCELLED' && closing.at?.getTime() === at.getTime())
    .map(({ number }) => number);
  return numbers.length > 0 ? { cancelledConsultations: numbers } : {};
}

function begunIn(begins: readonly OpenedStep[]): object[] | undefined {
  if (begins.length === 0) return undefined;
  return begins.map(({ step, dueAt }) => ({ stepCode: step.code, unit: step.unit, dueAt }));
}

/** The pauses of a legacy record; a reason is named by its place among those written. */
function withReasons(pauses: readonly ImportedPause[]): object[] {
  let item = 0;
  return pauses.map(({ from, to, reason }) => ({ from, to, ...(reason !== undefined && { item: (item += 1) }) }));
}

function writtenOf(event: DossierEvent): Written | undefined {
  switch (event.type) {
    case 'refused':
    case 'stopped':
    case 'step-returned':
    case 'apologised':
    case 'reopened':
      return { reason: event.reason };
    case 'withdrawn':
    case 'resolved':
    case 'result-corrected':
      return event.reason ? { reason: event.reason } : undefined;
    case 'supplement-checked':
      return event.outcome === 'INCOMPLETE' ? { reason: event.reason } : undefined;
    case 'intake-corrected':
      return { reason: event.reason, corrections: event.corrections };
    case 'supplement-requested':
      return { reason: event.reason, items: event.items };
    case 'imported': {
      const reasons = (event.pauses ?? []).flatMap(({ reason }) => reason ?? []);
      return reasons.length > 0 ? { items: reasons } : undefined;
    }
    case 'consultation-requested':
      return { consultation: { content: event.content, papers: event.papers } };
    case 'consultation-answered':
      return { consultation: { opinion: event.opinion } };
    case 'consultation-extended':
    case 'consultation-withdrawn':
      return { consultation: { reason: event.reason } };
    default:
      return undefined;
  }
}
