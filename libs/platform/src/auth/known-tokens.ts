import { createHash } from 'node:crypto';
import type { Caller } from './caller.js';

/** More than a province’s officers and portals use at once; beyond that the oldest is verified again. */
const MOST_KNOWN = 5_000;

interface KnownToken {
  caller: Caller;
  /** Seconds since 1970, its `exp`. */
  expiresAt: number;
}

/**
 * Cache of tokens whose signature was verified: verifying each request was a fifth of the gateway's CPU. The key is the
 * token's hash. An entry ends when the token expires or the issuer's keys change; refused tokens are not cached.
 */
export class KnownTokens {
  private readonly byHash = new Map<string, KnownToken>();

  constructor(private readonly toleranceSeconds: number) {}

  find(token: string, nowSeconds: number): Caller | undefined {
    const hash = hashOf(token);
    const known = this.byHash.get(hash);
    if (known === undefined) return undefined;
    if (known.expiresAt > nowSeconds - this.toleranceSeconds) return known.caller;
    this.byHash.delete(hash);
    return undefined;
  }

  add(token: string, caller: Caller, expiresAt: number): void {
    if (this.byHash.size >= MOST_KNOWN) this.byHash.delete(this.byHash.keys().next().value as string);
    this.byHash.set(hashOf(token), { caller, expiresAt });
  }
}

/** A memory dump must not contain usable tokens. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
