import { DomainError } from '@motcua/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { ServiceConfig } from '../config/service-config.js';
import { askIssuer, discover } from './discovery.js';

/** A token and the time until which it is used. */
interface HeldToken {
  token: string;
  useUntil: number;
}

/**
 * This service's own token for calls to other services (OAuth 2.0 client credentials, RFC 6749 §4.4): fetched on first
 * use, cached until shortly before it expires. Needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.
 */
@Injectable()
export class ServiceToken {
  private held?: HeldToken;
  private fetching?: Promise<HeldToken>;

  constructor(@Inject(ServiceConfig) private readonly config: ServiceConfig) {}

  /** @throws DomainError `unavailable` when the issuer is unavailable or refuses */
  async get(): Promise<string> {
    if (this.held && performance.now() < this.held.useUntil) {
      return this.held.token;
    }
    this.fetching ??= this.fetchToken().finally(() => (this.fetching = undefined));
    this.held = await this.fetching;
    return this.held.token;
  }

  /** `Bearer …`, for an Authorization header. */
  async header(): Promise<string> {
    return `Bearer ${await this.get()}`;
  }

  /** Call it after a 401: the next `get` asks the issuer again. */
  forget(): void {
    this.held = undefined;
  }

  private async fetchToken(): Promise<HeldToken> {
    try {
      const { OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret, OIDC_AUDIENCE } = this.config;
      if (!id || !secret) throw new Error('OIDC_CLIENT_ID and OIDC_CLIENT_SECRET are not set');
      const { token_endpoint } = await discover({
        issuer: this.config.OIDC_ISSUER,
        askedAt: this.config.OIDC_DISCOVERY_URL,
      });
      const answer = (await askIssuer(token_endpoint, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ grant_type: 'client_credentials', audience: OIDC_AUDIENCE }).toString(),
      })) as { access_token: string; expires_in?: number };
      const lifetime = (answer.expires_in ?? 60) * 1000;
      return { token: answer.access_token, useUntil: performance.now() + Math.max(lifetime - 30_000, lifetime / 2) };
    } catch (error) {
      const refusal = new DomainError({
        kind: 'unavailable',
        code: 'auth.service-token-unavailable',
        message: {
          vi: 'Chưa gọi được dịch vụ liên quan vì hệ thống định danh không cấp mã. Hãy thử lại sau ít giây.',
          en: 'Another service cannot be called because the identity provider does not issue a token. Try again in a few seconds.',
        },
        retryAfterSeconds: 5,
      });
      refusal.cause = error;
      throw refusal;
    }
  }
}
