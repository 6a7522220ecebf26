import { ROLES, DomainError, isBlank, isVisibleText, type Role } from '@motcua/contracts';
import { createLocalJWKSet, errors, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose';
import type { AccountNames } from '../privacy/account-names.js';
import { caller, type Caller } from './caller.js';
import { askIssuer, discover, type IssuerAddress } from './discovery.js';
import { KnownTokens } from './known-tokens.js';

export interface TokenVerifierOptions extends IssuerAddress {
  audience: string;
  /** The account names of this service; without it, the names of the tokens. */
  accounts?: AccountNames;
  /** How long a set of keys is used before it is fetched again; default ten minutes. */
  keysMaxAgeMs?: number;
  /** Shortest time between two fetches of the keys, so that unknown key ids cannot flood the issuer; default 1 s. */
  cooldownMs?: number;
  /** How long the issuer may take to answer; default 5 s. */
  timeoutMs?: number;
}

/** Asymmetric algorithms only: a public key must never be usable as an HMAC secret. */
const ALGORITHMS = ['RS256', 'ES256', 'PS256'];
const CLOCK_TOLERANCE_SECONDS = 5;
/** Characters of a name or a title. */
const LONGEST_PRINTED = 200;

/**
 * Verifies bearer tokens against the issuer's published keys (OpenID Connect Discovery 1.0, RFC 7519, RFC 9068):
 * issuer, audience, algorithm, expiry, type. Keys are cached, fetched again when a token names an unknown one, and kept
 * in use while the issuer is unavailable. A verified token is cached until it expires or the keys are fetched again.
 * Always on real time.
 */
export class TokenVerifier {
  private keys?: { fetchedAt: number; set: ReturnType<typeof createLocalJWKSet>; verified: KnownTokens };
  private fetching?: Promise<void>;
  private lastAttemptAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: TokenVerifierOptions) {}

  /**
   * @throws DomainError `unauthenticated` when the token is invalid, `unavailable` when that cannot be decided because
   *   the issuer is unavailable.
   */
  async verify(token: string): Promise<Caller> {
    const age = performance.now() - (this.keys?.fetchedAt ?? 0);
    if (!this.keys) {
      await this.fetchKeys();
    } else if (age > (this.options.keysMaxAgeMs ?? 600_000)) {
      // Old keys are better than none: a caller must not wait for the issuer, or fail with it.
      void this.fetchKeys().catch(() => undefined);
    }
    const known = this.keys!.verified.find(token, Math.floor(Date.now() / 1000));
    if (known) return known;
    try {
      return await this.verifyWithKeys(token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw asRefusal(error);
    }
    await this.fetchKeys();
    try {
      return await this.verifyWithKeys(token);
    } catch (error) {
      throw asRefusal(error);
    }
  }

  private async verifyWithKeys(token: string): Promise<Caller> {
    const { set, verified } = this.keys!;
    const { payload, protectedHeader } = await jwtVerify(token, set, {
      issuer: this.options.issuer,
      audience: this.options.audience,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      requiredClaims: ['sub', 'exp'],
    });
    // An ID or refresh token of the same issuer is signed with the same keys; it is not an access token.
    const type = protectedHeader.typ?.toLowerCase();
    if (type !== undefined && !['jwt', 'at+jwt', 'application/at+jwt'].includes(type)) {
      throw new errors.JWTInvalid('unexpected token type');
    }
    const keycloakType = payload['typ'];
    if (keycloakType !== undefined && String(keycloakType).toLowerCase() !== 'bearer') {
      throw new errors.JWTInvalid('unexpected token type');
    }
    const bearer = Object.freeze(callerOf(payload, this.options.accounts));
    verified.add(token, bearer, payload.exp!);
    return bearer;
  }

  private fetchKeys(): Promise<void> {
    this.fetching ??= this.fetchKeysOnce().finally(() => (this.fetching = undefined));
    return this.fetching;
  }

  private async fetchKeysOnce(): Promise<void> {
    const wait = this.lastAttemptAt + (this.options.cooldownMs ?? 1_000) - performance.now();
    if (wait > 0) {
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
    }
    this.lastAttemptAt = performance.now();
    try {
      const { jwks_uri } = await discover(this.options, this.options.timeoutMs);
      const keys = (await askIssuer(jwks_uri, {}, this.options.timeoutMs)) as JSONWebKeySet;
      this.keys = {
        fetchedAt: performance.now(),
        set: createLocalJWKSet(keys),
        // Tokens verified with the old keys are forgotten: the issuer may have withdrawn one of them.
        verified: new KnownTokens(CLOCK_TOLERANCE_SECONDS),
      };
    } catch (error) {
      const refusal = new DomainError({
        kind: 'unavailable',
        code: 'auth.issuer-unavailable',
        message: {
          vi: 'Chưa kiểm tra được mã truy cập vì hệ thống định danh không phản hồi. Hãy thử lại sau ít giây.',
          en: 'The token cannot be checked because the identity provider does not respond. Try again in a few seconds.',
        },
        retryAfterSeconds: 5,
      });
      refusal.cause = error;
      throw refusal;
    }
  }
}

/** Claims as every service reads them: `sub`, `roles` (or Keycloak's `realm_access.roles`), `agency`, `unit`, `officer_name`, `officer_title`. */
export function callerOf(payload: JWTPayload, accounts?: AccountNames): Caller {
  const realm = payload['realm_access'] as { roles?: unknown } | undefined;
  const claimed = Array.isArray(payload['roles']) ? payload['roles'] : realm?.roles;
  const roles = Array.isArray(claimed) ? ROLES.filter((role: Role) => claimed.includes(role)) : [];
  const subject = subjectOf(payload);
  return caller({
    subject: accounts?.of(subject) ?? subject,
    roles,
    agency: textClaim(payload['agency']),
    unit: textClaim(payload['unit']),
    name: printedClaim(payload['officer_name']),
    title: printedClaim(payload['officer_title']),
  });
}

/** All callers with a blank subject would share their dossiers and keys, so it is refused. */
function subjectOf({ sub }: JWTPayload): string {
  if (typeof sub === 'string' && !isBlank(sub)) return sub;
  throw new errors.JWTClaimValidationFailed('"sub" is blank', {}, 'sub', 'check_failed');
}

function textClaim(value: unknown): string | undefined {
  return typeof value === 'string' && !isBlank(value) ? value : undefined;
}

/** A name or a title is kept and printed: one that could not be stored, or would show as another text, counts as absent. */
function printedClaim(value: unknown): string | undefined {
  const text = textClaim(value)?.trim();
  if (text === undefined || text.length > LONGEST_PRINTED || /\p{C}/u.test(text)) return undefined;
  return isVisibleText(text) ? text.normalize('NFC') : undefined;
}

function asRefusal(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  const expired = error instanceof errors.JWTExpired;
  return new DomainError({
    kind: 'unauthenticated',
    code: expired ? 'auth.token-expired' : 'auth.token-invalid',
    message: expired
      ? { vi: 'Mã truy cập đã hết hạn.', en: 'The token has expired.' }
      : { vi: 'Mã truy cập không hợp lệ.', en: 'The token is not valid.' },
  });
}
