import { types } from 'node:util';

/** Whether something thrown is an error, even one of another realm, for which `instanceof Error` says no. */
export function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown);
}
