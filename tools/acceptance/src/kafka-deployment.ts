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

const SERVICES = ['procedure-catalog-service', 'dossier-service', 'feedback-service', 'reporting-service'] as const;

/** Every service its own process, a real Kafka, a real PostgreSQL, and the testing library's token issuer. */
export async function startKafkaDeployment(): Promise<Deployment> {
  const folder = await runFolder('kafka');
  const issuer = await testIssuer();
  const kafka = await startLocalKafka();
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder.path, 'postgres') });
  const ports = await freePorts(SERVICES.length + 1);
  const gatewayPort = ports[SERVICES.length] as number;
  const url = (service: (typeof SERVICES)[number]) => `http://127.0.0.1:${ports[SERVICES.indexOf(service)]}`;
  const common = {
    ...issuer.env,
    CLOCK: 'simulated',
    LOG_LEVEL: 'warn',
    EVENT_BUS: 'kafka',
    KAFKA_BROKERS: kafka.bootstrapServers,
    PERSONAL_DATA_KEY: randomBytes(32).toString('base64'),
    CATALOG_URL: url('procedure-catalog-service'),
    DOSSIER_URL: url('dossier-service'),
    CATALOG_SERVICE_URLS: url('procedure-catalog-service'),
    DOSSIER_SERVICE_URLS: url('dossier-service'),
    FEEDBACK_SERVICE_URLS: url('feedback-service'),
    REPORTING_SERVICE_URLS: url('reporting-service'),
    RATE_LIMIT_PER_MINUTE: '0',
  };
  const programOf = (name: string, port: number, env: Record<string, string>) =>
    new Program(
      name,
      join(apps, name, 'dist/main.js'),
      { ...common, HTTP_PORT: String(port), ...env },
      `http://127.0.0.1:${port}/readyz`,
      join(folder.path, `${name}.log`),
    );

  const programs: Program[] = [];
  for (const service of SERVICES) {
    await postgres.createDatabase(databaseOf(service));
    const port = ports[SERVICES.indexOf(service)] as number;
    programs.push(programOf(service, port, { DATABASE_URL: postgres.url(databaseOf(service)) }));
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
    services: SERVICES.map(url),
    programs,
    dropReports: async () => {
      const reporting = programs.find((program) => program.name === 'reporting-service') as Program;
      await reporting.stop();
      const admin = new pg.Client({ connectionString: postgres.url('postgres') });
      await admin.connect();
      await admin.query(`DROP DATABASE ${databaseOf('reporting-service')} WITH (FORCE)`);
      await admin.end();
      await postgres.createDatabase(databaseOf('reporting-service'));
      await reporting.start();
    },
    stop: async () => {
      await stop();
      await folder.clear();
    },
  };
}

const databaseOf = (service: string) => service.replaceAll('-', '_');
