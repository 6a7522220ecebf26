import type { BlockList } from 'node:net';
import rateLimit from '@fastify/rate-limit';
import { DomainError, SERVICE_ROLES } from '@motcua/contracts';
import { bearerToken, type TokenVerifier } from '@motcua/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientAddress, networkOf } from './client-address.js';
import type { WriteBudget } from './write-budget.js';
import { MonotonicWindows } from './monotonic-windows.js';

export interface AdmissionOptions {
  verifier: Pick<TokenVerifier, 'verify'>;
  /** 0: no limit. */
  perMinute: number;
  /** 0: no limit. */
  anonymousPerMinute: number;
  /** 0: no limit. */
  probesPerMinute: number;
  trusted: BlockList;
  writes: WriteBudget;
  refused(bucket: Bucket): void;
}

/**
 * The counter of a request: its valid token's subject, its address, or a second one per address for the probes of
 * orchestrators and load balancers, so that other requests of an address cannot take an instance out of service.
 */
export type Bucket = 'subject' | 'address' | 'probe';

/** Maximum number of remembered clients; the least recently seen is forgotten first. */
const REMEMBERED_CLIENTS = 20_000;

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;

/**
 * Admission and rate limits: a request with a valid token counts for its subject, any other (including invalid tokens,
 * so that they cannot be tried without end) for its address (for IPv6, the /64). Forwarded and own operations count
 * alike.
 */
export class Admission {
  private readonly clients = new WeakMap<FastifyRequest, string>();
  private readonly max: Record<Bucket, number>;
  private limiters?: Record<Bucket, Limiter>;

  constructor(private readonly options: AdmissionOptions) {
    this.max = { subject: options.perMinute, address: options.anonymousPerMinute, probe: options.probesPerMinute };
  }

  /** Call it while Fastify loads its plugins, before the first request. */
  async open(scope: FastifyInstance): Promise<void> {
    await scope.register(rateLimit, { global: false, store: MonotonicWindows });
    const limiter = (max: number): Limiter =>
      scope.createRateLimit({
        max,
        timeWindow: 60_000,
        keyGenerator: (request) => this.clients.get(request) ?? request.ip,
        ...{ cache: REMEMBERED_CLIENTS },
      });
    this.limiters = {
      subject: limiter(this.max.subject),
      address: limiter(this.max.address),
      probe: limiter(this.max.probe),
    };
  }

  /**
   * Checks requests that are answered regardless of the token: documentation, probes, unknown addresses.
   * @throws DomainError after too many requests
   */
  async admitAnybody(request: FastifyRequest, reply: FastifyReply, bucket: 'address' | 'probe'): Promise<void> {
    this.clients.set(request, this.networkOf(request));
    await this.count(request, reply, bucket);
  }

  /**
   * @throws DomainError without a valid token where one is required, for a service's token, and after too many requests
   */
  async admit(request: FastifyRequest, reply: FastifyReply, isPublic: boolean): Promise<void> {
    this.clients.set(request, this.networkOf(request));
    let token: string | undefined;
    try {
      token = bearerToken(request.headers.authorization);
      if (token !== undefined) {
        const caller = await this.options.verifier.verify(token);
        this.clients.set(request, `subject:${caller.subject}`);
        await this.count(request, reply, 'subject');
        if (caller.has(...SERVICE_ROLES)) throw serviceAtTheDoor();
        this.options.writes.spend(caller, request.method);
        return;
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
        message: { vi: 'Yêu cầu này cần mã truy cập (Bearer).', en: 'This request requires a bearer token.' },
      });
    }
  }

  private networkOf(request: FastifyRequest): string {
    const peer = request.raw.socket.remoteAddress ?? '';
    return networkOf(clientAddress(peer, request.headers['x-forwarded-for'], this.options.trusted));
  }

  private async count(request: FastifyRequest, reply: FastifyReply, bucket: Bucket): Promise<void> {
    if (this.max[bucket] === 0) return;
    const state = await this.limiters![bucket](request);
    if (state.isAllowed) return;
    void reply.headers({
      'ratelimit-limit': state.max,
      'ratelimit-remaining': state.remaining,
      'ratelimit-reset': state.ttlInSeconds,
    });
    if (!state.isExceeded) return;
    this.options.refused(bucket);
    throw tooManyRequests(state.max, state.ttlInSeconds);
  }
}

/** Services call each other at their own addresses, which the public cannot reach. */
function serviceAtTheDoor(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'gateway.service-token',
    message: {
      vi: 'Mã truy cập của dịch vụ nội bộ không dùng được ở cổng công khai.',
      en: 'Service tokens are not accepted at the public gateway.',
    },
  });
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
