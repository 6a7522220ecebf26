import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GATEWAY_CLIENT_ROLES } from '@motcua/contracts';
import { startDevelopmentIssuer, type DevelopmentIssuer } from '@motcua/development-issuer';
import {
  makeFolder,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresError,
} from '@motcua/embedded-postgres';
import { LogDestination, startService, type RunningService } from '@motcua/platform';
import {
  SIMULATOR_USER,
  startNationalPortalSimulator,
  type NationalPortalSimulator,
} from '@motcua/national-portal-simulator';
import pg from 'pg';
import { PEOPLE } from './people.js';
import { PortChoice } from './ports.js';
import { sampleCatalog } from './sample/catalog/sample-catalog.js';
import { seedSample } from './sample/seed-sample.js';
import { submitUnreadably } from './sample/set-aside-submissions.js';
import { readSampleState, writeSampleState } from './sample/sample-state.js';
import { withinCalendar } from './sample/sample-time.js';
import { ensureSecrets, type Secrets } from './secrets.js';
import { serviceEnvironment, type Deployment } from './service-environments.js';
import { SERVICE_NAMES, SERVICES, type ServiceName } from './services.js';

export interface StandaloneOptions {
  /** Everything that outlives the process lies here. */
  dataDir: string;
  /** The gateway's port, if it is free; the others follow it. */
  port: number;
  /** Lets operations set the time of day (`PUT /api/v1/ops/clock`). */
  simulatedClock: boolean;
  /** Puts the sample data in on the first start. */
  sample: boolean;
  logLevel: string;
  /** Variables that override those of every service: `RATE_LIMIT_PER_MINUTE`, … */
  environment?: Record<string, string>;
  /** Told what has been done, a line each. */
  say(line: string): void;
  /** Told when PostgreSQL has ended and cannot be started again: nothing works any more. */
  gaveUp?(error: EmbeddedPostgresError): void;
}

/** A whole Motcua in this process. */
export interface Standalone {
  gateway: RunningService;
  services: ReadonlyMap<ServiceName, RunningService>;
  issuer: DevelopmentIssuer;
  /** The simulated national portal, which the gateway keeps up to date. */
  nationalPortal: NationalPortalSimulator;
  dataDir: string;
  /** Where PostgreSQL's data are: under `dataDir`, or where its user can reach them. */
  postgresDir: string;
  logFile: string;
  /** Stops gateway, services, issuer and PostgreSQL in this order, even when one of them fails to stop. */
  stop(): Promise<void>;
}

/** The ports of everything but the gateway, counted from the gateway's. */
const PORT_OFFSETS = { issuer: 10, services: 11, nationalPortal: 18, postgres: 20 } as const;
/** How long the last lines of the log may take when the disk is full. */
const LAST_LINES_MS = 1_000;
const DATABASES: Partial<Record<ServiceName, string>> = {
  'procedure-catalog-service': 'catalog',
  'dossier-service': 'dossier',
  'feedback-service': 'feedback',
  'reporting-service': 'reporting',
  gateway: 'gateway',
};
const BROKER_DATABASE = 'broker';
/** The values for the examples of the documentation; written with the sample data. */
const EXAMPLES_FILE = 'examples.json';

/**
 * Starts PostgreSQL, the services and the gateway in this process, and puts the sample data in on the first start.
 * When a part cannot be started, all parts before it are stopped again.
 * @throws EmbeddedPostgresError, DevelopmentIssuerError, StartupError, ConfigError with messages that can be acted upon
 */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).reverse()) {
      await one().catch((error: unknown) =>
        options.say(`Stopping: ${error instanceof Error ? error.message : 'failed'}`),
      );
    }
  };
  try {
    return await start(options, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: StandaloneOptions,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Standalone> {
  const dataDir = resolve(options.dataDir);
  // PostgreSQL does not run as root: its user must be able to walk through, if not to read.
  await makeFolder(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
  // First, because this finds out whether another instance holds the folder.
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'postgres'),
    port: options.port + PORT_OFFSETS.postgres,
    restart: {
      say: options.say,
      gaveUp: (error) => (options.gaveUp ? options.gaveUp(error) : options.say(error.message)),
    },
  });
  stops.push(() => postgres.stop());
  options.say(`PostgreSQL listens on port ${postgres.port}.`);
  const databases = [...Object.values(DATABASES), BROKER_DATABASE];
  // Before the databases: where a database exists, secrets did too.
  const secrets = await ensureSecrets(dataDir, SERVICE_NAMES, () => hasAny(postgres, databases));
  for (const name of databases) await postgres.createDatabase(name);

  const ports = new PortChoice();
  const gatewayPort = await ports.free(options.port);
  if (gatewayPort !== options.port) options.say(`Port ${options.port} is in use: the gateway takes ${gatewayPort}.`);
  const issuer = await startIssuer(secrets, await ports.free(options.port + PORT_OFFSETS.issuer));
  stops.push(() => issuer.stop());

  const nationalPortal = await startNationalPortalSimulator({
    port: await ports.free(options.port + PORT_OFFSETS.nationalPortal),
    dataDir: join(dataDir, 'national-portal'),
    password: secrets.nationalPortalPassword,
  });
  stops.push(() => nationalPortal.stop());

  const logFile = join(dataDir, 'motcua.log');
  const log = new LogDestination({ file: logFile });
  stops.push(() => log.flush(LAST_LINES_MS));

  const urls = new Map<ServiceName, string>([['gateway', `http://127.0.0.1:${gatewayPort}`]]);
  for (const name of SERVICE_NAMES) {
    if (!urls.has(name)) urls.set(name, `http://127.0.0.1:${await ports.free(options.port + PORT_OFFSETS.services)}`);
  }
  const state = await readSampleState(dataDir, options.sample);
  const deployment = (clock: 'system' | 'simulated'): Deployment =>
    deploymentOf(postgres, issuer, secrets, urls, nationalPortal, {
      LOG_LEVEL: options.logLevel,
      CLOCK: clock,
      // They stop together: no other instance could serve in the meantime.
      SHUTDOWN_DRAIN_MS: '0',
      DEV_TOKENS_URL: `${issuer.url}/dev-tokens`,
      // So that a report of the sample can be frozen two minutes after the start, and not only after half an hour.
      ...(state ? { LIVE_EXAMPLES_FILE: join(dataDir, EXAMPLES_FILE), EVENT_WATERMARK_MS: '60000' } : {}),
      ...options.environment,
    });
  const running = new Map<ServiceName, RunningService>();
  stops.push(() => stopAll(running));

  if (state && !state.complete) {
    await writeSampleState(dataDir, state);
    options.say('Putting the sample data in. This happens once.');
    const asOf = sampleInstant(new Date(state.asOf), options);
    await hurry(postgres, databases, true);
    await startAll(
      running,
      deployment('simulated'),
      log,
      SERVICE_NAMES.filter((name) => name !== 'gateway'),
    );
    const examples = await seedSample({ urls, issuer, asOf });
    await submitUnreadably(nationalPortal.url);
    await stopAll(running);
    await hurry(postgres, databases, false);
    await writeFile(join(dataDir, EXAMPLES_FILE), JSON.stringify(examples, null, 2));
    await writeSampleState(dataDir, { ...state, complete: true });
  }
  const clock = options.simulatedClock ? 'simulated' : 'system';
  await startAll(running, deployment(clock), log, SERVICE_NAMES);
  const gateway = running.get('gateway')!;
  await postgres.announce(gateway.url);
  return {
    gateway,
    services: running,
    issuer,
    nationalPortal,
    dataDir,
    postgresDir: postgres.dataDir,
    logFile,
    stop,
  };
}

async function hasAny(postgres: EmbeddedPostgres, databases: string[]): Promise<boolean> {
  const found = await ask(postgres, 'SELECT 1 FROM pg_database WHERE datname = ANY($1)', [databases]);
  return found.length > 0;
}

async function ask(postgres: EmbeddedPostgres, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** The instant that the sample is counted from; says so when it is not the one of the first start. */
function sampleInstant(firstStart: Date, { say }: StandaloneOptions): Date {
  const coversTo = sampleCatalog.calendars.map(({ version }) => version.coversTo).sort()[0]!;
  const asOf = withinCalendar(firstStart, coversTo);
  if (asOf.getTime() !== firstStart.getTime()) {
    const day = asOf.toISOString().slice(0, 10);
    say(`The sample calendar ends on ${coversTo}: the sample is as of ${day}. Publish a calendar for new dossiers.`);
  }
  return asOf;
}

/**
 * Commits do not wait for the disk while the sample is put in. What a crash takes away is put in again, and all services share one
 * PostgreSQL with one log, so that none can remember what another has lost.
 */
async function hurry(postgres: EmbeddedPostgres, databases: string[], on: boolean): Promise<void> {
  for (const name of databases) {
    const setting = on ? 'SET synchronous_commit = off' : 'RESET synchronous_commit';
    await ask(postgres, `ALTER DATABASE ${pg.escapeIdentifier(name)} ${setting}`);
  }
}

function startIssuer(secrets: Secrets, port: number): Promise<DevelopmentIssuer> {
  return startDevelopmentIssuer({
    port,
    people: PEOPLE,
    signingKey: secrets.signingKey,
    clients: Object.fromEntries(
      Object.entries(secrets.clientSecrets).map(([name, secret]) => [
        name,
        { secret, claims: { roles: name === 'gateway' ? [...GATEWAY_CLIENT_ROLES] : ['service'] } },
      ]),
    ),
  });
}

function deploymentOf(
  postgres: EmbeddedPostgres,
  issuer: DevelopmentIssuer,
  secrets: Secrets,
  urls: ReadonlyMap<ServiceName, string>,
  nationalPortal: NationalPortalSimulator,
  common: Record<string, string>,
): Deployment {
  const place = (name: ServiceName) => ({
    urls: [urls.get(name)!],
    databaseUrl: DATABASES[name] && postgres.url(DATABASES[name]),
    client: { id: name, secret: secrets.clientSecrets[name]! },
  });
  return {
    bus: { kind: 'postgres', databaseUrl: postgres.url(BROKER_DATABASE) },
    issuer: issuer.issuer,
    audience: issuer.audience,
    common,
    services: {
      'procedure-catalog-service': place('procedure-catalog-service'),
      'dossier-service': { ...place('dossier-service'), personalDataKey: secrets.dossierPersonalDataKey },
      'feedback-service': {
        ...place('feedback-service'),
        personalDataKey: secrets.feedbackPersonalDataKey,
        // The sample has one answer about a procedure, and somebody who tries it out gives one more.
        env: { SURVEY_BATCH_LEAST: '1' },
      },
      'reporting-service': place('reporting-service'),
      gateway: {
        ...place('gateway'),
        env: {
          NATIONAL_PORTAL_URL: nationalPortal.url,
          NATIONAL_PORTAL_USER: SIMULATOR_USER,
          NATIONAL_PORTAL_PASSWORD: secrets.nationalPortalPassword,
          NATIONAL_PORTAL_DSTCODE: 'VN:GOV:DVCQG',
          NATIONAL_PORTAL_UNIT_CODE: 'H41',
        },
      },
    },
  };
}

/** Side by side: the gateway needs the others only once somebody asks it for something. */
async function startAll(
  running: Map<ServiceName, RunningService>,
  deployment: Deployment,
  logDestination: LogDestination,
  names: readonly ServiceName[],
): Promise<void> {
  const start = async (name: ServiceName): Promise<void> => {
    running.set(name, await startService(SERVICES[name], serviceEnvironment(name, deployment), { logDestination }));
  };
  const outcomes = await Promise.allSettled(names.filter((name) => name !== 'gateway').map(start));
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
  // The gateway last: once it says that it is ready, no request may meet a service that is not there yet.
  if (names.includes('gateway')) await start('gateway');
}

/** The gateway first, so that no request is sent to a service that is stopping. */
async function stopAll(running: Map<ServiceName, RunningService>): Promise<void> {
  await running.get('gateway')?.stop();
  running.delete('gateway');
  await Promise.all([...running.values()].map((service) => service.stop()));
  running.clear();
}
