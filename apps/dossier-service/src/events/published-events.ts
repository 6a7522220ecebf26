import {
  BegunStepData,
  BudgetData,
  ChargedTime,
  DossierAccepted,
  DossierApologised,
  DossierActor,
  DossierConsultationAnswered,
  DossierConsultationExpired,
  DossierConsultationExtended,
  DossierConsultationRequested,
  DossierConsultationTransferred,
  DossierConsultationWithdrawn,
  DossierCorrectionDelivered,
  DossierDelivered,
  DossierDueChanged,
  DossierFacts,
  DossierForwarded,
  DossierForwardingRecalled,
  DossierIntakeCorrected,
  DossierImported,
  DossierRefused,
  DossierReopened,
  DossierResolved,
  DossierResultCorrected,
  DossierStepCompleted,
  DossierStepReturned,
  DossierStopped,
  DossierSubmitted,
  DossierSupplementChecked,
  DossierSupplementProvided,
  DossierSupplementRequested,
  DossierTimeShares,
  DossierTransferred,
  DossierWithdrawn,
} from '@motcua/contracts';
import { apologyOwed, owingOf } from '../domain/apology.js';
import { appointedAtOf, dueAtOf, type Dossier } from '../domain/dossier.js';
import { flagsOf } from '../domain/event-flags.js';
import { correctedFields } from '../domain/intake-correction.js';
import { appointedPunctualityOf, punctualityAt, punctualityOf } from '../domain/punctuality.js';
import type { Actor, ConsultationEvent, DossierEvent, Signed } from '../domain/dossier-events.js';
import { isSameCharge, type Charge } from '../domain/spans.js';
import type { OpenedStep } from '../domain/tasks.js';
import { withOfficers, type TimeUse } from '../domain/time-use.js';

/** The opaque key under which an officer's account is told. */
export type OfficerKey = (account: string) => string;

/**
 * What others learn of an event. The gate of privacy: reasons, lists of what is missing, officers' names, persons
 * and what a legacy system called its steps stop here; what passes is listed field by field.
 * @param after the dossier as the event left it
 * @param use of an end: who had the dossier how long
 * @returns undefined for what is told to nobody
 */
export function publishedEvent(
  event: Signed,
  after: Dossier,
  officerKey: OfficerKey,
  use?: TimeUse,
): object | undefined {
  const timeShares = use && timeSharesOf(withOfficers(use, officerKey));
  const telling = tellingOf(event, after);
  return telling && Object.assign(telling, { by: actorOf(event.by, officerKey) }, timeShares && { timeShares });
}

/** Undefined where it is not known. */
function timeSharesOf({ minutes, shares, lateness }: TimeUse): DossierTimeShares | undefined {
  if (minutes === undefined || !shares) return undefined;
  const late = (charge: Charge) => lateness?.shares.find((share) => isSameCharge(share.charge, charge))?.minutes;
  const others = (lateness?.shares ?? []).filter(
    ({ charge }) => !shares.some((share) => isSameCharge(share.charge, charge)),
  );
  return make(DossierTimeShares, {
    minutes,
    lateMinutes: lateness?.minutes,
    charged: [...shares, ...others.map(({ charge }) => ({ charge, minutes: 0 }))].map(({ charge, minutes: own }) =>
      make(ChargedTime, { ...charge, minutes: own, lateMinutes: late(charge) }),
    ),
  });
}

function actorOf({ kind, account, agency, unit }: Actor, officerKey: OfficerKey): DossierActor {
  const officer = kind === 'OFFICER' ? officerKey(account) : undefined;
  return make(DossierActor, { kind, agency, unit, officer });
}

function tellingOf(event: DossierEvent, after: Dossier): object | undefined {
  const dossier = factsOf(after);
  switch (event.type) {
    case 'submitted':
      return make(DossierSubmitted, { dossier });
    case 'accepted':
      return make(DossierAccepted, {
        dossier,
        ruleSetId: event.basis.ruleSet.id,
        ruleSetVersion: event.basis.ruleSet.version,
        calendarId: event.basis.calendar.id,
        calendarVersion: event.basis.calendar.version,
        caseCode: after.procedure.caseCode,
        budget: make(BudgetData, { ...event.budget }),
      });
    case 'refused':
      return make(DossierRefused, { dossier, cause: event.cause });
    case 'forwarded':
      return make(DossierForwarded, {
        dossier,
        stepCode: event.stepCode,
        unit: event.unit,
        nextSteps: several(event.begins),
      });
    case 'intake-corrected':
      return make(DossierIntakeCorrected, { dossier, fields: correctedFields(event) });
    case 'step-completed':
      return make(DossierStepCompleted, {
        dossier,
        stepCode: event.stepCode,
        unit: event.unit,
        nextStepCode: event.begins[0]?.step.code,
        nextUnit: event.begins[0]?.step.unit,
        nextSteps: several(event.begins),
      });
    case 'supplement-requested':
      return make(DossierSupplementRequested, {
        dossier,
        requestNumber: event.requestNumber,
        pausesClock: event.pausesClock,
        provideUntil: event.provideUntil.toISOString(),
        flags: namedFlags(event),
      });
    case 'supplement-provided':
      return make(DossierSupplementProvided, { dossier, mode: event.mode, flags: namedFlags(event) });
    case 'supplement-checked':
      return make(DossierSupplementChecked, {
        dossier,
        outcome: event.outcome,
        pausesClock: event.outcome === 'INCOMPLETE' && event.pausesClock,
        provideUntil: event.outcome === 'INCOMPLETE' ? event.provideUntil?.toISOString() : undefined,
      });
    case 'resolved':
      return make(DossierResolved, { dossier, outcome: event.outcome });
    case 'delivered':
      return make(DossierDelivered, { dossier });
    case 'reopened':
      return make(DossierReopened, { dossier, foundBy: event.foundBy, correctBy: event.correctBy?.toISOString() });
    case 'result-corrected':
      return make(DossierResultCorrected, {
        dossier,
        outcome: event.outcome,
        reversed: event.reversed,
        kept: punctualityAt(event.at, event.correctBy),
        minutes: event.minutes,
        flags: namedFlags(event),
      });
    case 'correction-delivered':
      return make(DossierCorrectionDelivered, { dossier });
    case 'withdrawn':
      return make(DossierWithdrawn, { dossier, withdrawnBy: event.withdrawnBy });
    case 'stopped':
      return make(DossierStopped, { dossier });
    case 'apologised':
      return make(DossierApologised, {
        dossier,
        previousDueAt: event.previousDueAt.toISOString(),
        newDueAt: event.newDueAt.toISOString(),
        late: event.late,
        flags: namedFlags(event),
      });
    case 'deadline-changed':
      return make(DossierDueChanged, {
        dossier,
        cause: event.cause,
        calendarId: event.basis.calendar.id,
        calendarVersion: event.basis.calendar.version,
        previousDueAt: dueAtOf(event.previous)?.toISOString(),
      });
    case 'transferred':
      return make(DossierTransferred, {
        dossier,
        cause: event.cause,
        fromAgencyCode: event.fromAgencyCode,
        part: event.part,
        pausesClock: after.acceptance?.deadline.state === 'PAUSED',
      });
    case 'step-returned': {
      const [{ step }] = event.begins;
      return make(DossierStepReturned, {
        dossier,
        stepCode: event.stepCode,
        unit: event.unit,
        nextStepCode: step.code,
        nextUnit: step.unit,
        flags: namedFlags(event),
      });
    }
    case 'forwarding-recalled':
      return make(DossierForwardingRecalled, { dossier, stepCodes: [...event.recalls] });
    case 'task-claimed':
    case 'task-assigned':
    case 'task-released':
      return undefined;
    case 'consultation-requested':
      return make(DossierConsultationRequested, {
        ...consultationFacts(event, dossier),
        answerBy: event.answerBy.toISOString(),
        silence: event.silence.silence,
        silenceIsConsent: event.silenceIsConsent,
        again: event.again,
      });
    case 'consultation-answered':
      return make(DossierConsultationAnswered, {
        ...consultationFacts(event, dossier),
        position: event.position,
        late: event.late,
      });
    case 'consultation-extended':
      return make(DossierConsultationExtended, {
        ...consultationFacts(event, dossier),
        answerBy: event.answerBy.toISOString(),
        previousAnswerBy: event.previousAnswerBy.toISOString(),
      });
    case 'consultation-withdrawn':
      return make(DossierConsultationWithdrawn, consultationFacts(event, dossier));
    case 'consultation-expired':
      return make(DossierConsultationExpired, {
        ...consultationFacts(event, dossier),
        limit: event.limit.toISOString(),
        consent: event.consent,
      });
    case 'consultation-transferred':
      return make(DossierConsultationTransferred, {
        ...consultationFacts(event, dossier),
        fromAgencyCode: event.fromAgencyCode,
      });
    case 'imported':
      return make(DossierImported, {
        dossier,
        legacySystem: event.legacySystem,
        legacyId: event.legacyId,
        endedAt: event.endedAt?.toISOString(),
        stepCount: event.steps.length,
        flags: event.flags,
      });
  }
}

function consultationFacts({ consultation, consulted }: ConsultationEvent, dossier: DossierFacts) {
  return { dossier, consultation, consultedAgencyCode: consulted.agencyCode, consultedUnit: consulted.unit };
}

function several(begins: readonly OpenedStep[]): BegunStepData[] | undefined {
  if (begins.length < 2) return undefined;
  return begins.map(({ step }) => make(BegunStepData, { stepCode: step.code, unit: step.unit }));
}

function namedFlags(event: DossierEvent): string[] | undefined {
  const flags = flagsOf(event);
  return flags.length > 0 ? flags : undefined;
}

function factsOf(dossier: Dossier): DossierFacts {
  const { procedure, acceptance, ending } = dossier;
  const dueAt = dueAtOf(acceptance?.deadline);
  const appointedAt = appointedAtOf(dueAt, acceptance?.apology);
  return make(DossierFacts, {
    dossierId: dossier.id,
    code: acceptance?.code,
    agencyCode: dossier.agencyCode,
    receivingAgencyCode: dossier.receivingAgencyCode === dossier.agencyCode ? undefined : dossier.receivingAgencyCode,
    procedureId: procedure.id,
    procedureCode: procedure.code,
    procedureVersion: procedure.version,
    fieldCode: procedure.fieldCode,
    channel: dossier.channel,
    subjectType: dossier.subjectType,
    status: dossier.status,
    acceptedAt: acceptance?.acceptedAt.toISOString(),
    dueAt: dueAt?.toISOString(),
    appointedAt: appointedAt === dueAt ? undefined : appointedAt?.toISOString(),
    punctuality: punctualityOf(dossier),
    appointedPunctuality: appointedPunctualityOf(dossier),
    apology: ending && apologyOwed(owingOf(dossier), ending.endedAt),
  });
}

/** A contract is a class: only its instances are validated. Absent fields are left out, not sent as null. */
function make<T extends object>(Contract: new () => T, fields: T): T {
  const instance = new Contract();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) (instance as Record<string, unknown>)[name] = value;
  }
  return instance;
}
