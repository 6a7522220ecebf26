import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { SIMULATOR_PASSWORD, SIMULATOR_USER } from '@motcua/national-portal-simulator';
import { TEST_GATEWAY_CLIENT, testIssuer } from '@motcua/testing';
import pg from 'pg';
import { runFolder, type Deployment, type DeploymentOptions } from './deployment.js';
import { freePorts } from './ports.js';
import { Program } from './program.js';
import { KafkaPart, PostgresPart } from './stores.js';

const here = fileURLToPath(new URL('../../../', import.meta.url));

/** In start order: the gateway is ready once its services are. */
const SERVICES = [
  'procedure-catalog-service',
  'dossier-service',
  'feedback-service',
  'reporting-service',
  'gateway',
] as const;
export type ServiceName = (typeof SERVICES)[number];

export interface KafkaDeploymentOptions extends DeploymentOptions {
  /** Number of instances of each; default one. */
  instances?: Partial<Record<ServiceName, number>>;
  /** With a simulated national portal in a separate process, which the gateways keep up to date. */
  nationalPortal?: boolean;
}

/**
 * Every service in a separate process, a real Kafka, a real PostgreSQL, and the testing library's token issuer. On the
 * folder of an earlier run it continues with that run's data.
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
    const secrets = await keptSecrets(join(folder.path, 'secrets.json'));
    const kafka = new KafkaPart(join(folder.path, 'kafka'), secrets);
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
    const gatewayClient = { OIDC_CLIENT_ID: TEST_GATEWAY_CLIENT.id, OIDC_CLIENT_SECRET: TEST_GATEWAY_CLIENT.secret };
    const common = {
      ...issuer.env,
      CLOCK: 'simulated',
      LOG_LEVEL: 'warn',
      PERSONAL_DATA_KEY: secrets.PERSONAL_DATA_KEY!,
      CATALOG_URL: urls('procedure-catalog-service').join(','),
      DOSSIER_URL: urls('dossier-service').join(','),
      CATALOG_SERVICE_URLS: urls('procedure-catalog-service').join(','),
      DOSSIER_SERVICE_URLS: urls('dossier-service').join(','),
      FEEDBACK_SERVICE_URLS: urls('feedback-service').join(','),
      REPORTING_SERVICE_URLS: urls('reporting-service').join(','),
      RATE_LIMIT_PER_MINUTE: '0',
      WRITE_LIMIT_APPLICANT_PER_HOUR: '0',
      WRITE_LIMIT_PORTAL_PER_HOUR: '0',
      // A check gives few answers about a procedure and expects them in the reports.
      SURVEY_BATCH_LEAST: '1',
      ...(nationalPortal
        ? {
            NATIONAL_PORTAL_URL: nationalPortal.url,
            NATIONAL_PORTAL_USER: SIMULATOR_USER,
            NATIONAL_PORTAL_PASSWORD: SIMULATOR_PASSWORD,
            NATIONAL_PORTAL_DSTCODE: 'VN:GOV:simulator',
            NATIONAL_PORTAL_UNIT_CODE: 'H41',
          }
        : {}),
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
            ...kafka.user(name, passwordVariable(name)),
            ...(name === 'gateway' ? gatewayClient : {}),
            ...options.env,
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
    fileURLToPath(new URL('../../../libs/national-portal-simulator/dist/main.js', import.meta.url)),
    {},
    `${url}/simulator/counters`,
    join(folder, 'national-portal-simulator.log'),
    [],
    ['--port', String(port), '--data', join(folder, 'national-portal'), '--seed', '7'],
  );
  return { url, program };
}

const databaseOf = (service: string) => service.replaceAll('-', '_');

const passwordVariable = (service: string) =>
  `${service
    .replace(/^procedure-/, '')
    .replace(/-service$/, '')
    .toUpperCase()}_KAFKA_PASSWORD`;

/** A kept folder needs the secrets of its run: to decrypt names and to log in to its Kafka. */
async function keptSecrets(file: string): Promise<Record<string, string>> {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return JSON.parse(kept) as Record<string, string>;
  const passwords = ['KAFKA_ADMIN_PASSWORD', ...SERVICES.map(passwordVariable)];
  const secrets: Record<string, string> = {
    PERSONAL_DATA_KEY: randomBytes(32).toString('base64'),
    ...Object.fromEntries(passwords.map((name) => [name, randomBytes(24).toString('hex')])),
  };
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
