import { banner, type BannerFacts } from './banner.js';

const facts: BannerFacts = {
  gatewayUrl: 'http://127.0.0.1:3000',
  issuerUrl: 'http://127.0.0.1:3005',
  nationalPortalUrl: 'http://127.0.0.1:3006',
  services: [],
  dataDir: '/data',
  postgresDir: '/data/postgres',
  logFile: '/data/motcua.log',
  sample: true,
  simulatedClock: false,
  seconds: '2',
};

describe('What is printed when the platform is up', () => {
  it('names an officer and a citizen of the sample, and a first request', () => {
    const text = banner(facts);
    for (const named of ['/dev-tokens/officer-tu-phap', '/dev-tokens/citizen-an', '/api/v1/dossiers']) {
      expect(text).toContain(named);
    }
  });

  it('names, without the sample, those who set the catalog up and nobody of an agency', () => {
    const text = banner({ ...facts, sample: false });
    expect(text).toContain('/dev-tokens/control-1');
    expect(text).toContain('/dev-tokens/ops-1');
    expect(text).not.toMatch(/officer-|citizen-/);
  });
});
