import { createHash } from 'node:crypto';
import type { Caller } from './caller.js';

/** More than a province’s officers and portals have at a time; beyond that the oldest is verified again. */
const MOST_KNOWN = 5_000;

interface KnownToken {
  caller: Caller;
  /** Seconds since 1970, its `exp`. */
  expiresAt: number;
}

/**
 * Tokens whose signature was verified, so that a client's thousandth request costs no more public-key arithmetic than
 * its first: that was a fifth of the gateway's work. A token is known by its hash, only as long as the keys are
 * those it was verified with and until it expires; nothing that was refused is ever known.
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

/** A dump of the memory must not hold what opens doors. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
