import { isError } from './is-error.js';
/** The part of an error that may be logged. */
export interface DescribedError {
  type: string;
  message: string;
  stack?: string;
  code?: string;
  constraint?: string;
  table?: string;
  cause?: DescribedError;
}

/**
 * An error without its data: PostgreSQL's `detail` and TypeORM's `parameters` contain the stored values, and messages
 * of class 22 (data exceptions) quote them.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!isError(error)) {
    return { type: typeof error, message: 'something that is not an Error was thrown' };
  }
  const driver = (error as { driverError?: unknown }).driverError;
  const source = (isError(driver) ? driver : error) as Error & Record<string, unknown>;
  const code = text(source['code']);
  const message = code && /^(22|23)[0-9A-Z]{3}$/.test(code) ? `PostgreSQL error ${code}` : error.message;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.constructor.name,
    message,
    ...(frames?.length ? { stack: frames.slice(0, 20).join('\n') } : {}),
    ...(code ? { code } : {}),
    ...(text(source['constraint']) ? { constraint: text(source['constraint']) } : {}),
    ...(text(source['table']) ? { table: text(source['table']) } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
