import { loadConfig } from '@motcua/platform';
import { GatewayConfig } from './config.js';

const ENVIRONMENT = {
  OIDC_ISSUER: 'http://127.0.0.1:3010',
  OIDC_AUDIENCE: 'motcua',
  CATALOG_SERVICE_URLS: 'http://127.0.0.1:3011',
  DOSSIER_SERVICE_URLS: 'http://127.0.0.1:3012',
  FEEDBACK_SERVICE_URLS: 'http://127.0.0.1:3013',
  REPORTING_SERVICE_URLS: 'http://127.0.0.1:3014',
};
const starts = (env: Record<string, string>) => () => loadConfig(GatewayConfig, { ...ENVIRONMENT, ...env });

describe('the gateway’s environment', () => {
  it('gives ready tokens on this machine only', () => {
    const DEV_TOKENS_URL = 'http://127.0.0.1:3010/dev-tokens';
    expect(starts({ DEV_TOKENS_URL, HTTP_HOST: '0.0.0.0' })).toThrow(/DEV_TOKENS_URL: .*HTTP_HOST is 0\.0\.0\.0/);
    expect(starts({ DEV_TOKENS_URL, HTTP_HOST: '127.0.0.1' })).not.toThrow();
    expect(starts({ HTTP_HOST: '0.0.0.0' })).not.toThrow();
  });

  it('reports a trusted proxy that is not a block of addresses, with all other errors', () => {
    expect(starts({ TRUSTED_PROXIES: '10.0.0.0/99', DOCS_CLIENT_ID: 'x' })).toThrow(
      /(?=[\s\S]*TRUSTED_PROXIES: 10\.0\.0\.0\/99 must end in a prefix length)(?=[\s\S]*PUBLIC_URL)/,
    );
    expect(starts({ TRUSTED_PROXIES: '1.2.3' })).toThrow(/TRUSTED_PROXIES: 1\.2\.3 is not an IP address/);
    expect(starts({ TRUSTED_PROXIES: '10.0.0.0/8,fd00::/8' })).not.toThrow();
  });

  it('needs no database and no broker as long as there is no national portal', () => {
    expect(starts({})).not.toThrow();
  });

  it('lists all missing settings of the national portal', () => {
    const problems = (env: Record<string, string>): string[] => {
      try {
        starts({ NATIONAL_PORTAL_URL: 'http://127.0.0.1:4000', ...env })();
        return [];
      } catch (error) {
        return (error as { problems: string[] }).problems.map((problem) => problem.split(':')[0]!);
      }
    };
    const needed = {
      BROKER_DATABASE_URL: 'postgres://motcua@127.0.0.1:5432/broker',
      DATABASE_URL: 'postgres://motcua@127.0.0.1:5432/gateway',
      NATIONAL_PORTAL_DSTCODE: 'VN:GOV:DVCQG',
      NATIONAL_PORTAL_PASSWORD: 'secret',
      NATIONAL_PORTAL_UNIT_CODE: 'H41',
      NATIONAL_PORTAL_USER: 'motcua',
      OIDC_CLIENT_ID: 'gateway',
    };
    expect(problems({})).toEqual(Object.keys(needed).sort());
    expect(problems({ ...needed, OIDC_CLIENT_SECRET: 'secret' })).toEqual([]);
    expect(problems({ ...needed, OIDC_CLIENT_SECRET: 'secret', NATIONAL_PORTAL_LEASE_MS: '60000' })).toEqual([
      'NATIONAL_PORTAL_LEASE_MS',
    ]);
  });
});
