import { DomainError, type ActorKind, type DossierStanding, type PersonalDataPurpose } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { Dossier } from '../domain/dossier.js';
import {
  DossierReadings,
  Dossiers,
  type LegacyOrigin,
  type PersonalDataReading,
  type Persons,
  type ProbableDuplicate,
  type ReadCommand,
} from './ports.js';
import { dossierNotFound, readableBy, worksFor } from './caller-scope.js';

/** As whom a caller may speak for the applicant, and who said at intake whose the dossier is; undefined where that was not kept. */
export interface Standing {
  as: DossierStanding;
  submittedBy?: ActorKind;
}

/** A dossier as somebody may read it. */
export interface ReadableDossier {
  dossier: Dossier;
  legacy?: LegacyOrigin;
  persons: Persons;
  /** Of them, those that the reader may read. */
  probableDuplicates: ProbableDuplicate[];
  standing?: Standing;
}

export interface ReadDossierCommand extends ReadCommand {
  /** For what its persons are read. */
  purpose?: PersonalDataPurpose;
}

/** One dossier with its persons: masked, unless the reader says for what they are needed and may read them. */
@Injectable()
export class ReadDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
  ) {}

  /** @throws DomainError `not-found`, or `forbidden` for a purpose that the caller cannot have. */
  async execute({ id, caller, purpose }: ReadDossierCommand): Promise<ReadableDossier> {
    const dossier = await findReadable(this.dossiers, caller, id);
    const standsAs = await standingOf(this.dossiers, caller, id);
    const reading = readingOf(caller, dossier, { purpose, isOwn: standsAs !== undefined });
    // An officer of either agency speaks for nobody there: what judges an agency goes by who works there.
    const speaksAs = worksFor(caller, dossier) ? undefined : standsAs;
    return {
      dossier,
      legacy: dossier.origin === 'IMPORTED' ? await this.readings.legacyOf(id) : undefined,
      persons: await this.readings.persons(id, reading),
      probableDuplicates: await this.readings.probableDuplicatesOf(dossier, readableBy(caller)),
      standing: speaksAs && { as: speaksAs, submittedBy: await this.readings.submittedBy(id) },
    };
  }
}

function readingOf(
  caller: Caller,
  dossier: Dossier,
  { purpose, isOwn }: { purpose: PersonalDataPurpose | undefined; isOwn: boolean },
): PersonalDataReading | undefined {
  const operation = 'readDossier';
  if (purpose && mayRead(caller, dossier, purpose)) return { reader: caller, purpose, operation };
  if (isOwn) return { reader: caller, purpose: 'OWN_DATA', operation };
  if (!purpose) return undefined;
  throw purposeNotYours(purpose);
}

export function purposeNotYours(purpose: PersonalDataPurpose): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'dossier.purpose-not-yours',
    message: {
      vi: `Vai trò này không được đọc dữ liệu cá nhân cho mục đích ${purpose}.`,
      en: `This role may not read personal data for the purpose ${purpose}.`,
    },
  });
}

/** Officers for their agency's dossiers; procedure control to inspect; the one service that sends them to the nation. */
function mayRead(caller: Caller, dossier: Dossier, purpose: PersonalDataPurpose): boolean {
  if (purpose === 'NATIONAL_SYNC') return caller.has('national-sync');
  if (worksFor(caller, dossier)) return true;
  return purpose === 'INSPECTION' && caller.has('procedure-control');
}

/** @throws DomainError `not-found` for absent and foreign alike */
export async function findReadable(dossiers: Dossiers, caller: Caller, id: string): Promise<Dossier> {
  const dossier = await dossiers.find(id, readableBy(caller));
  if (!dossier) throw dossierNotFound();
  return dossier;
}

/**
 * A dossier whose forms the caller may have: its agency, which gave them, and its owner, who got them.
 * @throws DomainError `not-found` for everybody else
 */
export async function findWithForms(dossiers: Dossiers, caller: Caller, id: string): Promise<Dossier> {
  const dossier = await findReadable(dossiers, caller, id);
  if (!worksFor(caller, dossier) && !(await isOwner(dossiers, caller, id))) throw dossierNotFound();
  return dossier;
}

/** Whether the dossier is the caller's own, or submitted by the calling portal. */
export async function isOwner(dossiers: Dossiers, caller: Caller, id: string): Promise<boolean> {
  return (await standingOf(dossiers, caller, id)) !== undefined;
}

/** Whether the dossier is the caller's own, or else submitted by the calling portal; undefined for everybody else. */
async function standingOf(dossiers: Dossiers, caller: Caller, id: string): Promise<DossierStanding | undefined> {
  if (!caller.has('applicant', 'portal-client')) return undefined;
  for (const [kind, as] of [
    ['OWNER', 'OWNER'],
    ['SUBMITTER', 'PORTAL'],
  ] as const) {
    const scopes = readableBy(caller).filter((scope) => scope.kind === kind);
    if (scopes.length > 0 && (await dossiers.find(id, scopes))) return as;
  }
  return undefined;
}
