import type { DossierAction } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import type { Agencies } from '../domain/agencies.js';
import type { Dossier } from '../domain/dossier.js';
import { signed, type Actor, type DossierEvent, type Signed } from '../domain/dossier-events.js';
import { worksFor, type Scope } from './caller-scope.js';

/**
 * In which capacity a caller acts on a dossier. An officer of its agency is its officer, also for a dossier of the officer's own:
 * what judges an agency goes by who works there. `isOwner` is asked only of an account that is both a person's and a portal's.
 */
export async function actorOf(
  caller: Caller,
  agencies: Agencies,
  isOwner: (scope: Scope) => Promise<boolean>,
): Promise<Actor> {
  const { subject: account, agency, unit, name, title } = caller;
  const officer: Actor = { kind: 'OFFICER', account, agency, unit, ...(agency === undefined ? {} : { name, title }) };
  if (worksFor(caller, agencies)) return officer;
  if (
    caller.has('applicant') &&
    (!caller.has('portal-client') || (await isOwner({ kind: 'OWNER', subject: account })))
  ) {
    return { kind: 'APPLICANT', account };
  }
  if (caller.has('portal-client')) return { kind: 'PORTAL', account };
  if (caller.has('service')) return { kind: 'SYSTEM', account };
  // Whoever else may act is an official of the province.
  return officer;
}

/** Whose officer somebody is in an action: of the agencies of the dossier, but of one's own for what one is asked there. */
export function agenciesActingIn(action: DossierAction, { agency }: Caller, dossier: Dossier): Agencies {
  const isAsked = action === 'answer-consultation' && agency !== undefined;
  return isAsked ? { agencyCode: agency, receivingAgencyCode: agency } : dossier;
}

/** The system, when it records that a limit has passed. */
export const CLOCK: Actor = { kind: 'SYSTEM', account: 'system:consultations' };

/** A fact signed by who did it; what time brought about is the system's, whoever came upon it. */
export function signedBy(event: DossierEvent, by: Actor): Signed {
  return signed(event, event.type === 'consultation-expired' ? CLOCK : by);
}

/** Who takes over the records of a legacy system. */
export function importActor({ subject }: Caller): Actor {
  return { kind: 'IMPORT', account: subject };
}
