import {
  DOSSIER_STATUS_CODES,
  PERSON_FIELDS,
  type DossierApologyForm,
  type DossierChangeList,
  type DossierDeadlineExplanation,
  type DossierDeadlineView,
  type DossierDuplicateView,
  type DossierHistory,
  type DossierHistoryEntry,
  type DossierList,
  type DossierListItem,
  type DossierProgress,
  type DossierReceipt,
  type DossierView,
  type NationalListingItem,
  type NationalRecord,
  type DossierStepView,
} from '@motcua/contracts';
import type { Allowed } from '../application/allowed-actions.js';
import type { ExplainedDeadline } from '../application/explain-deadline.js';
import type { PageOfDossiers } from '../application/list-dossiers.js';
import type { Progress } from '../application/look-up-progress.js';
import type { ChangedDossiers } from '../application/dossier-changes.js';
import type {
  History,
  HistoryEntry,
  NationalDossier,
  NationallyListed,
  Person,
  ProbableDuplicate,
} from '../application/ports.js';
import type { PrintedApology } from '../application/print-apology.js';
import type { Receipt } from '../application/print-receipt.js';
import { consultationViews } from './consultation-view.js';
import { listedReopening, reopeningView } from './reopening-view.js';
import type { PersonRole } from '../domain/intake-correction.js';
import { dataFlag, type DataProblem } from '../domain/person-data.js';
import { apologyOwed, owingOf } from '../domain/apology.js';
import { appointedAtOf, dueAtOf, isOverdue, type AcceptedDossier, type Dossier } from '../domain/dossier.js';
import { appointedPunctualityOf, punctualityOf } from '../domain/punctuality.js';
import { holderOf, takenUpAt } from '../domain/task-holds.js';
import { completableSteps, completedSteps, openSteps, type OpenStep } from '../domain/tasks.js';
import { printed } from './printed-time.js';

/**
 * A dossier as it is answered.
 * @param allowed what the caller may do with it
 */
export function dossierView(dossier: Dossier, now: Date, allowed: Allowed): DossierView {
  const { procedure, acceptance, waiting, ending } = dossier;
  const [current] = completableSteps(dossier);
  const labels = DOSSIER_STATUS_CODES[dossier.status];
  return {
    id: dossier.id,
    version: dossier.version,
    status: dossier.status,
    nationalStatus: labels.national,
    statusLabel: labels.label,
    origin: dossier.origin,
    code: acceptance?.code,
    agencyCode: dossier.agencyCode,
    receivingAgencyCode: dossier.receivingAgencyCode,
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
    acceptedAt: acceptance?.acceptedAt.toISOString(),
    deadline: dossier.acceptance && deadlineView(dossier, now),
    apology: acceptance?.apology && {
      at: acceptance.apology.at.toISOString(),
      newDueAt: acceptance.apology.newDueAt.toISOString(),
      late: acceptance.apology.late,
    },
    apologyOwed: apologyOwed(owingOf(dossier), now),
    progress: {
      stepsCompleted: completedSteps(dossier),
      stepsInAll: procedure.steps.length,
      currentStep: current && stepView(current, now, allowed),
      openSteps: openSteps(dossier).map((open) => stepView(open, now, allowed)),
    },
    waiting: waiting && {
      since: waiting.since.toISOString(),
      provideUntil: waiting.provideUntil?.toISOString(),
    },
    consultations: consultationViews(dossier),
    supplementRequests: dossier.supplementRequests,
    outcome: ending?.outcome,
    endedAt: ending?.endedAt.toISOString(),
    reopening: ending?.reopening && reopeningView(ending.reopening, now),
    ruleSet: acceptance?.basis && { ...acceptance.basis.ruleSet },
    calendar: acceptance?.basis && { ...acceptance.basis.calendar },
    ...(dossier.dataProblems.length > 0 && {
      dataProblems: dossier.dataProblems.map((field) => ({ field, flag: dataFlag(field) })),
    }),
    allowedActions: allowed.actions,
    allowedOutcomes: allowed.outcomes.length > 0 ? allowed.outcomes : undefined,
  };
}

/** Undefined where there is none. */
export function duplicateViews(duplicates: ProbableDuplicate[]): DossierDuplicateView[] | undefined {
  if (duplicates.length === 0) return undefined;
  return duplicates.map(({ submittedAt, ...duplicate }) => ({ ...duplicate, submittedAt: submittedAt.toISOString() }));
}

function stepView({ step, task }: OpenStep, now: Date, { isColleague, ofTask }: Allowed): DossierStepView {
  const actions = ofTask.get(task.number) ?? [];
  return {
    number: task.number,
    code: step.code,
    name: step.name,
    unit: step.unit,
    role: step.role,
    openedAt: task.openedAt?.toISOString(),
    dueAt: task.dueAt?.toISOString(),
    overdue: task.dueAt && task.dueAt < now,
    ...(isColleague && { takenUpAt: takenUpAt(task)?.toISOString(), assignee: holderOf(task) }),
    ...(actions.length > 0 && { allowedActions: actions }),
  };
}

/** The deadline as it stands, or as it stood at the end. */
function deadlineView(dossier: AcceptedDossier, now: Date): DossierDeadlineView {
  const { acceptance, ending, status } = dossier;
  const { deadline } = acceptance;
  const dueAt = dueAtOf(deadline);
  const appointedAt = appointedAtOf(dueAt, acceptance.apology)?.toISOString();
  // The dossier keeps the deadline that it ended with: the nation is told of it, and reports count by it.
  if (ending) {
    const { endedAt } = ending;
    const punctuality = punctualityOf(dossier);
    return {
      state: 'ENDED',
      dueAt: dueAt?.toISOString(),
      appointedAt,
      endedAt: endedAt.toISOString(),
      met: punctuality === 'UNKNOWN' ? undefined : punctuality !== 'LATE',
      punctuality,
      appointedPunctuality: appointedPunctualityOf(dossier),
      overdue: false,
    };
  }
  return {
    state: deadline.state,
    dueAt: dueAt?.toISOString(),
    appointedAt,
    since: deadline.state === 'PAUSED' ? deadline.since.toISOString() : undefined,
    overdue: isOverdue({ dueAt, status }, now),
  };
}

export function deadlineExplanation({ dossier, at, count }: ExplainedDeadline): DossierDeadlineExplanation {
  const deadline = deadlineView(dossier, at);
  if (!count) return { deadline, imported: true, lines: [] };
  return {
    deadline,
    imported: false,
    budget: count.budget,
    ruleSet: { ...count.basis.ruleSet },
    calendar: { ...count.basis.calendar },
    lines: count.lines.map((line) => ({
      code: line.code,
      on: line.on,
      at: line.at?.toISOString(),
      to: line.to?.toISOString(),
      text: { ...line.text },
    })),
    elapsed: count.elapsed?.working,
    waited: count.elapsed?.waiting,
  };
}

export function dossierList({ items, nextCursor, total, at }: PageOfDossiers): DossierList {
  return { items: items.map((item) => listItem(item, at)), nextCursor, total };
}

export function dossierChangeList({ items, cursor, more, at }: ChangedDossiers & { at: Date }): DossierChangeList {
  return { items: items.map((item) => listItem(item, at)), cursor, more };
}

function listItem(
  { dossier, procedureName, applicantName, persons, task, intake }: PageOfDossiers['items'][number],
  now: Date,
): DossierListItem {
  const labels = DOSSIER_STATUS_CODES[dossier.status];
  return {
    id: dossier.id,
    code: dossier.code,
    version: dossier.version,
    status: dossier.status,
    statusLabel: labels.label,
    statusLabelEn: labels.labelEn,
    agencyCode: dossier.agencyCode,
    receivingAgencyCode: dossier.receivingAgencyCode,
    procedureCode: dossier.procedure.code,
    procedureName,
    fieldCode: dossier.procedure.fieldCode,
    channel: dossier.channel,
    subjectType: dossier.subjectType,
    submittedAt: dossier.submittedAt.toISOString(),
    acceptedAt: dossier.acceptedAt?.toISOString(),
    dueAt: dossier.dueAt?.toISOString(),
    appointedAt: appointedAtOf(dossier.dueAt, dossier.apology)?.toISOString(),
    endedAt: dossier.endedAt?.toISOString(),
    overdue: isOverdue(dossier, now),
    apologyOwed: apologyOwed(dossier, now),
    reopening: dossier.reopening && listedReopening(dossier.reopening, now),
    applicantName,
    task: task && {
      number: task.number,
      stepCode: task.stepCode,
      unit: task.unit,
      openedAt: task.openedAt?.toISOString(),
      dueAt: task.dueAt?.toISOString(),
      overdue: task.dueAt && task.dueAt < now,
      takenUpAt: takenUpAt(task)?.toISOString(),
      assignee: holderOf(task),
    },
    intake: intake && { ...intake, answerBy: intake.answerBy?.toISOString() },
    persons,
  };
}

export function dossierHistory({ entries, legacySteps }: History): DossierHistory {
  return {
    entries: entries.map(historyEntry),
    legacySteps: legacySteps?.map(({ name, unit, officer, at }) => ({ name, unit, officer, at: at.toISOString() })),
  };
}

function historyEntry({ at, recordedAt, written, ...entry }: HistoryEntry): DossierHistoryEntry {
  const { consultation: _texts, ...visible } = written ?? {};
  return {
    version: entry.version,
    action: entry.action,
    fromStatus: entry.fromStatus,
    toStatus: entry.toStatus,
    at: at.toISOString(),
    recordedAt: recordedAt.toISOString(),
    actor: entry.actor,
    actorKind: entry.actorKind,
    actorAgency: entry.actorAgency,
    actorUnit: entry.actorUnit,
    actorName: entry.actorName,
    actorTitle: entry.actorTitle,
    flags: entry.flags,
    details: entry.details,
    // What somebody is asked and says is read with the consultation.
    ...visible,
  };
}

export function dossierProgress({ code, completedSteps, stepsInAll, dossier }: Progress): DossierProgress {
  const dueAt = dueAtOf(dossier?.acceptance?.deadline);
  return {
    code,
    completedSteps,
    stepsInAll,
    ...(dossier && {
      id: dossier.id,
      statusLabel: DOSSIER_STATUS_CODES[dossier.status].label,
      procedureCode: dossier.procedure.code,
      dueAt: dueAt?.toISOString(),
      appointedAt: appointedAtOf(dueAt, dossier.acceptance?.apology)?.toISOString(),
    }),
  };
}

export function dossierReceipt({ dossier, procedureName, ...issued }: Receipt): DossierReceipt {
  const { agencyName, acceptedAt, dueAt, persons, receivedBy } = issued;
  const notRecorded = unrecorded({ agencyName, receivedBy: receivedBy.name, receivedByTitle: receivedBy.title });
  return {
    form: '01',
    code: dossier.acceptance.code,
    agencyCode: issued.agencyCode,
    agencyName: agencyName ?? NOT_RECORDED,
    procedureCode: dossier.procedure.code,
    procedureName,
    applicant: persons.applicant,
    representative: persons.representative,
    requestContent: persons.requestContent,
    budget: dossier.procedure.budget,
    receivedAt: acceptedAt.toISOString(),
    receivedText: printed(acceptedAt),
    dueAt: dueAt?.toISOString(),
    dueText: dueAt && printed(dueAt),
    resultDelivery: issued.resultDelivery,
    receivedBy: receivedBy.name ?? NOT_RECORDED,
    receivedByTitle: receivedBy.title,
    receivedByUnit: receivedBy.unit,
    ...(notRecorded.length > 0 && { notRecorded }),
  };
}

export function apologyForm({ dossier, procedureName, ...issued }: PrintedApology): DossierApologyForm {
  const { agencyName, at, previousDueAt, newDueAt, persons, signedBy } = issued;
  const notRecorded = unrecorded({ agencyName, signedBy: signedBy.name, signedByTitle: signedBy.title });
  const { acceptedAt, code } = dossier.acceptance;
  return {
    form: '04',
    code,
    agencyCode: issued.agencyCode,
    agencyName: agencyName ?? NOT_RECORDED,
    procedureCode: dossier.procedure.code,
    procedureName,
    applicant: persons.applicant,
    representative: persons.representative,
    receivedAt: acceptedAt.toISOString(),
    receivedText: printed(acceptedAt),
    dueAt: previousDueAt.toISOString(),
    dueText: printed(previousDueAt),
    reason: issued.reason,
    newDueAt: newDueAt.toISOString(),
    newDueText: printed(newDueAt),
    signedAt: at.toISOString(),
    signedText: printed(at),
    signedBy: signedBy.name ?? NOT_RECORDED,
    signedByTitle: signedBy.title,
    ...(notRecorded.length > 0 && { notRecorded }),
  };
}

/** Which fields of a form were not kept when it was issued. */
function unrecorded(fields: Record<string, string | undefined>): string[] {
  return Object.entries(fields).flatMap(([field, known]) => (known === undefined ? [field] : []));
}

/** In the place of a name that was not kept when the form was issued: a later one would be a guess. */
const NOT_RECORDED = '(không ghi nhận khi cấp giấy)';

export function nationalRecord({ dossier, history, ...national }: NationalDossier): NationalRecord {
  return {
    id: dossier.id,
    version: dossier.announced,
    status: dossier.status,
    origin: dossier.origin,
    code: dossier.code,
    agencyCode: dossier.agencyCode,
    agencyName: national.agencyName,
    procedureCode: dossier.procedure.code,
    procedureName: national.procedureName,
    fieldCode: dossier.procedure.fieldCode,
    fieldName: national.fieldName,
    channel: dossier.channel,
    subjectType: dossier.subjectType,
    submittedAt: dossier.submittedAt.toISOString(),
    acceptedAt: dossier.acceptedAt?.toISOString(),
    dueAt: dossier.dueAt?.toISOString(),
    appointedAt: appointedAtOf(dossier.dueAt, dossier.apology)?.toISOString(),
    resultDelivery: national.resultDelivery,
    ...usable(national, dossier.dataProblems),
    requestContent: national.requestContent,
    history: history.map(historyEntry).map(toldToTheNation),
  };
}

/** The nation is told nothing that cannot be used; what it requires is then missing, and its send says which field. */
function usable(persons: Pick<NationalDossier, PersonRole>, problems: readonly DataProblem[]): typeof persons {
  const left = (role: PersonRole): Person | undefined => {
    const person = persons[role] && { ...persons[role] };
    for (const field of PERSON_FIELDS) {
      if (person && field !== 'fullName' && problems.some((problem) => problem === `${role}.${field}`))
        delete person[field];
    }
    return person;
  };
  return { applicant: left('applicant'), representative: left('representative') };
}

/** The nation is told what is right, and never what was wrong. */
function toldToTheNation({ corrections: _corrections, ...entry }: DossierHistoryEntry): DossierHistoryEntry {
  return entry;
}

export function nationalListingItem({ acceptedAt, announced, ...listed }: NationallyListed): NationalListingItem {
  return { ...listed, version: announced, acceptedAt: acceptedAt?.toISOString() };
}
