import type {
  NationalCodeTable,
  NationalCodeTableInfo,
  NationalDifferenceView,
  NationalFailureView,
  NationalReconciliationView,
  NationalSendAttemptView,
  NationalSendDetail,
  NationalSendView,
  NationalSubmissionView,
  NationalSyncView,
} from '@motcua/contracts';
import type { KeptDifference, Reconciliation } from '../application/reconciliations.js';
import type { SendAttempt, SendRecord } from '../application/send-readings.js';
import type { Submission } from '../application/submissions.js';
import type { CodeTable, CodeTableSummary, Sync } from '../application/synced-tables.js';
import { OWNER_OF_CLASS, type SendFailure } from '../domain/error-class.js';
import type { SendEntry } from '../domain/send-entry.js';

const iso = (at: Date | undefined) => at?.toISOString();

export function sendView(entry: SendEntry): NationalSendView {
  const { acknowledged } = entry;
  return {
    dossierId: entry.dossierId,
    code: entry.code,
    agencyCode: entry.agencyCode,
    procedureCode: entry.procedureCode,
    state: entry.state,
    wanted: entry.wanted,
    acknowledged: acknowledged && { version: acknowledged.version, status: acknowledged.status },
    acknowledgedAt: iso(acknowledged?.at),
    attempts: entry.attempts,
    nextAttemptAt: iso(entry.dueAt),
    unsentSince: iso(entry.unsentSince),
    failure: failureView(entry.failure, entry.failingSince ?? entry.unsentSince),
  };
}

export function sendDetail({ entry, attempts }: SendRecord): NationalSendDetail {
  return { ...sendView(entry), history: attempts.map(sendAttemptView) };
}

function sendAttemptView({ at, outcome, version, failure }: SendAttempt): NationalSendAttemptView {
  return {
    at: at.toISOString(),
    outcome,
    version,
    errorClass: failure?.class,
    code: failure?.code,
    message: failure?.message,
  };
}

export function submissionView({ failure, failingSince, ...submission }: Submission): NationalSubmissionView {
  const { fetchedAt, refusal } = submission;
  return {
    ...submission,
    fetchedAt: fetchedAt.toISOString(),
    refusal: refusal && { ...refusal, at: refusal.at.toISOString() },
    failure: failureView(failure, failingSince ?? fetchedAt),
  };
}

export function reconciliationView(reconciliation: Reconciliation): NationalReconciliationView {
  return {
    ...reconciliation,
    requestedAt: reconciliation.requestedAt.toISOString(),
    startedAt: iso(reconciliation.startedAt),
    finishedAt: iso(reconciliation.finishedAt),
  };
}

export function differenceView(difference: KeptDifference): NationalDifferenceView {
  return {
    ...difference,
    firstSeenAt: difference.firstSeenAt.toISOString(),
    lastSeenAt: difference.lastSeenAt.toISOString(),
    closedAt: iso(difference.closedAt),
  };
}

export function syncView(sync: Sync): NationalSyncView {
  return { ...sync, startedAt: iso(sync.startedAt), succeededAt: iso(sync.succeededAt) };
}

export function codeTableInfo(table: CodeTableSummary): NationalCodeTableInfo {
  return { ...table, fetchedAt: table.fetchedAt.toISOString(), changedAt: table.changedAt.toISOString() };
}

export function codeTable({ content, ...summary }: CodeTable): NationalCodeTable {
  return { ...codeTableInfo(summary), content };
}

/** @param since time of the first failure; present with every failure */
function failureView(failure: SendFailure | undefined, since: Date | undefined): NationalFailureView | undefined {
  if (!failure) return undefined;
  const { class: errorClass, code, message } = failure;
  return { errorClass, owner: OWNER_OF_CLASS[errorClass], code, message, since: since!.toISOString() };
}
