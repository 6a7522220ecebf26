import { randomBytes } from 'node:crypto';
import { startService, type RunningService, type ServiceConfig, type ServiceDefinition } from '@motcua/platform';
import type { TestBroker } from '../broker/test-broker.js';
import { testDatabase, type TestDatabase } from '../database/test-database.js';
import { testIssuer, type TestIssuer } from '../test-issuer.js';
import { api, type Api } from './api.js';

export interface TestServiceOptions {
  /** `testBroker(…)`; by default the service gets its own empty `postgres` broker. */
  broker?: Pick<TestBroker, 'env'>;
  /** The token issuer; by default the service gets its own. */
  issuer?: TestIssuer;
  /** Overrides the computed environment. */
  env?: Record<string, string | undefined>;
}

/** A service under test with its own database. */
export interface TestService extends RunningService {
  issuer: TestIssuer;
  env: Record<string, string | undefined>;
  /** A client without a token. */
  api: Api;
  /** A client with this token. */
  as(token: string): Api;
  /** Stops the service and removes its resources. */
  stop(): Promise<void>;
  /** Stops the service and starts it again on the same database. */
  restart(): Promise<void>;
}

/** Starts a service as production does, with a fresh database, on a free port, quiet unless it fails. */
export async function startTestService<C extends ServiceConfig>(
  definition: ServiceDefinition<C>,
  options: TestServiceOptions = {},
): Promise<TestService> {
  const made: { drop(): Promise<void> }[] = [];
  const database = options.env?.['DATABASE_URL'] ? undefined : await own(made, testDatabase());
  const brokerEnv = options.broker?.env ?? (await ownBroker(options, made));
  const issuer = options.issuer ?? (await testIssuer());
  const env = {
    HTTP_HOST: '127.0.0.1',
    HTTP_PORT: '0',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'error',
    SHUTDOWN_DRAIN_MS: '0',
    SHUTDOWN_TIMEOUT_MS: '5000',
    DATABASE_POOL_SIZE: '8',
    PERSONAL_DATA_KEY: randomBytes(32).toString('base64'),
    ...(database ? { DATABASE_URL: database.url } : {}),
    ...brokerEnv,
    ...issuer.env,
    ...options.env,
  };
  let running = await startService(definition, env);
  const service: TestService = {
    name: running.name,
    url: running.url,
    app: running.app,
    issuer,
    env,
    api: api(running.url),
    as: (token) => api(service.url, token),
    async restart() {
      await running.stop();
      running = await startService(definition, env);
      service.url = running.url;
      service.app = running.app;
      service.api = api(running.url);
    },
    async stop() {
      await running.stop();
      if (!options.issuer) await issuer.stop();
      await Promise.all(made.map((thing) => thing.drop()));
    },
  };
  return service;
}

async function own(made: { drop(): Promise<void> }[], making: Promise<TestDatabase>): Promise<TestDatabase> {
  const database = await making;
  made.push(database);
  return database;
}

async function ownBroker(
  options: TestServiceOptions,
  made: { drop(): Promise<void> }[],
): Promise<Record<string, string>> {
  if (options.env?.['EVENT_BUS'] === 'kafka' || options.env?.['BROKER_DATABASE_URL']) return {};
  const database = await own(made, testDatabase());
  return { EVENT_BUS: 'postgres', BROKER_DATABASE_URL: database.url };
}
