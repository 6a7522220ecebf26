import type { ProblemDetails } from './problem-details.js';

/** The kind of a refusal; `platform` maps each kind to one HTTP status (RFC 9110, RFC 6585). */
export const ERROR_KINDS = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'too-large',
  'unsupported',
  'precondition',
  'rate-limited',
  'unavailable',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** A sentence for a person, in the two languages that every answer can be given in. */
export interface LocalizedText {
  vi: string;
  en: string;
}

/** One wrong field: `path` as in `applicant.identityNumber` or `steps[2].budget.amount`. */
export interface FieldError {
  path: string;
  code?: string;
  message: LocalizedText;
}

export interface DomainErrorInit {
  kind: ErrorKind;
  /** Stable, machine-readable, `<noun>.<what>`: `dossier.not-in-state`. */
  code: string;
  /** The error and what to do about it. */
  message: LocalizedText;
  fields?: FieldError[];
  retryAfterSeconds?: number;
  /** Further members of the problem document; never personal data. */
  details?: ProblemDetails;
}

/** A refusal with an action for its reader. Any other error is a defect and is answered 500. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly text: LocalizedText;
  readonly fields: FieldError[];
  readonly retryAfterSeconds?: number;
  readonly details?: ProblemDetails;

  constructor(init: DomainErrorInit) {
    super(init.message.en);
    this.name = 'DomainError';
    this.kind = init.kind;
    this.code = init.code;
    this.text = init.message;
    this.fields = init.fields ?? [];
    this.retryAfterSeconds = init.retryAfterSeconds;
    this.details = init.details;
  }
}
