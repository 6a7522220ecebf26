import type { BlockList } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import { DomainError } from '@motcua/contracts';
import { bearerToken, type TokenVerifier } from '@motcua/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress, networkOf } from './client-address.js';

export interface AdmissionOptions {
  verifier: Pick<TokenVerifier, 'verify'>;
  /** 0 sets no limit. */
  perMinute: number;
  /** 0 sets no limit. */
  anonymousPerMinute: number;
  trusted: BlockList;
  refused(client: 'subject' | 'address'): void;
}

/** Most clients that are remembered at a time; the least recently seen is forgotten first. */
const REMEMBERED_CLIENTS = 20_000;

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;
type Client = 'subject' | 'address';

/**
 * Who may pass, and how often: a good token counts for its subject, everything else (bad tokens included, so that they
 * cannot be tried without end) for the address (of IPv6, the /64) it comes from. Forwarded and own operations count alike.
 */
export class Admission {
  private readonly clients = new WeakMap<FastifyRequest, string>();
  private limiters?: Record<Client, Limiter>;

  constructor(private readonly options: AdmissionOptions) {}

  /** To be called while Fastify loads its plugins, before the first request. */
  async open(scope: FastifyInstance): Promise<void> {
    await scope.register(rateLimit, { global: false });
    const limiter = (max: number): Limiter =>
      scope.createRateLimit({
        max,
        timeWindow: 60_000,
        keyGenerator: (request) => this.clients.get(request) ?? request.ip,
        ...{ cache: REMEMBERED_CLIENTS },
      });
    this.limiters = { subject: limiter(this.options.perMinute), address: limiter(this.options.anonymousPerMinute) };
  }

  /** @throws DomainError when there is no good token and one is needed, or when there were too many requests */
  async admit(request: FastifyRequest, reply: FastifyReply, isPublic: boolean): Promise<void> {
    const peer = request.raw.socket.remoteAddress ?? '';
    const address = clientAddress(peer, request.headers['x-forwarded-for'], this.options.trusted);
    this.clients.set(request, networkOf(address));
    let token: string | undefined;
    try {
      token = bearerToken(request.headers.authorization);
      if (token !== undefined) {
        const { subject } = await this.options.verifier.verify(token);
        this.clients.set(request, `subject:${subject}`);
        return await this.count(request, reply, 'subject');
      }
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unauthenticated') await this.count(request, reply, 'address');
      throw error;
    }
    await this.count(request, reply, 'address');
    if (!isPublic) {
      throw new DomainError({
        kind: 'unauthenticated',
        code: 'auth.token-missing',
        message: { vi: 'Yêu cầu này cần mã truy cập (Bearer).', en: 'This request needs a bearer token.' },
      });
    }
  }

  private async count(request: FastifyRequest, reply: FastifyReply, client: Client): Promise<void> {
    const max = client === 'subject' ? this.options.perMinute : this.options.anonymousPerMinute;
    if (max === 0) return;
    const state = await this.limiters![client](request);
    if (state.isAllowed) return;
    void reply.headers({
      'ratelimit-limit': state.max,
      'ratelimit-remaining': state.remaining,
      'ratelimit-reset': state.ttlInSeconds,
    });
    if (!state.isExceeded) return;
    this.options.refused(client);
    throw tooManyRequests(state.max, state.ttlInSeconds);
  }
}

export function tooManyRequests(max: number, seconds: number): DomainError {
  return new DomainError({
    kind: 'rate-limited',
    code: 'gateway.rate-limited',
    message: {
      vi: `Quá ${max} yêu cầu trong một phút. Hãy chờ ${seconds} giây.`,
      en: `More than ${max} requests in a minute. Wait ${seconds} seconds.`,
    },
    retryAfterSeconds: Math.max(1, seconds),
  });
}
