import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keycloakVersion, whyNoKeycloak } from './keycloak-distribution.js';

describe('A local Keycloak', () => {
  it('is of the version that docker-compose.yml runs', () => {
    const compose = readFileSync(join(__dirname, '../../../docker-compose.yml'), 'utf8');
    expect(/image: keycloak\/keycloak:(\S+)/.exec(compose)?.[1]).toBe(keycloakVersion());
  });

  it('needs Java and says so', () => {
    expect(whyNoKeycloak({ PATH: '/nowhere' })).toMatch(/^a local Keycloak needs a JDK of at least 17 \([^.]*\)$/);
  });
});
