import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { SIMULATOR_PASSWORD, SIMULATOR_USER } from '@motcua/national-portal-simulator';
import { testIssuer } from '@motcua/testing';
import pg from 'pg';
import { runFolder, type Deployment, type DeploymentOptions } from './deployment.js';
import { freePorts } from './ports.js';
import { Program } from './program.js';
import { KafkaPart, PostgresPart } from './stores.js';

const here = fileURLToPath(new URL('../../../', import.meta.url));

/** In the order in which they are started: the gateway is ready once the services behind it are. */
const SERVICES = [
  'procedure-catalog-service',
  'dossier-service',
  'feedback-service',
  'reporting-service',
  'gateway',
] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface KafkaDeploymentOptions extends DeploymentOptions {
  /** How many of each; one unless said. */
  instances?: Partial<Record<ServiceName, number>>;
  /** With a national portal, simulated by a process of its own, that the gateways keep up to date. */
  nationalPortal?: boolean;
}

/**
 * Every service a process of its own, a real Kafka, a real PostgreSQL, and the testing library's token issuer. On the
 * folder of an earlier run it goes on with that run's data.
 */
export async function startKafkaDeployment(options: KafkaDeploymentOptions = {}): Promise<Deployment> {
  const folder = await runFolder('kafka', options.dataDir);
  const started: { stop(): Promise<void> }[] = [];
  const stopAll = async () => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const issuer = await testIssuer();
    started.push(issuer);
    const kafka = new KafkaPart(join(folder.path, 'kafka'));
    await kafka.start();
    started.push(kafka);
    const postgres = new PostgresPart(join(folder.path, 'postgres'), options.postgresSettings);
    await postgres.start();
    started.push(postgres);

    const names = SERVICES.flatMap((service) => Array<ServiceName>(options.instances?.[service] ?? 1).fill(service));
    const ports = await freePorts(names.length + 1);
    const nationalPortal = options.nationalPortal
      ? nationalPortalAt(ports[names.length] as number, folder.path)
      : undefined;
    const addresses = ports.slice(0, names.length).map((port) => `http://127.0.0.1:${port}`);
    const urls = (service: ServiceName) => addresses.filter((_address, index) => names[index] === service);
    const common = {
      ...issuer.env,
      CLOCK: 'simulated',
      LOG_LEVEL: 'warn',
      EVENT_BUS: 'kafka',
      KAFKA_BROKERS: kafka.bootstrapServers,
      PERSONAL_DATA_KEY: await keptKey(join(folder.path, 'personal-data-key')),
      CATALOG_URL: urls('procedure-catalog-service').join(','),
      DOSSIER_URL: urls('dossier-service').join(','),
      CATALOG_SERVICE_URLS: urls('procedure-catalog-service').join(','),
      DOSSIER_SERVICE_URLS: urls('dossier-service').join(','),
      FEEDBACK_SERVICE_URLS: urls('feedback-service').join(','),
      REPORTING_SERVICE_URLS: urls('reporting-service').join(','),
      RATE_LIMIT_PER_MINUTE: '0',
      ...(nationalPortal
        ? {
            NATIONAL_PORTAL_URL: nationalPortal.url,
            NATIONAL_PORTAL_USER: SIMULATOR_USER,
            NATIONAL_PORTAL_PASSWORD: SIMULATOR_PASSWORD,
            NATIONAL_PORTAL_DSTCODE: 'VN:GOV:simulator',
            NATIONAL_PORTAL_UNIT_CODE: 'H41',
          }
        : {}),
      ...options.env,
    };
    const programs: Program[] = [];
    for (const [index, name] of names.entries()) {
      const database = name === 'gateway' && !nationalPortal ? undefined : databaseOf(name);
      if (database) await postgres.createDatabase(database);
      programs.push(
        new Program(
          name,
          join(options.checkout ?? here, 'apps', name, 'dist/main.js'),
          {
            ...common,
            HTTP_PORT: String(ports[index]),
            ...(database ? { DATABASE_URL: postgres.url(database) } : {}),
          },
          `${addresses[index]}/readyz`,
          join(folder.path, `${name}-${ports[index]}.log`),
          options.nodeOptions?.(name),
        ),
      );
    }
    started.push({ stop: async () => void (await Promise.all(programs.map((program) => program.stop()))) });
    if (nationalPortal) {
      await nationalPortal.program.start();
      started.push(nationalPortal.program);
    }
    for (const program of programs) await program.start();

    return {
      name: 'kafka',
      gateway: urls('gateway')[0] as string,
      gateways: urls('gateway'),
      token: (claims) => issuer.token(claims),
      services: addresses.filter((_address, index) => names[index] !== 'gateway'),
      programs,
      stores: [kafka, postgres],
      nationalPortal,
      databaseUrl: (service) => Promise.resolve(postgres.url(databaseOf(service))),
      dropReports: async () => {
        const reporting = programs.filter((program) => program.name === 'reporting-service');
        await Promise.all(reporting.map((program) => program.stop()));
        const admin = new pg.Client({ connectionString: postgres.url('postgres') });
        await admin.connect();
        await admin.query(`DROP DATABASE ${databaseOf('reporting-service')} WITH (FORCE)`);
        await admin.end();
        await postgres.createDatabase(databaseOf('reporting-service'));
        await Promise.all(reporting.map((program) => program.start()));
      },
      stop: async () => {
        await stopAll();
        await folder.clear();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

function nationalPortalAt(port: number, folder: string): { url: string; program: Program } {
  const url = `http://127.0.0.1:${port}`;
  const program = new Program(
    'national-portal-simulator',
    fileURLToPath(new URL('../../national-portal-simulator/dist/main.js', import.meta.url)),
    {},
    `${url}/simulator/counters`,
    join(folder, 'national-portal-simulator.log'),
    [],
    ['--port', String(port), '--data', join(folder, 'national-portal'), '--seed', '7'],
  );
  return { url, program };
}

const databaseOf = (service: string) => service.replaceAll('-', '_');

/** Without the key of the run that wrote them, names in a kept folder could not be read. */
async function keptKey(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return kept;
  const key = randomBytes(32).toString('base64');
  await writeFile(file, key, { mode: 0o600 });
  return key;
}
