import { BlockList, isIP } from 'node:net';

/** The proxies of `TRUSTED_PROXIES`: `10.0.0.5,192.168.0.0/16,fd00::/8`. Entries that are no address are refused. */
export function trustedProxies(list: string | undefined): BlockList {
  const trusted = new BlockList();
  for (const entry of (list ?? '').split(',').filter((part) => part !== '')) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address);
    if (family === 0) throw new Error(`TRUSTED_PROXIES: ${entry} is not an IP address or CIDR block`);
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) trusted.addAddress(address, type);
    else trusted.addSubnet(address, Number(bits), type);
  }
  return trusted;
}

/**
 * Whose requests are counted together when there is no token. `X-Forwarded-For` is read from its end and only as far as
 * trusted proxies wrote it: the rest is whatever the client liked to send.
 */
export function clientAddress(peer: string, forwardedFor: string | string[] | undefined, trusted: BlockList): string {
  const hops = String(forwardedFor ?? '')
    .split(',')
    .map((hop) => hop.trim());
  let address = plain(peer);
  while (isTrusted(address, trusted)) {
    const before = plain(hops.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
