import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import pg from 'pg';
import { runFolder, type Deployment, type DeploymentOptions } from './deployment.js';
import { freePortRange } from './ports.js';
import { Program } from './program.js';

const script = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));

/** The single process, and a second start on the same folder. */
export interface StandaloneDeployment extends Deployment {
  program: Program;
  rival: Program;
}

/** What `npm start` runs, empty and on a simulated clock. */
export async function startStandaloneDeployment(
  options: Omit<DeploymentOptions, 'postgresSettings'> & { logFile?: string } = {},
): Promise<StandaloneDeployment> {
  const folder = await runFolder('standalone', options.dataDir);
  const dataDir = join(folder.path, 'data');
  // Ports of the gateway, the issuer, the services and PostgreSQL, relative to the configurable port.
  const port = await freePortRange(30);
  const issuer = `http://127.0.0.1:${port + 10}`;
  const services = [11, 12, 13, 14].map((offset) => `http://127.0.0.1:${port + offset}`);
  const gateway = `http://127.0.0.1:${port}`;
  const programNamed = (name: string): Program =>
    new Program(
      name,
      script,
      {
        MOTCUA_DATA_DIR: dataDir,
        MOTCUA_PORT: String(port),
        MOTCUA_CLOCK: 'simulated',
        MOTCUA_SAMPLE: 'none',
        LOG_LEVEL: 'warn',
        // A check sends a day's requests of a province within minutes, from one address.
        RATE_LIMIT_PER_MINUTE: '0',
        WRITE_LIMIT_APPLICANT_PER_HOUR: '0',
        WRITE_LIMIT_PORTAL_PER_HOUR: '0',
        ...options.env,
      },
      `${gateway}/readyz`,
      options.logFile ?? join(folder.path, 'standalone.log'),
      options.nodeOptions?.('standalone'),
    );
  const [program, rival] = [programNamed('standalone'), programNamed('standalone again')];
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
    program,
    rival,
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
      await Promise.all([program.stop(), rival.stop()]);
      await folder.clear();
    },
  };
}

/** With the password beside the cluster, or in the folder to which the cluster was moved. */
async function databaseUrl(postgres: string, port: number, service: string): Promise<string> {
  const moved = await readFile(join(postgres, 'location'), 'utf8').catch(() => postgres);
  const password = (await readFile(join(moved.trim(), 'password'), 'utf8')).trim();
  const database = service.replace(/^procedure-/, '').replace(/-service$/, '');
  return `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
