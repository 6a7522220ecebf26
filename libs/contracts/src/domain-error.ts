/** What kind of refusal this is; `platform` maps each kind to one HTTP status (RFC 9110, RFC 6585). */
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
  /** What is wrong and what to do about it. */
  message: LocalizedText;
  fields?: FieldError[];
  retryAfterSeconds?: number;
  /** Further members of the problem document (RFC 9457 §3.2); never personal data. */
  details?: Record<string, unknown>;
}

/** A refusal that its reader can act on. Anything else that is thrown is a defect and answers 500. */
export class DomainError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly text: LocalizedText;
  readonly fields: FieldError[];
  readonly retryAfterSeconds?: number;
  readonly details?: Record<string, unknown>;

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
