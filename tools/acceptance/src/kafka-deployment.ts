import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import { startLocalKafka } from '@motcua/kafka';
import { testIssuer } from '@motcua/testing';
import pg from 'pg';
import { runFolder, type Deployment } from './deployment.js';
import { freePorts } from './ports.js';
import { Program } from './process.js';

const apps = fileURLToPath(new URL('../../../apps/', import.meta.url));

/** Those that run twice show that two instances share the work. */
const INSTANCES = [
  'procedure-catalog-service',
  'dossier-service',
  'dossier-service',
  'feedback-service',
  'reporting-service',
  'reporting-service',
] as const;
type Service = (typeof INSTANCES)[number];

/** Every service its own process, two of them twice, a real Kafka, a real PostgreSQL, and the testing library's token issuer. */
export async function startKafkaDeployment(): Promise<Deployment> {
  const folder = await runFolder('kafka');
  const issuer = await testIssuer();
  const kafka = await startLocalKafka();
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder.path, 'postgres') });
  const ports = await freePorts(INSTANCES.length + 1);
  const gatewayPort = ports[INSTANCES.length] as number;
  const addresses = INSTANCES.map((_service, index) => `http://127.0.0.1:${ports[index]}`);
  const urls = (service: Service) => addresses.filter((_address, index) => INSTANCES[index] === service);
  const common = {
    ...issuer.env,
    CLOCK: 'simulated',
    LOG_LEVEL: 'warn',
    EVENT_BUS: 'kafka',
    KAFKA_BROKERS: kafka.bootstrapServers,
    PERSONAL_DATA_KEY: randomBytes(32).toString('base64'),
    CATALOG_URL: urls('procedure-catalog-service')[0] as string,
    DOSSIER_URL: urls('dossier-service')[0] as string,
    CATALOG_SERVICE_URLS: urls('procedure-catalog-service').join(','),
    DOSSIER_SERVICE_URLS: urls('dossier-service').join(','),
    FEEDBACK_SERVICE_URLS: urls('feedback-service').join(','),
    REPORTING_SERVICE_URLS: urls('reporting-service').join(','),
    RATE_LIMIT_PER_MINUTE: '0',
  };
  const programOf = (name: string, port: number, env: Record<string, string>) =>
    new Program(
      name,
      join(apps, name, 'dist/main.js'),
      { ...common, HTTP_PORT: String(port), ...env },
      `http://127.0.0.1:${port}/readyz`,
      join(folder.path, `${name}-${port}.log`),
    );

  const programs: Program[] = [];
  for (const [index, service] of INSTANCES.entries()) {
    await postgres.createDatabase(databaseOf(service));
    programs.push(programOf(service, ports[index] as number, { DATABASE_URL: postgres.url(databaseOf(service)) }));
  }
  programs.push(programOf('gateway', gatewayPort, {}));

  const stop = async () => {
    await Promise.all(programs.map((program) => program.stop()));
    await kafka.stop();
    await postgres.stop();
    await issuer.stop();
  };
  try {
    // The gateway is ready once the services behind it are.
    for (const program of programs) await program.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: 'kafka',
    gateway: `http://127.0.0.1:${gatewayPort}`,
    token: (claims) => issuer.token(claims),
    services: addresses,
    programs,
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
      await stop();
      await folder.clear();
    },
  };
}

const databaseOf = (service: string) => service.replaceAll('-', '_');
