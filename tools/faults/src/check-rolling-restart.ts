import { setTimeout as pause } from 'node:timers/promises';
import type { Checks, Deployment, Part } from '@motcua/deployment';
import { AnswerTally } from './answer-tally.js';
import { DoorClient, Refused, type Asked } from './door-client.js';
import type { KnownDossier } from './dossier-life.js';
import type { SeededRandom } from './seeded-random.js';
import { SteadyLoad } from './steady-load.js';
import type { Supervisor } from './supervisor.js';

export interface RollingOptions {
  random: SeededRandom;
  livesPerSecond: number;
  /** All services at the same time instead of one after the other; never both instances of one. */
  together: boolean;
}

/**
 * Stops every instance of every service by SIGTERM and restarts it, one of each at a time, while clients work without
 * retries: changes carry no key, so the gateway may not retry them either.
 */
export async function checkRollingRestart(
  checks: Checks,
  deployment: Deployment,
  supervisor: Supervisor,
  options: RollingOptions,
): Promise<KnownDossier[]> {
  checks.section('A rolling restart under load, clients without keys and without a second try');
  const tally = new AnswerTally();
  const client = new DoorClient(deployment, tally);
  const failures: string[] = [];
  const load = new SteadyLoad({
    name: 'rolling',
    livesPerSecond: options.livesPerSecond,
    atOnce: 64,
    random: options.random,
    keyed: false,
    ask: (asked) => askOnce(client, asked),
    failed: (error) => void failures.push(String(error)),
  });
  const byService = new Map<string, Part[]>();
  for (const program of deployment.programs) {
    byService.set(program.name, [...(byService.get(program.name) ?? []), program]);
  }
  const roll = async (service: string, instances: Part[]) => {
    for (const instance of instances) {
      const [began, before] = [Date.now(), failures.length];
      await supervisor.replace(instance);
      checks.note(`${service}: replaced in ${Date.now() - began} ms, ${failures.length - before} requests failed`);
      // Addresses that were skipped meanwhile must be used again before its twin stops.
      await pause(2_500);
    }
  };
  await pause(3_000);
  if (options.together) await Promise.all([...byService].map(([service, instances]) => roll(service, instances)));
  else for (const [service, instances] of byService) await roll(service, instances);
  await pause(1_000);
  await load.end();
  await client.close();
  checks.note(tally.summary());
  for (const failure of failures.slice(0, 10)) checks.note(failure);
  checks.equal(`of ${tally.requests} requests of ${load.begun} lives, failed`, failures.length, 0);
  return load.known;
}

/** A survey arrives by an event: "not ready yet" is an answer, not a failure. */
async function askOnce<T>(client: DoorClient, asked: Asked): Promise<T> {
  for (;;) {
    const { status, body } = await client.once<T & { code?: string; detail?: string }>(asked);
    if (status < 300) return body;
    if (body?.code !== 'survey.not-ready') throw new Refused(status, body?.code ?? '', asked, body?.detail ?? '');
    await pause(500);
  }
}
