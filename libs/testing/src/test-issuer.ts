import { GATEWAY_CLIENT_ROLES, type Role } from '@motcua/contracts';
import { startDevelopmentIssuer, type DevelopmentIssuer, type TokenOptions } from '@motcua/development-issuer';

/** A token issuer for tests: a real one over HTTP, so that services check its tokens like any other's. */
export interface TestIssuer extends DevelopmentIssuer {
  /** To merge into a service's environment. */
  env: Record<string, string>;
  /** A token of a person with this role: `await issuer.as('one-stop-officer', { agency: 'H01' })`. */
  as(
    role: Role | Role[],
    who?: { sub?: string; agency?: string; unit?: string; officer_name?: string; officer_title?: string },
    options?: TokenOptions,
  ): Promise<string>;
}

export const TEST_CLIENT = { id: 'motcua-tests', secret: 'motcua-tests-secret' };

/** The client of a gateway, which also submits for citizens who did so at the national portal. */
export const TEST_GATEWAY_CLIENT = { id: 'motcua-tests-gateway', secret: 'motcua-tests-gateway-secret' };

export async function testIssuer(): Promise<TestIssuer> {
  const issuer = await startDevelopmentIssuer({
    clients: {
      [TEST_CLIENT.id]: { secret: TEST_CLIENT.secret, claims: { roles: ['service'] } },
      [TEST_GATEWAY_CLIENT.id]: { secret: TEST_GATEWAY_CLIENT.secret, claims: { roles: [...GATEWAY_CLIENT_ROLES] } },
    },
  });
  return {
    ...issuer,
    env: {
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: issuer.audience,
      OIDC_CLIENT_ID: TEST_CLIENT.id,
      OIDC_CLIENT_SECRET: TEST_CLIENT.secret,
    },
    as: (role, who = {}, options = {}) => {
      const roles = Array.isArray(role) ? role : [role];
      return issuer.token({ ...who, sub: who.sub ?? roles.join('+'), roles }, options);
    },
  };
}
