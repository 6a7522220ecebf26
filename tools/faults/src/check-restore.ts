import { execFile } from 'node:child_process';
import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DossierHistory } from '@motcua/contracts';
import { Client, PEOPLE, type Checks, type Deployment } from '@motcua/deployment';
import { AnswerTally } from './answer-tally.js';
import { rowsOf } from './check-books.js';
import { nationCounters, untilNothingIsToBeSent } from './check-nation.js';
import { DoorClient } from './door-client.js';
import type { SeededRandom } from './seeded-random.js';
import { SteadyLoad } from './steady-load.js';
import { untilQuiet } from './quiet.js';

const run = promisify(execFile);
const command = fileURLToPath(new URL('../../backup/dist/main.js', import.meta.url));
const CAUGHT_UP_WITHIN_MS = 300_000;
/** The national portal's code for a dossier sent as new that it already has. */
const HELD_ALREADY = '3';
const CONSUMERS = ['dossier-service', 'feedback-service', 'reporting-service'];

export interface RestoreOptions {
  random: SeededRandom;
  livesPerSecond: number;
  /** The deployment's data. */
  folder: string;
  /** Folder for the restored one; does not exist yet. */
  elsewhere: string;
  /** Starts a deployment on a folder. */
  start(folder: string): Promise<Deployment>;
}

/**
 * Takes a backup under load with the documented command; stops the deployment and continues elsewhere from the backup,
 * with Kafka and the national portal in their later state. Afterwards the given deployment is stopped; `start` returned
 * the other.
 */
export async function checkRestore(checks: Checks, deployment: Deployment, options: RestoreOptions): Promise<void> {
  const { folder, elsewhere } = options;
  checks.section('A backup under load, restored elsewhere');
  const client = new DoorClient(deployment, new AnswerTally());
  const failures: string[] = [];
  const load = new SteadyLoad({
    name: 'backup',
    livesPerSecond: options.livesPerSecond,
    atOnce: 64,
    random: options.random,
    ask: (asked) => client.untilAnswered(asked),
    failed: (error) => void failures.push(String(error)),
  });
  await pause(5_000);
  const acknowledged = load.known.map(({ id, told }) => ({ id, told: [...told] }));
  const { stdout } = await run(process.execPath, [
    command,
    '--data-dir',
    join(folder, 'postgres'),
    '--to',
    join(elsewhere, 'postgres'),
  ]);
  checks.note(stdout.trim());
  await pause(3_000);
  await load.end();
  await client.close();
  checks.equal(`of ${load.begun} lives under the backup, not lived to their end`, failures, []);
  await untilQuiet(deployment, await Client.of(deployment, PEOPLE.operations), CAUGHT_UP_WITHIN_MS);
  await untilNothingIsToBeSent(deployment);
  const countersBefore = await nationCounters(deployment);
  await deployment.stop();

  await cp(join(folder, 'secrets.json'), join(elsewhere, 'secrets.json'));
  await rename(join(folder, 'kafka'), join(elsewhere, 'kafka'));
  await rename(join(folder, 'national-portal'), join(elsewhere, 'national-portal'));
  const restored = await options.start(elsewhere);
  const positionsBefore = await positions(restored);
  const operations = await Client.of(restored, PEOPLE.operations);
  const states = await untilQuiet(restored, operations, CAUGHT_UP_WITHIN_MS);
  checks.equal(
    'not published, not read, dead letters, over all services',
    states.map(({ unpublished, lag, deadLetters }) => unpublished + lag + deadLetters.length),
    states.map(() => 0),
  );
  const after = await positions(restored);
  const wentBack = [...positionsBefore].filter(([where, position]) => (after.get(where) ?? -1) < position);
  checks.equal('positions from which a consumer did not simply read on', wentBack, []);

  const reform = await Client.of(restored, PEOPLE.reform);
  const wrong: string[] = [];
  for (const { id, told } of acknowledged) {
    const history = await reform
      .get<DossierHistory>(`/dossiers/${id}/history`)
      .catch((error: unknown) => String(error));
    const kept =
      typeof history === 'string' ? history : history.entries.map(({ version, toStatus }) => `${version} ${toStatus}`);
    const expected = told.map(({ version, status }) => `${version} ${status}`);
    if (kept.slice(0, expected.length).toString() !== expected.toString()) wrong.push(`${id}: ${kept}`);
  }
  checks.equal(
    `of ${acknowledged.length} dossiers acknowledged before the backup began, not there as told`,
    wrong.length,
    0,
  );
  for (const line of wrong.slice(0, 3)) checks.note(line);
  const [kept] = await rowsOf<{ count: number }>(
    restored,
    'dossier-service',
    `SELECT count(*)::int AS count FROM dossiers WHERE id = ANY($1)`,
    [load.known.map(({ id }) => id)],
  );
  checks.note(
    `${load.known.length - (kept?.count ?? 0)} dossiers of the load came after the backup's end and are not there`,
  );

  await untilNothingIsToBeSent(restored);
  const countersAfter = await nationCounters(restored);
  checks.equal('dossiers at the national portal, as before', countersAfter.dossiers, countersBefore.dossiers);
  // The simulator was restarted: these are all calls of the restored gateways.
  checks.equal('dossiers sent to it as new that it held already', countersAfter.answers[HELD_ALREADY] ?? 0, 0);
  checks.note(
    `calls to it meanwhile: ${JSON.stringify(countersAfter.calls)}, answers: ${JSON.stringify(countersAfter.answers)}`,
  );
}

/** `service topic/partition` to the next position to read. */
async function positions(deployment: Deployment): Promise<Map<string, number>> {
  const all = new Map<string, number>();
  for (const service of CONSUMERS) {
    const rows = await rowsOf<{ where: string; position: string }>(
      deployment,
      service,
      `SELECT topic || '/' || partition || ' of ' || incarnation AS where, position FROM consumer_positions`,
    );
    for (const { where, position } of rows) all.set(`${service} ${where}`, Number(position));
  }
  return all;
}
