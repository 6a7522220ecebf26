import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATEWAY_CLIENT_ROLES, ROLES, SERVICE_ROLES } from '@motcua/contracts';
import { SERVICE_NAMES } from '../services.js';
import { readComposeFile } from './compose-file.js';

interface Mapper {
  protocolMapper: string;
  config: Record<string, string>;
}
interface Client {
  clientId: string;
  publicClient: boolean;
  serviceAccountsEnabled: boolean;
  directAccessGrantsEnabled: boolean;
  implicitFlowEnabled: boolean;
  attributes?: Record<string, string>;
  protocolMappers: Mapper[];
}
interface Realm {
  realm: string;
  roles: { realm: { name: string }[] };
  clients: Client[];
  users: { serviceAccountClientId: string; realmRoles: string[] }[];
  components: Record<string, { config: Record<string, string[]> }[]>;
}

const root = join(__dirname, '../../../..');
const text = readFileSync(join(root, 'deploy/keycloak/motcua-realm.json'), 'utf8');
const realm = JSON.parse(text) as Realm;
const compose = readComposeFile(join(root, 'docker-compose.yml'));

describe('the Keycloak realm', () => {
  it('has every role that the services know', () => {
    expect(realm.roles.realm.map(({ name }) => name).sort()).toEqual([...ROLES].sort());
  });

  it('puts into every token what the services read: audience, roles, agency, unit, name and title', () => {
    for (const client of realm.clients) {
      const claims = client.protocolMappers.map(
        ({ config }) => config['claim.name'] ?? config['included.custom.audience'],
      );
      expect(claims).toEqual(['motcua', 'roles', 'agency', 'unit', 'officer_name', 'officer_title']);
      for (const { config } of client.protocolMappers) expect(config['access.token.claim']).toBe('true');
    }
  });

  it('lets nobody choose the own agency, unit, name or title, which forms print', () => {
    const component = realm.components['org.keycloak.userprofile.UserProfileProvider']![0]!;
    const profile = JSON.parse(component.config['kc.user.profile.config']![0]!) as {
      attributes: { name: string; permissions: { edit: string[] } }[];
    };
    const claimed = realm.clients[0]!.protocolMappers.flatMap(({ config }) => config['user.attribute'] ?? []);
    expect(claimed).toEqual(['agency', 'unit', 'officerName', 'officerTitle']);
    for (const name of claimed) {
      expect(profile.attributes.find((attribute) => attribute.name === name)?.permissions.edit).toEqual(['admin']);
    }
  });

  it('has a client of its own for each service that has one in docker-compose.yml, in the role of a service', () => {
    const named = SERVICE_NAMES.flatMap((name) => compose.services[name]?.environment?.['OIDC_CLIENT_ID'] ?? []);
    expect(named.length).toBe(SERVICE_NAMES.length);
    for (const id of named) {
      expect(realm.clients.find(({ clientId }) => clientId === id)).toMatchObject({ serviceAccountsEnabled: true });
      expect(realm.users).toContainEqual(
        expect.objectContaining({
          serviceAccountClientId: id,
          realmRoles: id === 'gateway' ? [...GATEWAY_CLIENT_ROLES] : ['service'],
        }),
      );
    }
  });

  it('gives what is for services to no other client, and the reading of the nation’s records to one of them', () => {
    const with_ = (role: string) =>
      realm.users.filter(({ realmRoles }) => realmRoles.includes(role)).map((user) => user.serviceAccountClientId);
    expect(with_('national-sync')).toEqual(['gateway']);
    for (const role of SERVICE_ROLES)
      expect(with_(role).filter((id) => !(SERVICE_NAMES as readonly string[]).includes(id))).toEqual([]);
  });

  it('takes only variables that its container is given', () => {
    const variables = [...text.matchAll(/"\$\{([A-Z_]+)\}/g)].map((match) => match[1]!);
    const given = Object.keys(compose.services['keycloak']!.environment!);
    expect(variables.filter((name) => !given.includes(name))).toEqual([]);
  });

  it('allows neither passwords nor tokens in addresses, and asks public clients for a proof key', () => {
    for (const client of realm.clients) {
      expect(client).toMatchObject({ directAccessGrantsEnabled: false, implicitFlowEnabled: false });
      if (client.publicClient) expect(client.attributes?.['pkce.code.challenge.method']).toBe('S256');
    }
  });
});
