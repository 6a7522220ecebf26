import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  Client,
  commandLine,
  makeWorld,
  PEOPLE,
  refuseCommand,
  startKafkaDeployment,
  startStandaloneDeployment,
  type Deployment,
  Checks,
} from '@motcua/deployment';
import { checkCrashes } from './check-crashes.js';
import { checkIndices } from './check-indices.js';
import { checkLife } from './check-life.js';
import { checkPermits } from './check-permits.js';
import { checkProcedures } from './check-procedures.js';
import { readPermitLog } from './permit-log.js';

const USAGE = `The platform on real input, on the Kafka deployment and on the single process. Each check prints its figures.

  --data <folder>     the real input; docs/real-input.md says what it is      (MOTCUA_DATA)
  --on <deployments>  kafka, standalone, or both with a comma between         (both)
  --checks <numbers>  1 procedures, 2 permit log, 3 a live dossier, 4 crashes,
                      5 published indices, once for all deployments           (1,2,3,4,5)
  --results <file>    where to write {"passed": n, "failed": n}
  --help              this text
`;
const values = commandLine(USAGE, {
  data: { type: 'string', default: process.env.MOTCUA_DATA },
  on: { type: 'string', default: 'kafka,standalone' },
  checks: { type: 'string', default: '1,2,3,4,5' },
  results: { type: 'string' },
});
const print = (line: string) => process.stdout.write(`${line}\n`);

if (!values.data)
  refuseCommand(
    'Say where the real input is: npm run accept -- --data <folder>, or MOTCUA_DATA. See docs/real-input.md.',
  );
if (!existsSync(values.data)) refuseCommand(`There is no real input at ${values.data}. See docs/real-input.md.`);
const data = resolve(values.data);
const starters: Record<string, () => Promise<Deployment>> = {
  // Two instances of a service show that they share its work.
  kafka: () => startKafkaDeployment({ instances: { 'dossier-service': 2, 'reporting-service': 2 } }),
  standalone: () => startStandaloneDeployment(),
};
const wanted = values.on.split(',');
for (const name of wanted.filter((name) => !starters[name])) {
  refuseCommand(`No deployment is called ${name}; there are ${Object.keys(starters).join(' and ')}.`);
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
  if (chosen.has('5')) checkIndices(checks, data);
  for (const name of ['1', '2', '3', '4'].some((check) => chosen.has(check)) ? wanted : []) {
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
