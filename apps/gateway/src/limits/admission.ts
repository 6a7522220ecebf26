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

export type Admission = (request: FastifyRequest, reply: FastifyReply, isPublic: boolean) => Promise<void>;

/**
 * Who may pass, and how often: a good token counts for its subject, everything else (bad tokens included, so that they
 * cannot be tried without end) for the address (of IPv6, the /64) it comes from.
 */
export async function admission(scope: FastifyInstance, options: AdmissionOptions): Promise<Admission> {
  await scope.register(rateLimit, { global: false });
  const limiter = (max: number) =>
    scope.createRateLimit({
      max,
      timeWindow: 60_000,
      keyGenerator: (request) => clientOf(request),
      ...{ cache: REMEMBERED_CLIENTS },
    });
  const ofSubjects = limiter(options.perMinute);
  const ofAddresses = limiter(options.anonymousPerMinute);
  const clients = new WeakMap<FastifyRequest, string>();
  const clientOf = (request: FastifyRequest): string => clients.get(request) ?? request.ip;

  async function count(request: FastifyRequest, reply: FastifyReply, client: 'subject' | 'address'): Promise<void> {
    const max = client === 'subject' ? options.perMinute : options.anonymousPerMinute;
    if (max === 0) return;
    const state = await (client === 'subject' ? ofSubjects : ofAddresses)(request);
    if (state.isAllowed) return;
    void reply.headers({
      'ratelimit-limit': state.max,
      'ratelimit-remaining': state.remaining,
      'ratelimit-reset': state.ttlInSeconds,
    });
    if (!state.isExceeded) return;
    options.refused(client);
    throw tooManyRequests(state.max, state.ttlInSeconds);
  }

  return async (request, reply, isPublic) => {
    const peer = request.raw.socket.remoteAddress ?? '';
    const address = clientAddress(peer, request.headers['x-forwarded-for'], options.trusted);
    clients.set(request, networkOf(address));
    let token: string | undefined;
    try {
      token = bearerToken(request.headers.authorization);
      if (token !== undefined) {
        const { subject } = await options.verifier.verify(token);
        clients.set(request, `subject:${subject}`);
        return await count(request, reply, 'subject');
      }
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'unauthenticated') await count(request, reply, 'address');
      throw error;
    }
    await count(request, reply, 'address');
    if (!isPublic) {
      throw new DomainError({
        kind: 'unauthenticated',
        code: 'auth.token-missing',
        message: { vi: 'Yêu cầu này cần mã truy cập (Bearer).', en: 'This request needs a bearer token.' },
      });
    }
  };
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
