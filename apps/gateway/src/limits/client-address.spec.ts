import { clientAddress, networkOf, trustedProxies } from './client-address.js';

describe('the address that a client without a token is counted by', () => {
  it('is its own when no proxy is trusted, whatever its headers say', () => {
    expect(clientAddress('203.0.113.7', '10.0.0.1', trustedProxies(undefined))).toBe('203.0.113.7');
  });

  it('is what the trusted proxy saw, not what the client wrote before that', () => {
    const trusted = trustedProxies('10.0.0.0/8,fd00::/8');
    expect(clientAddress('10.1.1.1', '198.51.100.1, 203.0.113.7', trusted)).toBe('203.0.113.7');
    expect(clientAddress('fd00::1', '203.0.113.7, 10.2.2.2', trusted)).toBe('203.0.113.7');
    expect(clientAddress('::ffff:10.1.1.1', '203.0.113.7', trusted)).toBe('203.0.113.7');
  });

  it('is the proxy’s when the proxy names none', () => {
    expect(clientAddress('10.1.1.1', undefined, trustedProxies('10.1.1.1'))).toBe('10.1.1.1');
    expect(clientAddress('10.1.1.1', 'unknown', trustedProxies('10.1.1.1'))).toBe('10.1.1.1');
  });

  it('refuses a setting that is not an address', () => {
    expect(() => trustedProxies('1.2.3')).toThrow('1.2.3 is not an IP address');
  });

  it('refuses a block with more bits than an address has', () => {
    for (const block of ['10.0.0.0/99', '10.0.0.0/', '10.0.0.0/8/3', 'fd00::/129'])
      expect(() => trustedProxies(block)).toThrow(`TRUSTED_PROXIES: ${block} must end in a prefix length`);
    expect(clientAddress('fd00::1', '203.0.113.7', trustedProxies('10.0.0.0/32,fd00::1/128'))).toBe('203.0.113.7');
  });
});

describe('the counting unit of an address', () => {
  it('is the /64 of IPv6, because one subscriber has all its addresses', () => {
    for (const address of [
      '2001:db8:0:7::1',
      '2001:DB8::7:ffff:1:2:3',
      '2001:0db8:0:7:a:b:c:d',
      '2001:db8:0:7::192.0.2.1',
    ])
      expect(networkOf(address)).toBe('2001:db8:0:7::/64');
    expect(networkOf('2001:db8:0:8::1')).toBe('2001:db8:0:8::/64');
    expect(networkOf('::1')).toBe('0:0:0:0::/64');
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  });

  it('is the whole IPv4 address', () => {
    expect(networkOf('203.0.113.7')).toBe('203.0.113.7');
  });
});
