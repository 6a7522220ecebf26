import { DomainError } from '@motcua/contracts';
import { bearerToken, isLoopback, type TokenVerifier } from '@motcua/platform';
import type { FastifyRequest } from 'fastify';
import { plainAddress } from './client-address.js';

/**
 * Lets this machine and the role `operations` read `/metrics`: the gateway's port is the one that the public reaches, and
 * its figures tell how the services behind it fare. What a proxy on this machine forwards is not from this machine.
 * @throws DomainError `unauthenticated` or `forbidden`
 */
export async function admitToMetrics(request: FastifyRequest, verifier: Pick<TokenVerifier, 'verify'>): Promise<void> {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
  if (forwarded === undefined && isLoopback(plainAddress(request.raw.socket.remoteAddress ?? ''))) return;
  const token = bearerToken(request.headers.authorization);
  if (token === undefined) {
    throw new DomainError({
      kind: 'unauthenticated',
      code: 'auth.token-missing',
      message: { vi: 'Yêu cầu này cần mã truy cập (Bearer).', en: 'This request needs a bearer token.' },
    });
  }
  if ((await verifier.verify(token)).has('operations')) return;
  throw new DomainError({
    kind: 'forbidden',
    code: 'auth.role-missing',
    message: { vi: 'Việc này cần vai trò: operations.', en: 'This needs the role operations.' },
  });
}
