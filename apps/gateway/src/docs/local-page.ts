import { DomainError } from '@motcua/contracts';
import { isLoopback } from '@motcua/platform';

/**
 * Refuses a request whose `Host` is not a loopback name: a web page that resolves to this machine (DNS rebinding) must
 * not be able to fetch ready tokens.
 * @throws DomainError `forbidden`
 */
export function requireLoopbackHost(host: string | undefined): void {
  if (isLoopback((host ?? '').replace(/:\d+$/, '').toLowerCase())) return;
  throw new DomainError({
    kind: 'forbidden',
    code: 'gateway.host-not-local',
    message: {
      vi: 'Mã truy cập dùng thử chỉ được cấp cho địa chỉ của chính máy này (localhost).',
      en: 'Ready tokens are available only at an address of this machine (localhost).',
    },
  });
}
