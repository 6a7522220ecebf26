import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  Client,
  makeWorld,
  PEOPLE,
  startKafkaDeployment,
  startStandaloneDeployment,
  type Deployment,
  Checks,
} from '@motcua/deployment';
import { checkCrashes } from './check-crashes.js';
import { checkLife } from './check-life.js';
import { checkPermits } from './check-permits.js';
import { checkProcedures } from './check-procedures.js';
import { readPermitLog } from './permit-log.js';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.MOTCUA_DATA ?? '../shared/data' },
    on: { type: 'string', default: 'kafka,standalone' },
    checks: { type: 'string', default: '1,2,3,4' },
    results: { type: 'string' },
  },
});
const print = (line: string) => process.stdout.write(`${line}\n`);

if (!existsSync(values.data)) {
  process.stderr.write(`There is no real input at ${values.data}: npm run accept -- --data <folder>\n`);
  process.exit(2);
}
const data = resolve(values.data);
const starters: Record<string, () => Promise<Deployment>> = {
  // Two instances of a service show that they share its work.
  kafka: () => startKafkaDeployment({ instances: { 'dossier-service': 2, 'reporting-service': 2 } }),
  standalone: () => startStandaloneDeployment(),
};
const wanted = values.on.split(',');
for (const name of wanted.filter((name) => !starters[name])) {
  process.stderr.write(`No deployment is called ${name}; there are ${Object.keys(starters).join(' and ')}.\n`);
  process.exit(2);
}

const chosen = new Set(values.checks.split(','));
const checks = new Checks(print);
const cases = await readPermitLog(data);
const running = new Set<Deployment>();
let stopping: Promise<void> | undefined;
const stopAll = () =>
  (stopping ??= Promise.all([...running].map((deployment) => deployment.stop())).then(() => undefined));
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().then(() => process.exit(130)));

/** Runs checks on empty databases. */
async function on(start: () => Promise<Deployment>, work: (deployment: Deployment, people: People) => Promise<void>) {
  const deployment = await start();
  running.add(deployment);
  const people = {
    operations: await Client.of(deployment, PEOPLE.operations),
    control: await Client.of(deployment, PEOPLE.control),
    reform: await Client.of(deployment, PEOPLE.reform),
  };
  await makeWorld(people.operations, people.control);
  await work(deployment, people);
  running.delete(deployment);
  await deployment.stop();
}
type People = Record<'operations' | 'control' | 'reform', Client>;

try {
  for (const name of wanted) {
    const start = starters[name] as () => Promise<Deployment>;
    const began = Date.now();
    print(`\n# On the ${name} deployment`);
    await on(start, async (deployment, people) => {
      if (chosen.has('1')) await checkProcedures(checks, people.control, data);
      if (chosen.has('2')) await checkPermits(checks, deployment, cases, people);
      if (chosen.has('3')) await checkLife(checks, deployment, people);
    });
    if (chosen.has('4')) await on(start, (deployment, people) => checkCrashes(checks, deployment, cases, people));
    print(`\n${name}: ${Math.round((Date.now() - began) / 1000)} s`);
  }
} catch (error) {
  checks.holds(error instanceof Error ? (error.stack ?? error.message) : String(error), false);
} finally {
  await stopAll();
}
print(`\n${checks.passed} passed, ${checks.failed} failed`);
if (values.results) writeFileSync(values.results, JSON.stringify({ passed: checks.passed, failed: checks.failed }));
process.exit(checks.failed === 0 ? 0 : 1);
