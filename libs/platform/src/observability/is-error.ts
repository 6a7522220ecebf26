import { types } from 'node:util';

/** Whether a thrown value is an error, even of another realm, where `instanceof Error` is false. */
export function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || types.isNativeError(thrown);
}
