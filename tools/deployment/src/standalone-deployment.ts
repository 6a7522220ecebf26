import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import pg from 'pg';
import { runFolder, type Deployment, type DeploymentOptions } from './deployment.js';
import { freePortRange } from './ports.js';
import { Program } from './program.js';

const script = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));

/** What `npm start` runs, empty and on a simulated clock. */
export async function startStandaloneDeployment(
  options: Omit<DeploymentOptions, 'postgresSettings'> = {},
): Promise<Deployment> {
  const folder = await runFolder('standalone', options.dataDir);
  const dataDir = join(folder.path, 'data');
  // Where the gateway, the issuer, the services and PostgreSQL listen, counted from the one port that can be chosen.
  const port = await freePortRange(30);
  const issuer = `http://127.0.0.1:${port + 10}`;
  const services = [11, 12, 13, 14].map((offset) => `http://127.0.0.1:${port + offset}`);
  const gateway = `http://127.0.0.1:${port}`;
  const program = new Program(
    'standalone',
    script,
    {
      MOTCUA_DATA_DIR: dataDir,
      MOTCUA_PORT: String(port),
      MOTCUA_CLOCK: 'simulated',
      MOTCUA_SAMPLE: 'none',
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    `${gateway}/readyz`,
    join(folder.path, 'standalone.log'),
    options.nodeOptions?.('standalone'),
  );
  await program.start();
  return {
    name: 'standalone',
    gateway,
    gateways: [gateway],
    services,
    token: async ({ sub, roles = [], agency }) => {
      const query = new URLSearchParams({ sub, roles: roles.join(' '), ...(agency ? { agency } : {}) });
      const answer = await fetch(`${issuer}/token?${query}`);
      if (!answer.ok) throw new Error(`the issuer answered ${answer.status}: ${await answer.text()}`);
      return ((await answer.json()) as { access_token: string }).access_token;
    },
    programs: [program],
    stores: [],
    databaseUrl: (service) => databaseUrl(join(dataDir, 'postgres'), port + 20, service),
    dropReports: async () => {
      await program.stop();
      const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres') });
      const admin = new pg.Client({ connectionString: postgres.url('postgres') });
      await admin.connect();
      await admin.query('DROP DATABASE reporting WITH (FORCE)');
      await admin.end();
      await postgres.stop();
      await program.start();
    },
    stop: async () => {
      await program.stop();
      await folder.clear();
    },
  };
}

/** By the password that lies beside the cluster, or where the cluster had to move to. */
async function databaseUrl(postgres: string, port: number, service: string): Promise<string> {
  const moved = await readFile(join(postgres, 'location'), 'utf8').catch(() => postgres);
  const password = (await readFile(join(moved.trim(), 'password'), 'utf8')).trim();
  const database = service.replace(/^procedure-/, '').replace(/-service$/, '');
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
