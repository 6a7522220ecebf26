import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { keycloakDistribution, keycloakFolder } from './keycloak-distribution.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const START_TIMEOUT_MS = 400_000;
const STOP_TIMEOUT_MS = 20_000;

export interface LocalKeycloak {
  /** Its own address. */
  url: string;
  publicUrl: string;
  /** The issuer of the imported realm, as in its tokens. */
  issuer: string;
  /** Where services ask that issuer. */
  asked: string;
  admin: { username: string; password: string };
  stop(): Promise<void>;
}

export interface LocalKeycloakOptions {
  port: number;
  /** Its public name, with TLS; its tokens contain it. */
  publicUrl: string;
  /** Connection address of an empty database. */
  databaseUrl: string;
  /** The variables of the realm file: secrets of clients, addresses. */
  environment: Record<string, string>;
  adminPassword: string;
}

/**
 * A Keycloak on loopback as docker-compose.yml runs it: its command, and the files that it mounts. Only addresses
 * differ.
 * @throws KeycloakUnavailableError; Error with the path of its log when it does not start
 */
export async function startLocalKeycloak(options: LocalKeycloakOptions): Promise<LocalKeycloak> {
  const home = await keycloakDistribution();
  const { command, volumes } = deployedKeycloak();
  for (const [from, to] of volumes) {
    const target = join(home, relative('/opt/keycloak', to));
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(root, from), target);
  }
  const logFile = join(keycloakFolder, 'keycloak.log');
  const log = await open(logFile, 'w');
  const url = `http://127.0.0.1:${options.port}`;
  const database = new URL(options.databaseUrl);
  const child = spawn('bash', [join(home, 'bin', 'kc.sh'), ...command], {
    stdio: ['ignore', log.fd, log.fd],
    // A separate process group: kc.sh starts Java as its child.
    detached: true,
    env: {
      ...process.env,
      ...options.environment,
      KEYCLOAK_URL: options.publicUrl,
      PROXY_NETWORK: '127.0.0.1/32',
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: options.adminPassword,
      KC_HTTP_HOST: '127.0.0.1',
      KC_HTTP_PORT: String(options.port),
      KC_HTTP_MANAGEMENT_PORT: String(options.port + 1),
      KC_DB_URL: `jdbc:postgresql://${database.host}${database.pathname}`,
      KC_DB_USERNAME: decodeURIComponent(database.username),
      KC_DB_PASSWORD: decodeURIComponent(database.password),
      JAVA_OPTS_KC_HEAP: '-Xms128m -Xmx640m',
    },
  });
  const exited = once(child, 'exit');
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It has already ended.
    }
  };
  const stop = async (): Promise<void> => {
    const force = setTimeout(() => signal('SIGKILL'), STOP_TIMEOUT_MS);
    signal('SIGTERM');
    await exited;
    clearTimeout(force);
    await log.close();
  };
  const asked = `${url}/realms/motcua`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(`${asked}/.well-known/openid-configuration`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Keycloak did not come up; see ${logFile}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const issuer = `${options.publicUrl}/realms/motcua`;
  return {
    url,
    publicUrl: options.publicUrl,
    issuer,
    asked,
    admin: { username: 'admin', password: options.adminPassword },
    stop,
  };
}

function deployedKeycloak(): { command: string[]; volumes: [from: string, to: string][] } {
  const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
    services: { keycloak: { command: string[]; volumes: string[] } };
  };
  const { command, volumes } = compose.services.keycloak;
  return { command, volumes: volumes.map((volume) => volume.split(':').slice(0, 2) as [string, string]) };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}
