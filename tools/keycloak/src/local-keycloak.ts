import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { keycloakDistribution, keycloakFolder } from './keycloak-distribution.js';

const START_TIMEOUT_MS = 400_000;
const STOP_TIMEOUT_MS = 20_000;

export interface LocalKeycloak {
  url: string;
  /** The issuer of the realm that was imported. */
  issuer: string;
  admin: { username: string; password: string };
  stop(): Promise<void>;
}

export interface LocalKeycloakOptions {
  port: number;
  /** The file of the realm `motcua`. */
  realmFile: string;
  /** What the realm file leaves to its environment: secrets of clients, addresses. */
  environment: Record<string, string>;
  adminPassword: string;
}

/**
 * A Keycloak on loopback with the realm imported, everything in memory: it forgets all of it when it stops.
 * @throws KeycloakUnavailableError; Error with the place of its log when it does not come up
 */
export async function startLocalKeycloak(options: LocalKeycloakOptions): Promise<LocalKeycloak> {
  const home = await keycloakDistribution();
  const imports = join(home, 'data', 'import');
  await mkdir(imports, { recursive: true });
  await copyFile(options.realmFile, join(imports, 'motcua-realm.json'));
  const logFile = join(keycloakFolder, 'keycloak.log');
  const log = await open(logFile, 'w');
  const url = `http://127.0.0.1:${options.port}`;
  const child = spawn('bash', [join(home, 'bin', 'kc.sh'), 'start-dev', '--import-realm'], {
    stdio: ['ignore', log.fd, log.fd],
    // A group of its own: kc.sh starts Java as its child.
    detached: true,
    env: {
      ...process.env,
      ...options.environment,
      KC_BOOTSTRAP_ADMIN_USERNAME: 'admin',
      KC_BOOTSTRAP_ADMIN_PASSWORD: options.adminPassword,
      KC_HTTP_HOST: '127.0.0.1',
      KC_HTTP_PORT: String(options.port),
      KC_HOSTNAME: url,
      KC_HEALTH_ENABLED: 'false',
      KC_DB: 'dev-mem',
      JAVA_OPTS_KC_HEAP: '-Xms128m -Xmx640m',
    },
  });
  const exited = once(child, 'exit');
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It has ended by itself.
    }
  };
  const stop = async (): Promise<void> => {
    const force = setTimeout(() => signal('SIGKILL'), STOP_TIMEOUT_MS);
    signal('SIGTERM');
    await exited;
    clearTimeout(force);
    await log.close();
  };
  const issuer = `${url}/realms/motcua`;
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await answers(`${issuer}/.well-known/openid-configuration`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`Keycloak did not come up; see ${logFile}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { url, issuer, admin: { username: 'admin', password: options.adminPassword }, stop };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}
