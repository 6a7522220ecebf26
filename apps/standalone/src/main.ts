import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from '@motcua/embedded-postgres';
import { ConfigError, StartupError } from '@motcua/platform';
import { banner } from './banner.js';
import { standaloneOptions, USAGE } from './options.js';
import { readyToken } from './ready-tokens.js';
import { SERVICE_NAMES } from './services.js';
import { startStandalone, type Standalone } from './start-standalone.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
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
  process.exit(0);
}

async function complain(error: unknown, dataDir: string): Promise<void> {
  const foreseen = [EmbeddedPostgresError, StartupError, ConfigError].some((kind) => error instanceof kind);
  const message = error instanceof Error ? error.message : String(error);
  if (foreseen) {
    process.stderr.write(`Motcua cannot start. ${message}\n`);
    return;
  }
  const log = join(dataDir, 'motcua.log');
  const stack = error instanceof Error ? (error.stack ?? message) : message;
  const kept = await appendFile(log, `${stack}\n`).then(
    () => ` More is in ${log}.`,
    () => '',
  );
  process.stderr.write(`Motcua cannot start: ${message.split('\n')[0]}.${kept}\n`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
let dataDir = '.motcua';
try {
  const begun = Date.now();
  const options = standaloneOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    say(USAGE);
    process.exit(0);
  }
  dataDir = options.dataDir;
  running = await startStandalone({ ...options, say });
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
        officer: await readyToken(issuer, running.dataDir, 'officer-tu-phap'),
        citizen: await readyToken(issuer, running.dataDir, 'citizen-an'),
        sample: options.sample,
        simulatedClock: options.simulatedClock,
        seconds: ((Date.now() - begun) / 1000).toFixed(1),
      }),
    );
  }
} catch (error) {
  await complain(error, dataDir);
  process.exit(1);
}
