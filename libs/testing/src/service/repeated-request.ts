import { randomUUID } from 'node:crypto';
import type { Api, ApiAnswer } from './api.js';

/** A request that takes an `Idempotency-Key`, and a change of the world before its repetition. */
export interface RepeatedRequest {
  by: Api;
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Changes the preconditions, so that the request would be refused if it were new. */
  afterwards?(): Promise<unknown>;
}

export interface RepeatedAnswers {
  first: ApiAnswer;
  /** The answer to the same request under the same key. */
  again: ApiAnswer;
  /** The answer to the same request under another key. */
  anew: ApiAnswer;
}

interface Document {
  paths: Record<string, Record<string, { operationId?: string; parameters?: { name?: string; in?: string }[] }>>;
}

/** The operations of a document that take an `Idempotency-Key`, with their methods. */
export function keyedOperations(document: object): Map<string, string> {
  const found = new Map<string, string>();
  for (const operations of Object.values((document as Document).paths)) {
    for (const [method, { operationId, parameters }] of Object.entries(operations)) {
      const keyed = parameters?.some(
        ({ name, in: where }) => where === 'header' && /^idempotency-key$/i.test(name ?? ''),
      );
      if (keyed) found.set(operationId!, method.toUpperCase());
    }
  }
  return found;
}

/** Sends a request, changes the world, and sends it again: under the same key, then under another. */
export async function repeat(
  method: string,
  { by, path, body, headers, afterwards }: RepeatedRequest,
): Promise<RepeatedAnswers> {
  const under = (key: string) => by.send(method, path, { body, headers: { ...headers, 'idempotency-key': key } });
  const key = `repeated-${randomUUID()}`;
  const first = await under(key);
  await afterwards?.();
  const again = await under(key);
  return { first, again, anew: await under(`another-${randomUUID()}`) };
}
