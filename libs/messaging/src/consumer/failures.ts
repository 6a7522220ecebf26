import { isStatementTimeout } from '@motcua/platform';
import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { MalformedEventError } from '../cloud-event.js';

/** A handler threw: the event or the handler is at fault, not the infrastructure. */
export class HandlerFailure extends Error {
  override name = 'HandlerFailure';

  constructor(override readonly cause: unknown) {
    super(reasonOf(cause));
  }
}

// Transient SQLSTATE classes of PostgreSQL: connection, rollback (serialization, deadlock), resources, operator
// intervention, system; also a lock that was not granted, a statement that was cancelled or timed out, a standby that
// is being promoted.
const PASSING_CLASSES = ['08', '40', '53', '58'];
const PASSING_STATES = ['55P03', '57014', '25006', '57P01', '57P02', '57P03', '57P05'];
const PASSING_MESSAGES =
  /Connection terminated|connection (?:timeout|is closed|error)|timeout exceeded when trying to connect|not queryable|pool after calling end|ECONN|Query read timeout/i;

/**
 * Whether a failure is not caused by the event, so that it is retried without limit. Outside a handler every error
 * without an SQLSTATE is of that kind; in a handler only errors that the database reports as transient.
 */
export function isPassing(error: unknown): boolean {
  if (error instanceof MalformedEventError) return false;
  const fromHandler = error instanceof HandlerFailure;
  const thrown = (fromHandler ? error.cause : error) as {
    code?: unknown;
    driverError?: { code?: unknown };
    query?: unknown;
  };
  const state = sqlState(thrown?.driverError?.code) ?? sqlState(thrown?.code);
  if (state) return PASSING_CLASSES.includes(state.slice(0, 2)) || PASSING_STATES.includes(state);
  if (!fromHandler || brokeBetweenStatements(thrown)) return true;
  return 'driverError' in Object(thrown) && PASSING_MESSAGES.test(reasonOf(thrown));
}

/** Whether a statement timed out: it is transient, and fewer events at once help. */
export function isTooSlow(error: unknown): boolean {
  return isStatementTimeout(error instanceof HandlerFailure ? error.cause : error);
}

/** TypeORM drops a connection that breaks between statements; the handler's next statement fails with this. */
function brokeBetweenStatements(thrown: unknown): boolean {
  return thrown instanceof QueryRunnerAlreadyReleasedError || thrown instanceof QueryRunnerProviderAlreadyReleasedError;
}

/** Whether a transaction lost against another, by deadlock, serialization or a lock, and succeeds when retried. */
export function isCollision(error: unknown): boolean {
  const thrown = error as { code?: unknown; driverError?: { code?: unknown } } | undefined;
  return /^(40...|55P03|57014)$/.test(sqlState(thrown?.driverError?.code) ?? sqlState(thrown?.code) ?? '');
}

function sqlState(code: unknown): string | undefined {
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The reason in a storable form: at most 2,000 characters, no zero bytes. */
export function reasonOf(error: unknown): string {
  const thrown = error as { message?: unknown; code?: unknown; name?: unknown };
  let text: string;
  if (error instanceof HandlerFailure) text = error.message;
  else if (typeof thrown?.message === 'string') {
    const name = typeof thrown.name === 'string' && thrown.name !== 'Error' ? `${thrown.name}: ` : '';
    const code = typeof thrown.code === 'string' ? ` [${thrown.code}]` : '';
    text = `${name}${thrown.message}${code}`;
  } else text = typeof error === 'string' ? error : (JSON.stringify(error) ?? String(error));
  return text.replaceAll('\u0000', '\ufffd').slice(0, 2_000);
}
