import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { startLocalKafka } from '@motcua/kafka';

// Holds the one Kafka of a test run: workers come and go, and none of them should be the one whose end is everybody's.
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
  const kafka = await startLocalKafka();
  say({ bootstrapServers: kafka.bootstrapServers, pid: process.pid });
  const timer = setInterval(() => {
    if (runIsThere() && existsSync(stateFile)) return;
    clearInterval(timer);
    void kafka.stop().finally(() => process.exit(0));
  }, 1_000);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}
