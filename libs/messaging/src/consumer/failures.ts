import { QueryRunnerAlreadyReleasedError, QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { MalformedEventError } from '../cloud-event.js';

/** A handler threw: the event is at fault, or the handler; not the machinery around them. */
export class HandlerFailure extends Error {
  override name = 'HandlerFailure';

  constructor(override readonly cause: unknown) {
    super(reasonOf(cause));
  }
}

// PostgreSQL's classes of SQLSTATE that pass by themselves: connection, rollback (serialization, deadlock), resources,
// operator intervention, system; and a lock that was not to be had, a standby that is being promoted.
const PASSING_CLASSES = ['08', '40', '53', '58'];
const PASSING_STATES = ['55P03', '25006', '57P01', '57P02', '57P03', '57P05'];
const PASSING_MESSAGES =
  /Connection terminated|connection (?:timeout|is closed|error)|timeout exceeded when trying to connect|not queryable|pool after calling end|ECONN|Query read timeout/i;

/**
 * Whether a failure says nothing about the event that was being handled, so that trying again is right however often.
 * Outside a handler everything without an SQLSTATE is of that kind; a handler's own failures only when the database
 * says so.
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

/** TypeORM lets go of a connection that breaks while no statement is running; the handler's next one finds it gone. */
function brokeBetweenStatements(thrown: unknown): boolean {
  return thrown instanceof QueryRunnerAlreadyReleasedError || thrown instanceof QueryRunnerProviderAlreadyReleasedError;
}

/** Whether a transaction lost against another, by deadlock or serialization, and will do when tried again. */
export function isCollision(error: unknown): boolean {
  const thrown = error as { code?: unknown; driverError?: { code?: unknown } } | undefined;
  return (sqlState(thrown?.driverError?.code) ?? sqlState(thrown?.code))?.startsWith('40') ?? false;
}

function sqlState(code: unknown): string | undefined {
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Why, in words that can be stored: at most 2,000 characters, no zero bytes. */
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
