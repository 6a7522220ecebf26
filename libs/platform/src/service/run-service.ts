import { ConfigError } from '../config/load-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import { exitProcess } from '../observability/log-destination.js';
import { startService } from './start-service.js';
import type { ServiceDefinition } from './service-definition.js';
import { StartupError } from './startup-error.js';
import { isError } from '../observability/is-error.js';

/**
 * A service that is a process of its own: `main.ts` is `await runService(definition)`. SIGTERM and SIGINT stop it
 * within its time limit; an error at start is written to standard error and ends it with code 1.
 */
export async function runService<C extends ServiceConfig>(definition: ServiceDefinition<C>): Promise<void> {
  let stopRequested = false;
  let stop: (() => Promise<void>) | undefined;
  const onSignal = (): void => {
    if (stopRequested) {
      // A second signal: do not wait for the time limit.
      process.exit(1);
    }
    stopRequested = true;
    void end();
  };
  const end = async (): Promise<void> => {
    if (!stop) return;
    try {
      await stop();
      await exitProcess(0);
    } catch (error) {
      complain(definition.name, error);
      await exitProcess(1);
    }
  };
  // An error of the output must not end the process.
  process.stderr.on('error', () => undefined);
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  try {
    const running = await startService(definition, process.env);
    stop = () => running.stop();
    if (stopRequested) await end();
  } catch (error) {
    complain(definition.name, error);
    await exitProcess(1);
  }
}

function complain(name: string, error: unknown): void {
  const foreseen = error instanceof ConfigError || error instanceof StartupError;
  const text = isError(error) ? (foreseen ? error.message : (error.stack ?? error.message)) : String(error);
  process.stderr.write(`${name} cannot run. ${text}\n`);
}
