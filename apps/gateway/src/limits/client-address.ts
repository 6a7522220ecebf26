import { BlockList, isIP } from 'node:net';

/** The proxies of `TRUSTED_PROXIES`: `10.0.0.5,192.168.0.0/16,fd00::/8`. Invalid entries are refused. */
export function trustedProxies(list: string | undefined): BlockList {
  const trusted = new BlockList();
  for (const entry of (list ?? '').split(',').filter((part) => part !== '')) {
    const [address = '', bits, ...more] = entry.split('/');
    const family = isIP(address);
    if (family === 0) throw new Error(`TRUSTED_PROXIES: ${entry} is not an IP address or CIDR block`);
    const type = family === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) {
      trusted.addAddress(address, type);
      continue;
    }
    const most = family === 6 ? 128 : 32;
    if (!/^\d{1,3}$/.test(bits) || Number(bits) > most || more.length > 0) {
      throw new Error(`TRUSTED_PROXIES: ${entry} must end in a prefix length from 0 to ${most}`);
    }
    trusted.addSubnet(address, Number(bits), type);
  }
  return trusted;
}

/**
 * The address that a request without a token is counted by. `X-Forwarded-For` is read from its end and only as far as
 * trusted proxies wrote it: the client can forge the rest.
 */
export function clientAddress(peer: string, forwardedFor: string | string[] | undefined, trusted: BlockList): string {
  const hops = String(forwardedFor ?? '')
    .split(',')
    .map((hop) => hop.trim());
  let address = plainAddress(peer);
  while (isTrusted(address, trusted)) {
    const before = plainAddress(hops.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return address;
}

/**
 * The counting unit of an address: an IPv6 host has a /64 (RFC 6177) and could use a new address for every request; an
 * IPv4 address counts as it is.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  // An embedded IPv4 address is at the end, not in the first half; a zone (%eth0) is not part of the network.
  const plain = address.replace(/%.*$/, '').replace(/[\d.]+\.\d+$/, '0:0');
  const [before = [], after = []] = plain.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const omitted = plain.includes('::') ? Array<string>(8 - before.length - after.length).fill('0') : [];
  const groups = [...before, ...omitted, ...after].slice(0, 4);
  return `${groups.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}

/** Converts an IPv4 address from an IPv6 socket to IPv4. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

function isTrusted(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
