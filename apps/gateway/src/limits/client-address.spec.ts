import { clientAddress, trustedProxies } from './client-address.js';

describe('the address that a client without a token is counted by', () => {
  it('is its own, whatever it says of itself, when no proxy is trusted', () => {
    expect(clientAddress('203.0.113.7', '10.0.0.1', trustedProxies(undefined))).toBe('203.0.113.7');
  });

  it('is what the trusted proxy saw, not what the client wrote before that', () => {
    const trusted = trustedProxies('10.0.0.0/8,fd00::/8');
    expect(clientAddress('10.1.1.1', '198.51.100.1, 203.0.113.7', trusted)).toBe('203.0.113.7');
    expect(clientAddress('fd00::1', '203.0.113.7, 10.2.2.2', trusted)).toBe('203.0.113.7');
    expect(clientAddress('::ffff:10.1.1.1', '203.0.113.7', trusted)).toBe('203.0.113.7');
  });

  it('is the proxy’s when the proxy does not say', () => {
    expect(clientAddress('10.1.1.1', undefined, trustedProxies('10.1.1.1'))).toBe('10.1.1.1');
    expect(clientAddress('10.1.1.1', 'unknown', trustedProxies('10.1.1.1'))).toBe('10.1.1.1');
  });

  it('cannot be set up with something that is no address', () => {
    expect(() => trustedProxies('1.2.3')).toThrow('1.2.3 is not an IP address');
  });
});
