import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Checks,
  Client,
  commandLine,
  PEOPLE,
  refuseCommand,
  startKafkaDeployment,
  type Deployment,
} from '@motcua/deployment';
import { checkBooks, checkDossiers } from './check-books.js';
import { checkClock } from './check-clock.js';
import { checkDiskFull } from './check-disk-full.js';
import { checkEmptyKafka } from './check-empty-kafka.js';
import { checkKills } from './check-kills.js';
import { checkNation, checkReconciliation, failAtTheNation, mendTheNation } from './check-nation.js';
import { checkPoison } from './check-poison.js';
import { checkPostmaster } from './check-postmaster.js';
import { checkRestore } from './check-restore.js';
import { checkRollingRestart } from './check-rolling-restart.js';
import { checkTwoStarts } from './check-two-starts.js';
import type { KnownDossier } from './dossier-life.js';
import { makeFaultsWorld } from './faults-world.js';
import { SeededRandom } from './seeded-random.js';
import { SingleProcess } from './single-process.js';
import { Supervisor } from './supervisor.js';

/** On two instances of every service with Kafka. */
const CLUSTER_CHECKS = ['rolling', 'kills', 'poison', 'kafka', 'restore'];
/** On the single process. */
const MACHINE_CHECKS = ['postmaster', 'disk', 'clock', 'starts'];
const CHECKS = [...CLUSTER_CHECKS, ...MACHINE_CHECKS];
const NOT_QUICK = new Set(['kafka', 'restore']);
const USAGE = `npm run faults -- [options]
  --quick                the short form: fewer kills, short outages, without kafka and restore
  --seed N               what is killed when, and what clients do (random; always printed)
  --kills N              SIGKILLs of the check kills (300; quick 3)
  --outage-seconds N     how long each store, then the national portal, stays away (30; quick 3)
  --lives-per-second N   lives begun in a second (3)
  --checks LIST          of ${CHECKS.join(', ')}
  --data-dir DIR         keeps data and logs there
  --results FILE         passed and failed as JSON
`;
const values = commandLine(USAGE, {
  quick: { type: 'boolean', default: false },
  seed: { type: 'string' },
  kills: { type: 'string' },
  'outage-seconds': { type: 'string' },
  'lives-per-second': { type: 'string' },
  checks: { type: 'string' },
  'data-dir': { type: 'string' },
  results: { type: 'string' },
});
/** The time-outs of the services; printed, because the figures mean little without them. */
const PATIENCE = {
  KAFKA_SESSION_TIMEOUT_MS: '6000',
  EVENT_OUTAGE_PAUSE_MS: '3000',
  EVENT_RETRY_ATTEMPTS: '4',
  EVENT_RETRY_PAUSE_MS: '3000',
  SHUTDOWN_DRAIN_MS: '6000',
  SHUTDOWN_TIMEOUT_MS: '30000',
  UPSTREAM_TIMEOUT_MS: '30000',
  NATIONAL_PORTAL_TIMEOUT_MS: '1000',
  NATIONAL_PORTAL_LEASE_MS: '60000',
  NATIONAL_PORTAL_SENDERS: '4',
  NATIONAL_PORTAL_BACKOFF_BASE_MS: '500',
  NATIONAL_PORTAL_BACKOFF_CAP_MS: '5000',
};
const print = (line: string) => process.stdout.write(`${line}\n`);
const number = (name: 'seed' | 'kills' | 'outage-seconds' | 'lives-per-second', otherwise: number): number => {
  const value = Number(values[name] ?? otherwise);
  if (Number.isInteger(value) && value >= 0) return value;
  return refuseCommand(`--${name}: ${values[name]} is no whole number from 0.`);
};
const seed = number('seed', Math.floor(Math.random() * 1_000_000));
const kills = number('kills', values.quick ? 3 : 300);
const outageMs = number('outage-seconds', values.quick ? 3 : 30) * 1_000;
const livesPerSecond = number('lives-per-second', 3);
const chosen = new Set(
  values.checks?.split(',') ?? (values.quick ? CHECKS.filter((name) => !NOT_QUICK.has(name)) : CHECKS),
);
for (const name of [...chosen].filter((one) => !CHECKS.includes(one))) {
  refuseCommand(`No check is called ${name}; there are ${CHECKS.join(', ')}.`);
}
const random = new SeededRandom(seed);

print(
  `seed ${seed}: npm run faults -- --seed ${seed} --kills ${kills} --outage-seconds ${outageMs / 1000}${values.quick ? ' --quick' : ''}`,
);
print(
  Object.entries(PATIENCE)
    .map(([name, value]) => `${name}=${value}`)
    .join(' '),
);
const began = Date.now();
const checks = new Checks(print);
const folder = values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'motcua-faults-'));
const elsewhere = `${folder}-restored`;
const machine = `${folder}-machine`;
/** All started deployments; stopping one twice does nothing. */
const running: { stop(): Promise<void> }[] = [];
let supervisor: Supervisor | undefined;
const stopAll = async (): Promise<void> => {
  await supervisor?.end().catch((error: unknown) => print(String(error)));
  for (const one of running.splice(0)) await one.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void stopAll().then(() => process.exit(130)));

/** The machine of the figures: other work on it increases all times. */
const load = () => `load ${(loadavg()[0] as number).toFixed(1)} on ${availableParallelism()} cores`;

const start = async (dataDir: string): Promise<Deployment> => {
  const one = await startKafkaDeployment({
    dataDir,
    instances: {
      'procedure-catalog-service': 2,
      'dossier-service': 2,
      'feedback-service': 2,
      'reporting-service': 2,
      gateway: 2,
    },
    nationalPortal: true,
    env: {
      CLOCK: 'system',
      RATE_LIMIT_ANONYMOUS_PER_MINUTE: '0',
      WRITE_LIMIT_APPLICANT_PER_HOUR: '0',
      WRITE_LIMIT_PORTAL_PER_HOUR: '0',
      ...PATIENCE,
    },
  });
  running.push(one);
  return one;
};

const checkCluster = async (): Promise<void> => {
  const deployment = await start(folder);
  supervisor = new Supervisor(deployment, (line) => checks.note(line));
  const operations = await Client.of(deployment, PEOPLE.operations);
  await makeFaultsWorld(operations, await Client.of(deployment, PEOPLE.control));
  print(`up after ${Math.round((Date.now() - began) / 1000)} s, ${load()}`);
  await failAtTheNation(deployment, seed);
  const known: KnownDossier[] = [];
  const options = { seed, random, livesPerSecond };
  if (chosen.has('rolling')) {
    known.push(...(await checkRollingRestart(checks, deployment, supervisor, { ...options, together: values.quick })));
  }
  if (chosen.has('kills')) {
    known.push(...(await checkKills(checks, deployment, supervisor, { ...options, kills, outageMs })));
  }
  if (known.length > 0) {
    checks.section('The books');
    await checkBooks(checks, deployment, known);
    checks.section('The national portal, one call in five failing in each of its ways');
    await checkNation(checks, deployment, known);
  }
  await mendTheNation(deployment);
  if (known.length > 0) await checkReconciliation(checks, deployment);
  if (chosen.has('poison')) await checkPoison(checks, deployment, values.quick ? 1_000 : 10_000);
  await supervisor.end();
  if (chosen.has('kafka')) await checkEmptyKafka(checks, deployment, folder);
  if (chosen.has('restore')) {
    const restoring = { random, livesPerSecond, folder, elsewhere, start };
    await checkRestore(checks, deployment, restoring);
  }
  await stopAll();
};

const checkMachine = async (): Promise<void> => {
  const single = await SingleProcess.start(machine, checks);
  running.push(single);
  const options = { random, livesPerSecond, quick: values.quick };
  if (chosen.has('postmaster')) await checkPostmaster(checks, single, options);
  if (chosen.has('disk') && single.disk) await checkDiskFull(checks, single, single.disk, options);
  if (chosen.has('clock')) await checkClock(checks, single);
  if (chosen.has('starts')) await checkTwoStarts(checks, single, options);
  await checkDossiers(checks, await Client.of(single.deployment, PEOPLE.reform), single.known);
};

try {
  if (CLUSTER_CHECKS.some((name) => chosen.has(name))) await checkCluster();
  if (MACHINE_CHECKS.some((name) => chosen.has(name))) await checkMachine();
} catch (error) {
  checks.holds(error instanceof Error ? (error.stack ?? error.message) : String(error), false);
} finally {
  await stopAll();
  if (checks.failed > 0) print(`data and logs: ${folder}, ${elsewhere}, ${machine}`);
  else if (!values['data-dir'])
    for (const path of [folder, elsewhere, machine]) rmSync(path, { recursive: true, force: true });
}
print(`\n${checks.passed} passed, ${checks.failed} failed, ${Math.round((Date.now() - began) / 1000)} s, ${load()}`);
if (values.results) writeFileSync(values.results, JSON.stringify({ passed: checks.passed, failed: checks.failed }));
process.exit(checks.failed === 0 ? 0 : 1);
