import type { DossierStatus } from '@motcua/contracts';
import type { SendFailure } from './error-class.js';

/**
 * WAITING: the dossier has no code yet. DUE: to be sent when its time comes. OPEN: a send is under way, or its outcome
 * is not proven. ACKNOWLEDGED: a lookup proved the target state. STOPPED: retried only after a change of the dossier or
 * by hand.
 */
export const SEND_STATES = ['WAITING', 'DUE', 'OPEN', 'ACKNOWLEDGED', 'STOPPED'] as const;
export type SendState = (typeof SEND_STATES)[number];

/** The part of a dossier event that a send needs. */
export interface WantedState {
  dossierId: string;
  version: number;
  status: DossierStatus;
  code?: string;
  agencyCode: string;
  procedureCode: string;
}

/** One dossier and one destination: the target state, and the proven state. Immutable. */
export interface SendEntry {
  readonly dossierId: string;
  readonly code?: string;
  readonly agencyCode: string;
  readonly procedureCode: string;
  readonly wanted: { version: number; status: DossierStatus };
  readonly acknowledged?: { version: number; status: DossierStatus; at: Date };
  /** Whether the portal presumably has the dossier, so that it is sent as an update. */
  readonly heldThere: boolean;
  /** Number of its progress rows proven at the portal. */
  readonly progressRows: number;
  /** The portal's state must be looked up before anything is sent. */
  readonly lookFirst: boolean;
  readonly state: SendState;
  /** Failures since the last success. */
  readonly attempts: number;
  /** Time of the next send or lookup; absent while nothing is due. */
  readonly dueAt?: Date;
  readonly failure?: SendFailure;
  readonly failingSince?: Date;
  /** Time since which the portal lacks the target state; absent when it has it. */
  readonly unsentSince?: Date;
}

/** The outcome of one attempt. */
export type SendOutcome =
  /** The portal has the dossier in this state, with all its progress. */
  | { kind: 'PROVEN'; version: number; status: DossierStatus; progressRows: number }
  /** It presumably does not; `found` is the result of the lookup. */
  | { kind: 'FAILED'; version: number; failure: SendFailure; found?: { heldThere: boolean; progressRows: number } }
  /** Unknown: it may have been stored. */
  | { kind: 'UNPROVEN'; failure: SendFailure }
  /** Nothing was sent, for a reason outside of the dossier. */
  | { kind: 'RELEASED'; failure: SendFailure };

/** Waits, in milliseconds. */
export interface Waits {
  /** How long a change waits for the next one, so that several are sent as one. */
  delayMs: number;
  /** Wait after the n-th failure (from 1), up to a maximum. */
  afterFailures(failures: number, atMostMs?: number): number;
}

const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/**
 * The entry after an event has set the target state; a known event changes nothing.
 * @param mayBeThere a later state of the ledger, lost in a restore, may have sent it: look it up before sending
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
  // Under way or due: this attempt, or the next one, includes the newer state.
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

/** The entry after an attempt. */
export function settle(entry: SendEntry, outcome: SendOutcome, at: Date, waits: Waits): SendEntry {
  switch (outcome.kind) {
    case 'PROVEN': {
      const { version, status, progressRows } = outcome;
      const proven: SendEntry = {
        ...entry,
        // The sent record may be newer than the last received event.
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
      // Changed during the send; but a record that stays behind was restored from a backup, and may remain so.
      if (entry.acknowledged?.version !== version) return { ...proven, state: 'DUE', dueAt: after(at, waits.delayMs) };
      return {
        ...proven,
        state: 'DUE',
        attempts: entry.attempts + 1,
        dueAt: after(at, waits.afterFailures(entry.attempts + 1)),
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
      // Changed since it was read, or, after a restore, the record is behind and may remain so.
      return { ...failed, state: 'DUE', dueAt: after(at, waits.afterFailures(failed.attempts)) };
    }
    case 'UNPROVEN':
      return {
        ...entry,
        state: 'OPEN',
        lookFirst: true,
        attempts: entry.attempts + 1,
        dueAt: after(at, waits.afterFailures(entry.attempts + 1)),
        failure: outcome.failure,
        failingSince: entry.failingSince ?? at,
      };
    case 'RELEASED':
      return {
        ...entry,
        state: 'DUE',
        dueAt: after(at, waits.afterFailures(1, RELEASED_CAP_MS)),
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

/** An unavailable portal is not the dossier's failure: the dossier must not wait for a day when the portal is back. */
const RELEASED_CAP_MS = 60_000;

/** The entry after a person's resend: due at once, after a lookup. */
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
