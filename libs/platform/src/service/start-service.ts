import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { loadConfig } from '../config/load-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import { holdBodiesToTime } from '../http/body-time.js';
import { readBodies } from '../http/bodies.js';
import { refuseOtherMethods } from '../http/other-methods.js';
import { refuseFormats } from '../http/refuse-formats.js';
import { refuseTargets } from '../http/refuse-targets.js';
import { LogDestination, logToStandardOutput } from '../observability/log-destination.js';
import { Readiness } from '../observability/health.js';
import { MetricsRegistry } from '../observability/metrics.js';
import { bridgeNestLogger, NestLogBridge, runAsService, ServiceLogger } from '../observability/service-logger.js';
import { httpAdapter, observeRequests, OpenConnections, RequestsInFlight } from './http-server.js';
import { serveDocument } from './open-api.js';
import type { RunningService, ServiceDefinition } from './service-definition.js';
import { settledWithin } from '../timing/waker.js';
import { StartupError } from './startup-error.js';

export interface StartOptions {
  /** Where the log lines go; standard output unless given. */
  logDestination?: DestinationStream;
}

/**
 * Starts one service: configuration checked, database migrated, HTTP listening. Nothing of it is global, so that
 * several may run in one process; the owner of the process handles signals.
 * @throws ConfigError, StartupError with messages that say what to do
 */
export async function startService<C extends ServiceConfig>(
  definition: ServiceDefinition<C>,
  env: Record<string, string | undefined>,
  options: StartOptions = {},
): Promise<RunningService> {
  const config = loadConfig(definition.config, env);
  const destination = options.logDestination ?? logToStandardOutput();
  const logger = new ServiceLogger({ service: definition.name, level: config.LOG_LEVEL, destination });
  return runAsService(logger, () => start(definition, config, logger, destination));
}

async function start<C extends ServiceConfig>(
  definition: ServiceDefinition<C>,
  config: C,
  logger: ServiceLogger,
  destination: DestinationStream,
): Promise<RunningService> {
  const adapter = httpAdapter(config, logger);
  const app = await NestFactory.create<NestFastifyApplication>(definition.module(config), adapter, {
    logger: new NestLogBridge(),
    abortOnError: false,
    bodyParser: false,
  });
  bridgeNestLogger();
  try {
    const inFlight = new RequestsInFlight();
    const connections = new OpenConnections(app.getHttpServer());
    if (destination instanceof LogDestination) observeLog(app.get(MetricsRegistry), destination);
    observeRequests(app, { logger, metrics: app.get(MetricsRegistry), inFlight });
    refuseTargets(app, logger);
    refuseOtherMethods(app, logger);
    refuseFormats(app, logger);
    readBodies(app);
    holdBodiesToTime(app, { wholeMs: config.HTTP_BODY_TIMEOUT_MS, idleMs: config.HTTP_STREAM_IDLE_MS });
    serveDocument(app, definition, config);
    await definition.configure?.(app, config);
    await listen(app, definition.name, config);
    const url = addressOf(app, config);
    logger.info('listening', { url });
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= stopApp(app, config, logger, { inFlight, connections }));
    return { name: definition.name, url, app, stop };
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}

function observeLog(metrics: MetricsRegistry, destination: LogDestination): void {
  metrics.counter({
    name: 'log_lines_dropped_total',
    help: 'Log lines of this process that were lost because disk or reader did not take them',
    collect() {
      this.reset();
      this.inc(destination.dropped);
    },
  });
}

async function listen(app: NestFastifyApplication, name: string, config: ServiceConfig): Promise<void> {
  try {
    await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  } catch (error) {
    const code = (error as { code?: string }).code;
    const where = `${config.HTTP_HOST}:${config.HTTP_PORT}`;
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `${name} cannot listen on ${where}: the port is in use. Set HTTP_PORT to a free one.`,
        error,
      );
    }
    if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') {
      throw new StartupError(`${name} cannot listen on ${where} (${code}). Correct HTTP_HOST and HTTP_PORT.`, error);
    }
    throw error;
  }
}

function addressOf(app: NestFastifyApplication, config: ServiceConfig): string {
  const address = app.getHttpServer().address();
  const port = typeof address === 'object' && address ? address.port : config.HTTP_PORT;
  const anywhere = config.HTTP_HOST === '0.0.0.0' || config.HTTP_HOST === '::';
  const host = anywhere ? '127.0.0.1' : config.HTTP_HOST;
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}

/**
 * First clients are still served, while every answer and `/readyz` send them to another instance: closing a connection
 * in use would lose the request that the client is just sending. Then HTTP closes, so that nothing new begins; then, by
 * Nest's own order, consumers and relay in `onModuleDestroy` and `beforeApplicationShutdown`; the database last, in
 * `onApplicationShutdown`.
 */
async function stopApp(
  app: NestFastifyApplication,
  config: ServiceConfig,
  logger: ServiceLogger,
  http: { inFlight: RequestsInFlight; connections: OpenConnections },
): Promise<void> {
  logger.info('stopping');
  app.get(Readiness).stop();
  http.inFlight.stop();
  await http.connections.gone(config.SHUTDOWN_DRAIN_MS);
  const deadline = performance.now() + config.SHUTDOWN_TIMEOUT_MS;
  const left = (): number => Math.max(0, deadline - performance.now());
  const server = app.getHttpServer();
  server.close();
  server.closeIdleConnections();
  if (!(await settledWithin(http.inFlight.none(), left()))) {
    logger.warn('requests were still in flight when time was up');
  }
  // An idle connection must not keep the process alive.
  server.closeAllConnections();
  // Messages in progress get the remaining time, or a second to roll back if none is left.
  const closing = app.close();
  if (await settledWithin(closing, left() + 1_000)) await closing;
  else logger.warn('the service did not close in time');
  logger.info('stopped');
}
