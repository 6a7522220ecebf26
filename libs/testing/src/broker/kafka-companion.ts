import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { startLocalKafka } from '@motcua/kafka';

// Runs the shared Kafka of a test run outside of the jest workers, whose ends must not stop it.
const [runPid, stateFile] = process.argv.slice(2) as [string, string];

function say(state: object): void {
  writeFileSync(`${stateFile}.new`, JSON.stringify(state));
  renameSync(`${stateFile}.new`, stateFile);
}

function runIsThere(): boolean {
  try {
    process.kill(Number(runPid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

try {
  // Beside the run's folder and named after it, so that a later run can delete it if this process cannot.
  const dataDir = `${dirname(stateFile)}-kafka`;
  const kafka = await startLocalKafka({ dataDir });
  say({ bootstrapServers: kafka.bootstrapServers, pid: process.pid });
  const timer = setInterval(() => {
    if (runIsThere() && existsSync(stateFile)) return;
    clearInterval(timer);
    void kafka.stop().finally(() => {
      rmSync(dataDir, { recursive: true, force: true });
      process.exit(0);
    });
  }, 1_000);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
