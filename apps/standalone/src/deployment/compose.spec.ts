import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configVariables, loadConfig } from '@motcua/platform';
import { SERVICE_NAMES, SERVICES } from '../services.js';
import { interpolate, readComposeFile, variablesOf, type ComposeService } from './compose-file.js';

const root = join(__dirname, '../../../..');
const compose = readComposeFile(join(root, 'docker-compose.yml'));
const realmText = readFileSync(join(root, 'deploy/keycloak/motcua-realm.json'), 'utf8');
const own = Object.entries(compose.services).filter(([name]) => (SERVICE_NAMES as readonly string[]).includes(name));

/** What `deploy/new-secrets.sh > .env` leaves behind: a line for each name, of the form that the script gives it. */
const script = readFileSync(join(root, 'deploy/new-secrets.sh'), 'utf8');
const passwords = /for name in ([\s\S]*?); do/.exec(script)![1]!.match(/[A-Z_]+/g)!;
const keys = [...script.matchAll(/^echo "(\w+)=\$\(openssl rand -base64 32\)"$/gm)].map((match) => match[1]!);
const secrets = Object.fromEntries([
  ...passwords.map((name) => [name, 'a'.repeat(48)]),
  ...keys.map((name) => [name, Buffer.alloc(32, name).toString('base64')]),
]) as Record<string, string>;

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
  environment: (value) => typeof value === 'object' && Object.values(value as object).every(isText),
  ports: isTextList,
  volumes: isTextList,
  networks: (value) => typeof value === 'object',
  depends_on: (value) =>
    Object.values(value as Record<string, { condition: string }>).every(({ condition }) =>
      ['service_started', 'service_healthy', 'service_completed_successfully'].includes(condition),
    ),
  healthcheck: (value) => isTextList((value as { test: unknown }).test),
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
    expect(top.sort()).toEqual(['name', 'services', 'volumes']);
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
    for (const service of Object.values(compose.services)) expect(() => environmentOf(service)).not.toThrow();
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

  it('publishes ports on this machine only, none of a service but the gateway', () => {
    const published = Object.entries(compose.services).flatMap(([name, { ports = [] }]) => ports.map((p) => [name, p]));
    expect(published).toEqual([
      ['keycloak', '127.0.0.1:8081:8081'],
      ['gateway', '127.0.0.1:3000:3000'],
    ]);
  });

  it('pins every image to a version', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:v?\d+\.\d+/);
  });

  it('starts nothing before what it needs is healthy, and everything that is waited for can tell', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      for (const [needed, { condition }] of Object.entries(service.depends_on ?? {})) {
        expect({ [name]: condition }).toEqual({ [name]: 'service_healthy' });
        const other = compose.services[needed];
        expect(other).toBeDefined();
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
