import { DomainError } from '@motcua/contracts';
import { isLoopback } from '@motcua/platform';

/**
 * Refuses a request whose `Host` is no loopback name: a page on the internet that got its own name resolved to this
 * machine must not be able to fetch ready tokens.
 * @throws DomainError `forbidden`
 */
export function requireLoopbackHost(host: string | undefined): void {
  if (isLoopback((host ?? '').replace(/:\d+$/, '').toLowerCase())) return;
  throw new DomainError({
    kind: 'forbidden',
    code: 'gateway.host-not-local',
    message: {
      vi: 'Mã truy cập dùng thử chỉ được cấp cho địa chỉ của chính máy này (localhost).',
      en: 'Ready tokens are given under an address of this machine only (localhost).',
    },
  });
}
