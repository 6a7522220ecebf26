import {
  DossierAccepted,
  DossierApologised,
  DossierDelivered,
  DossierForwarded,
  DossierImported,
  DossierRefused,
  DossierReopened,
  DossierResolved,
  DossierResultCorrected,
  DossierStopped,
  DossierSubmitted,
  DossierSupplementProvided,
  DossierSupplementRequested,
  DossierTransferred,
  DossierWithdrawn,
  eventDefinition,
  type Channel,
  type DossierFacts,
  type DossierStatus,
  type EventEnvelope,
} from '@motcua/contracts';
import { v7 } from 'uuid';
import type { DossierEventData } from '../projections/dossier-change.js';

const LITERALS = {
  submitted: [DossierSubmitted, 'SUBMITTED'],
  accepted: [DossierAccepted, 'RECEIVED'],
  refused: [DossierRefused, 'REFUSED_INTAKE'],
  forwarded: [DossierForwarded, 'IN_PROGRESS'],
  supplementRequested: [DossierSupplementRequested, 'WAITING_SUPPLEMENT'],
  supplementProvided: [DossierSupplementProvided, 'IN_PROGRESS'],
  resolved: [DossierResolved, 'RESOLVED'],
  delivered: [DossierDelivered, 'DELIVERED'],
  withdrawn: [DossierWithdrawn, 'WITHDRAWN'],
  stopped: [DossierStopped, 'STOPPED'],
  apologised: [DossierApologised, 'IN_PROGRESS'],
  imported: [DossierImported, 'IN_PROGRESS'],
  transferred: [DossierTransferred, 'IN_PROGRESS'],
  reopened: [DossierReopened, 'DELIVERED'],
  resultCorrected: [DossierResultCorrected, 'DELIVERED'],
} as const satisfies Record<string, readonly [new () => object, DossierStatus]>;

/** What each type's payload needs beside the facts; reports read none of it. */
const REST: Partial<Record<keyof typeof LITERALS, object>> = {
  accepted: {
    ruleSetId: 'nd-118-2025',
    ruleSetVersion: 1,
    calendarId: 'vn',
    calendarVersion: 1,
    caseCode: 'mac-dinh',
    budget: { amount: 5, unit: 'WORKING_DAY' },
  },
  forwarded: { stepCode: 'tham-dinh', unit: 'phong-nghiep-vu' },
  supplementRequested: { requestNumber: 1, pausesClock: true },
  supplementProvided: { mode: 'RESTART' },
  resolved: { outcome: 'APPROVED' },
  reopened: { foundBy: 'APPLICANT' },
  resultCorrected: { outcome: 'APPROVED', reversed: false, kept: 'UNKNOWN' },
  imported: { legacySystem: 'phan-mem-cu', legacyId: 'hs-1', stepCount: 0, flags: [] },
};

export interface ExampleDossier {
  dossierId: string;
  agencyCode: string;
  fieldCode: string;
  channel: Channel;
}

/** The life of one dossier, event by event, as dossier-service would tell it. */
export class ExampleLife {
  readonly events: EventEnvelope<DossierEventData>[] = [];
  readonly dossier: ExampleDossier;
  private acceptedAt?: string;

  constructor(dossier: Partial<ExampleDossier> = {}) {
    this.dossier = { dossierId: v7(), agencyCode: 'H41.14', fieldCode: 'G15-TP07', channel: 'DIRECT', ...dossier };
  }

  /** @param dueAt the due instant as it stands after this event; leave it out while paused or unknown */
  then(what: keyof typeof LITERALS, at: string, dueAt?: string, more: object = {}): this {
    const [payload, status] = LITERALS[what];
    const time = new Date(at).toISOString();
    if (what === 'accepted') this.acceptedAt = time;
    const facts: DossierFacts = {
      ...this.dossier,
      procedureId: '0190a1b2-0000-7000-8000-000000000001',
      procedureCode: '1.001193',
      procedureVersion: 1,
      subjectType: 'CITIZEN',
      status,
      ...(this.acceptedAt ? { acceptedAt: this.acceptedAt, code: `${this.dossier.agencyCode}-260820-0001` } : {}),
      ...(dueAt ? { dueAt: new Date(dueAt).toISOString() } : {}),
      ...(more as { dossier?: object }).dossier,
    };
    this.acceptedAt ??= facts.acceptedAt;
    this.events.push({
      id: v7(),
      type: eventDefinition(payload)!.type,
      source: '/dossier-service',
      subject: this.dossier.dossierId,
      time,
      recordedat: time,
      aggregateversion: this.events.length + 1,
      data: { ...REST[what], ...more, dossier: facts },
    });
    return this;
  }

  /** To the successor of its agency, in the state in which it is; its clock stands still where it waits, unless it says otherwise. */
  transfer(at: string, agencyCode: string, dueAt?: string, pausesClock?: boolean): this {
    const fromAgencyCode = this.dossier.agencyCode;
    this.dossier.agencyCode = agencyCode;
    const { status } = this.events.at(-1)!.data.dossier;
    const clock = { pausesClock: pausesClock ?? status === 'WAITING_SUPPLEMENT' };
    return this.then('transferred', at, dueAt, {
      cause: 'AGENCY_ENDED',
      fromAgencyCode,
      ...clock,
      dossier: { status },
    });
  }
}
