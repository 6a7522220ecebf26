import { setTimeout as pause } from 'node:timers/promises';
import { until, type Checks } from '@motcua/deployment';
import type { SeededRandom } from './seeded-random.js';
import type { SingleProcess } from './single-process.js';

const BACK_WITHIN_MS = 60_000;
/** For how long the answer of `/readyz` is remembered. */
const REMEMBERED_MS = 1_000;

export interface MachineOptions {
  random: SeededRandom;
  livesPerSecond: number;
  quick: boolean;
}

export async function statusOf(url: string): Promise<number> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  return answer?.status ?? 0;
}

/** The main process that is started after `postmaster`, at the beginning of its start. */
async function successorOf(postmaster: number, single: SingleProcess): Promise<number> {
  const deadline = performance.now() + BACK_WITHIN_MS;
  for (;;) {
    const successor = single.postmaster;
    if (successor !== undefined && successor !== postmaster) return successor;
    if (performance.now() > deadline) throw new Error('PostgreSQL is not started again');
    await pause(5);
  }
}

/** Kills PostgreSQL's main process under the single process, which restarts it and continues. */
export async function checkPostmaster(checks: Checks, single: SingleProcess, options: MachineOptions): Promise<void> {
  const kills = options.quick ? 2 : 5;
  checks.section(`PostgreSQL's main process killed ${kills} times under the single process`);
  const before = single.pid;
  const readyz = `${single.deployment.gateway}/readyz`;
  const waits: number[] = [];
  const saidMeanwhile: number[] = [];
  await single.underLoad(checks, { ...options, name: 'postmaster' }, async () => {
    for (let kill = 1; kill <= kills; kill += 1) {
      await pause(1_500);
      const postmaster = single.postmaster!;
      process.kill(postmaster, 'SIGKILL');
      const killed = performance.now();
      const successor = await successorOf(postmaster, single);
      // It does not serve before it goes on, so that there is time to ask.
      process.kill(successor, 'SIGSTOP');
      try {
        await pause(REMEMBERED_MS);
        saidMeanwhile.push(await statusOf(readyz));
      } finally {
        process.kill(successor, 'SIGCONT');
      }
      await until(
        () => statusOf(readyz),
        (status) => status === 200,
        BACK_WITHIN_MS,
      );
      waits.push(Math.round(performance.now() - killed));
    }
  });
  checks.note(`up again after ${waits.join(', ')} ms`);
  checks.equal('what /readyz said while it was away', saidMeanwhile, Array<number>(kills).fill(503));
  checks.holds('the process that holds everything is the same, and runs', single.isRunning && single.pid === before);
  checks.equal(
    'times that it said that PostgreSQL has ended by itself and is started again',
    single.said.split('has ended by itself; it is started again').length - 1,
    kills,
  );
}
