import type { DossierStatus } from '@motcua/contracts';
import { backOffMs, type BackOff } from './back-off.js';
import type { SendFailure } from './error-class.js';

/**
 * WAITING: the dossier has no code yet. DUE: to be sent when its time comes. OPEN: a send is under way, or its outcome is
 * not proven. ACKNOWLEDGED: the portal is known to hold what is wanted. STOPPED: tried again only after a change of the
 * dossier or by hand.
 */
export const SEND_STATES = ['WAITING', 'DUE', 'OPEN', 'ACKNOWLEDGED', 'STOPPED'] as const;
export type SendState = (typeof SEND_STATES)[number];

/** What an event says of a dossier, as far as a send needs it. */
export interface WantedState {
  dossierId: string;
  version: number;
  status: DossierStatus;
  code?: string;
  agencyCode: string;
  procedureCode: string;
}

/** One dossier and one destination: what is wanted there, and what is known to be there. Immutable. */
export interface SendEntry {
  readonly dossierId: string;
  readonly code?: string;
  readonly agencyCode: string;
  readonly procedureCode: string;
  readonly wanted: { version: number; status: DossierStatus };
  readonly acknowledged?: { version: number; status: DossierStatus; at: Date };
  /** Whether the portal is believed to hold the dossier in some state: it is then sent as an update. */
  readonly heldThere: boolean;
  /** How many rows of its progress the portal is known to hold. */
  readonly progressRows: number;
  /** What is known to be there has to be looked up before anything is sent. */
  readonly lookFirst: boolean;
  readonly state: SendState;
  /** Failures since the last success. */
  readonly attempts: number;
  /** When it is sent, or looked up, next; absent while nothing is to be done. */
  readonly dueAt?: Date;
  readonly failure?: SendFailure;
  readonly failingSince?: Date;
  /** Since when the portal lacks what is wanted; absent when it has it. */
  readonly unsentSince?: Date;
}

/** How one attempt ended. */
export type SendOutcome =
  /** The portal holds the dossier in this state, with all its progress. */
  | { kind: 'PROVEN'; version: number; status: DossierStatus; progressRows: number }
  /** It does not, as far as is known; `found` is what it was seen to hold. */
  | { kind: 'FAILED'; version: number; failure: SendFailure; found?: { heldThere: boolean; progressRows: number } }
  /** Nobody knows: whatever was sent may have been taken. */
  | { kind: 'UNPROVEN'; failure: SendFailure }
  /** Nothing was sent, and not for a reason that lies with the dossier. */
  | { kind: 'RELEASED'; failure: SendFailure };

export interface Waits extends BackOff {
  /** How long a change waits for the next one, so that several are sent as one. */
  delayMs: number;
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/**
 * The entry once an event has said what is wanted; an event that was known already changes nothing.
 * @param mayBeThere it, or more, may have been sent by a ledger that was set back since: find out before sending
 */
export function want(
  entry: SendEntry | undefined,
  wanted: WantedState,
  at: Date,
  waits: Waits,
  mayBeThere = false,
): SendEntry {
  if (entry && wanted.version <= entry.wanted.version) return entry;
  const { dossierId, agencyCode, procedureCode, version, status } = wanted;
  const next: SendEntry = {
    heldThere: false,
    progressRows: 0,
    state: 'WAITING',
    attempts: 0,
    ...entry,
    lookFirst: mayBeThere || (entry?.lookFirst ?? false),
    dossierId,
    code: wanted.code ?? entry?.code,
    agencyCode,
    procedureCode,
    wanted: { version, status },
  };
  if (!next.code) return next;
  const unsentSince = next.unsentSince ?? at;
  // Under way, or due already: the same attempt, or the one after it, takes the newer state along.
  if (next.state === 'OPEN' || next.state === 'DUE') return { ...next, unsentSince };
  return {
    ...next,
    state: 'DUE',
    attempts: 0,
    dueAt: after(at, waits.delayMs),
    failure: undefined,
    failingSince: undefined,
    unsentSince,
  };
}

/** The entry once an attempt has ended. `random` (0 to 1) spreads what failed together. */
export function settle(entry: SendEntry, outcome: SendOutcome, at: Date, waits: Waits, random: number): SendEntry {
  switch (outcome.kind) {
    case 'PROVEN': {
      const { version, status, progressRows } = outcome;
      const proven: SendEntry = {
        ...entry,
        // What was read to be sent may be newer than the last event that has arrived.
        wanted: version >= entry.wanted.version ? { version, status } : entry.wanted,
        acknowledged: { version, status, at },
        heldThere: true,
        progressRows,
        lookFirst: false,
        attempts: 0,
        failure: undefined,
        failingSince: undefined,
      };
      if (version >= entry.wanted.version) {
        return { ...proven, state: 'ACKNOWLEDGED', dueAt: undefined, unsentSince: undefined };
      }
      // Changed while it was under way; but a record that stays behind was restored from a backup, and may stay so.
      if (entry.acknowledged?.version !== version) return { ...proven, state: 'DUE', dueAt: after(at, waits.delayMs) };
      return {
        ...proven,
        state: 'DUE',
        attempts: entry.attempts + 1,
        dueAt: after(at, backOffMs(waits, entry.attempts + 1, random)),
        failure: RECORD_BEHIND,
        failingSince: entry.failingSince ?? at,
      };
    }
    case 'FAILED': {
      const { failure, found, version } = outcome;
      const failed: SendEntry = {
        ...entry,
        ...(found ?? {}),
        lookFirst: true,
        attempts: entry.attempts + 1,
        failure,
        failingSince: entry.failingSince ?? at,
      };
      if (failure.class !== 'RETRY' && entry.wanted.version <= version) {
        return { ...failed, state: 'STOPPED', dueAt: undefined };
      }
      // Changed since it was read, or the record is behind, and may stay so, after a restore.
      return { ...failed, state: 'DUE', dueAt: after(at, backOffMs(waits, failed.attempts, random)) };
    }
    case 'UNPROVEN':
      return {
        ...entry,
        state: 'OPEN',
        lookFirst: true,
        attempts: entry.attempts + 1,
        dueAt: after(at, backOffMs(waits, entry.attempts + 1, random)),
        failure: outcome.failure,
        failingSince: entry.failingSince ?? at,
      };
    case 'RELEASED':
      return {
        ...entry,
        state: 'DUE',
        dueAt: after(at, backOffMs({ ...waits, capMs: Math.min(waits.capMs, RELEASED_CAP_MS) }, 1, random)),
        failure: outcome.failure,
        failingSince: entry.failingSince ?? at,
      };
  }
}

const RECORD_BEHIND: SendFailure = {
  class: 'RETRY',
  code: 'dossier.record-behind',
  message: 'dossier-service holds an older version of the dossier than its events have announced',
};

/** A portal that is away says nothing of a dossier: it is not made to wait for a day when the portal is back. */
const RELEASED_CAP_MS = 60_000;

/** The entry once somebody has asked for another send: at once, and by what the portal is found to hold. */
export function resend(entry: SendEntry, at: Date): SendEntry {
  if (!entry.code || entry.state === 'OPEN') return entry;
  return {
    ...entry,
    state: 'DUE',
    lookFirst: true,
    attempts: 0,
    dueAt: at,
    unsentSince: entry.unsentSince ?? at,
  };
}
