import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DevelopmentIssuerError } from '@motcua/development-issuer';
import { EmbeddedPostgresError } from '@motcua/embedded-postgres';
import { ConfigError, exitProcess, logToStandardOutput, StartupError } from '@motcua/platform';
import { banner } from './banner.js';
import { standaloneOptions, USAGE } from './options.js';
import { SERVICE_NAMES } from './services.js';
import { startStandalone, type Standalone } from './start-standalone.js';

const say = (line: string): void => logToStandardOutput().write(`${line}\n`);
let running: Standalone | undefined;
let stopping = false;

/** The first signal stops everything in order; a second one does not wait for it. */
function onSignal(): void {
  if (stopping) process.exit(1);
  stopping = true;
  say('\nStopping: the gateway, the services, PostgreSQL.');
  // Before everything is up, the end of the start sees that it was asked to stop.
  if (running) void stop(running);
}

async function stop(standalone: Standalone): Promise<void> {
  await standalone.stop();
  say('Stopped. The data stay where they are.');
  await exitProcess(0);
}

/** A supervisor may start the process again; if it ran on, it would only look healthy. */
async function giveUp(error: EmbeddedPostgresError): Promise<void> {
  if (stopping) return;
  stopping = true;
  process.stderr.write(`Motcua stops. ${error.message}\n`);
  await running?.stop();
  await exitProcess(1);
}

async function complain(error: unknown, dataDir: string): Promise<void> {
  const foreseen = [EmbeddedPostgresError, DevelopmentIssuerError, StartupError, ConfigError].some(
    (kind) => error instanceof kind,
  );
  const message = error instanceof Error ? error.message : String(error);
  if (foreseen) {
    process.stderr.write(`Motcua cannot start. ${message}\n`);
    return;
  }
  const log = join(dataDir, 'motcua.log');
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const kept = await appendFile(log, `${stack}\n`, { mode: 0o600 }).then(
    () => ` More is in ${log}.`,
    () => '',
  );
  process.stderr.write(`Motcua cannot start: ${message.split('\n')[0]}.${kept}\n`);
}

// A line that cannot be printed must not end the process.
process.stderr.on('error', () => undefined);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
let dataDir = '.motcua';
try {
  const begun = performance.now();
  const options = standaloneOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  dataDir = options.dataDir;
  running = await startStandalone({ ...options, say, gaveUp: (error) => void giveUp(error) });
  if (stopping) {
    await stop(running);
  } else {
    const { gateway, issuer, nationalPortal, services } = running;
    say(
      banner({
        gatewayUrl: gateway.url,
        issuerUrl: issuer.url,
        nationalPortalUrl: nationalPortal.url,
        services: SERVICE_NAMES.filter((name) => name !== 'gateway').map((name) => [name, services.get(name)!.url]),
        dataDir: running.dataDir,
        postgresDir: running.postgresDir,
        logFile: running.logFile,
        sample: options.sample,
        simulatedClock: options.simulatedClock,
        seconds: ((performance.now() - begun) / 1000).toFixed(1),
      }),
    );
  }
} catch (error) {
  await complain(error, dataDir);
  await exitProcess(1);
}
