import { setTimeout as pause } from 'node:timers/promises';
import { Client, PEOPLE, until, type Checks, type Deployment } from '@motcua/deployment';
import { AnswerTally } from './answer-tally.js';
import { DoorClient } from './door-client.js';
import { nationAway } from './check-nation.js';
import type { KnownDossier } from './dossier-life.js';
import type { SeededRandom } from './seeded-random.js';
import { askStates, type ServiceState } from './quiet.js';
import { SteadyLoad } from './steady-load.js';
import type { Supervisor } from './supervisor.js';

/** Minimum time between two kills, in milliseconds. */
const KILL_EVERY_MS = 5_000;
const BETWEEN_MS = 1_500;
/** No kill while this many are still starting: otherwise nothing would be up on a busy machine. */
const DOWN_AT_ONCE = 3;

/** Time limit after an outage for publishing and reading everything postponed. */
const CAUGHT_UP_WITHIN_MS = 60_000;

export interface KillOptions {
  seed: number;
  random: SeededRandom;
  kills: number;
  livesPerSecond: number;
  /** Length of the outages of Kafka, then PostgreSQL; 0 skips them. */
  outageMs: number;
}

/** The normal backlog of a healthy service under steady load. */
function keptUp(states: ServiceState[]): boolean {
  return states.every(({ unpublished, lag }) => unpublished <= 50 && lag <= 50);
}

/** Kills processes at random moments, then takes the stores away for a time, while clients work through whole lives. */
export async function checkKills(
  checks: Checks,
  deployment: Deployment,
  supervisor: Supervisor,
  options: KillOptions,
): Promise<KnownDossier[]> {
  checks.section(
    `${options.kills} SIGKILLs under load, then outages of ${options.outageMs / 1000} s (seed ${options.seed})`,
  );
  const operations = await Client.of(deployment, PEOPLE.operations);
  const tally = new AnswerTally();
  const client = new DoorClient(deployment, tally);
  const failures: string[] = [];
  const load = new SteadyLoad({
    name: `kills-${options.seed}`,
    livesPerSecond: options.livesPerSecond,
    atOnce: 96,
    random: options.random,
    ask: (asked) => client.untilAnswered(asked),
    failed: (error) => void failures.push(String(error)),
  });
  const began = Date.now();
  await pause(2_000);

  const killed = new Map<string, number>();
  for (let kill = 1; kill <= options.kills; kill += 1) {
    await pause(options.random.between(0, BETWEEN_MS));
    while (supervisor.down >= DOWN_AT_ONCE) await pause(100);
    const victim = options.random.oneOf(supervisor.standing);
    await supervisor.kill(victim);
    killed.set(victim.name, (killed.get(victim.name) ?? 0) + 1);
    if (kill % 25 === 0) checks.note(`${kill} killed, ${load.ended} lives ended, ${tally.summary()}`);
    await pause(KILL_EVERY_MS);
  }
  checks.note(`killed: ${[...killed].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  await supervisor.allStanding();

  if (options.outageMs > 0) {
    for (const store of deployment.stores) {
      const before = load.ended;
      await supervisor.kill(store, options.outageMs);
      await pause(options.outageMs);
      const during = load.ended - before;
      const back = Date.now();
      await supervisor.allStanding();
      const up = Date.now();
      const states = await until(() => askStates(deployment, operations), keptUp, CAUGHT_UP_WITHIN_MS);
      checks.holds(
        `${store.name} away for ${options.outageMs / 1000} s: ${during} lives ended meanwhile, up ${up - back} ms after it, ` +
          `caught up ${Date.now() - up} ms later`,
        keptUp(states),
      );
    }
  }
  if (options.outageMs > 0 && deployment.nationalPortal) {
    await nationAway(deployment, options.outageMs);
    await pause(options.outageMs);
    checks.note(`the national portal away for ${options.outageMs / 1000} s`);
  }
  const ending = Date.now();
  await load.end();
  await client.close();
  checks.note(
    `${Math.round((Date.now() - began) / 1000)} s; the last lives ended ${Date.now() - ending} ms after the last fault`,
  );
  checks.note(tally.summary());
  checks.equal(
    'processes killed',
    [...killed.values()].reduce((sum, count) => sum + count, 0),
    options.kills,
  );
  checks.equal('programs that ended by themselves', supervisor.crashed, []);
  checks.equal(`of ${load.begun} lives, not lived to their end`, failures.length, 0);
  for (const failure of failures.slice(0, 10)) checks.note(failure);
  checks.equal('answers other than 2xx, 409, 429 and 503 with Retry-After', tally.strangeCount, 0);
  for (const strange of tally.strange) checks.note(strange);
  return load.known;
}
