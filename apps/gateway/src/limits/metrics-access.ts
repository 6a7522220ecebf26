import { DomainError } from '@motcua/contracts';
import { bearerToken, isLoopback, type TokenVerifier } from '@motcua/platform';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from './client-address.js';

/** Whether a request comes from this machine and not through a proxy on it. */
export function isFromHere(request: FastifyRequest): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
  return forwarded === undefined && isLoopback(plainAddress(request.raw.socket.remoteAddress ?? ''));
}

/**
 * Lets this machine and the role `operations` read `/metrics`: the public can reach the gateway's port, and the metrics
 * reveal the state of the services.
 * @throws DomainError `unauthenticated` or `forbidden`
 */
export async function admitToMetrics(request: FastifyRequest, verifier: Pick<TokenVerifier, 'verify'>): Promise<void> {
  if (isFromHere(request)) return;
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) {
    throw new DomainError({
      kind: 'unauthenticated',
      code: 'auth.token-missing',
      message: { vi: 'Yêu cầu này cần mã truy cập (Bearer).', en: 'This request requires a bearer token.' },
    });
  }
  if ((await verifier.verify(token)).has('operations')) return;
  throw new DomainError({
    kind: 'forbidden',
    code: 'auth.role-missing',
    message: { vi: 'Việc này cần vai trò: operations.', en: 'This requires the role operations.' },
  });
}
