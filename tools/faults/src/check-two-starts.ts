import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Checks } from '@motcua/deployment';
import { statusOf, type MachineOptions } from './check-postmaster.js';
import type { SingleProcess } from './single-process.js';

/** Kills the single process and starts it twice at once on the remaining folder, repeatedly. */
export async function checkTwoStarts(checks: Checks, single: SingleProcess, options: MachineOptions): Promise<void> {
  const rounds = options.quick ? 2 : 15;
  checks.section(`Two starts at once on a crashed folder, ${rounds} times`);
  const { program, rival, gateway } = single.deployment;
  const tally = { won: 0, refused: 0, postgres: 0 };
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all([program.kill(), rival.kill()]);
    const outcomes = await Promise.allSettled([program.start(), rival.start()]);
    const winners = [program, rival].filter((one) => one.pid !== undefined && existsSync(`/proc/${one.pid}`));
    tally.won += winners.length;
    tally.refused += outcomes.filter(
      (one) => one.status === 'rejected' && /ended with 1;/.test(String(one.reason)),
    ).length;
    // The loser's end, and its clean-up, do not affect the winner.
    const { postmaster } = single;
    await pause(1_000);
    if (existsSync(`/proc/${postmaster}`) && (await statusOf(`${gateway}/readyz`)) === 200) tally.postgres += 1;
  }
  await rival.stop();
  if (!existsSync(`/proc/${program.pid}`)) await program.start();
  checks.equal('winners, refused, times that the winner and its PostgreSQL went on', tally, {
    won: rounds,
    refused: rounds,
    postgres: rounds,
  });
  const refusals = single.said.split('is in use by process').length - 1;
  checks.equal('times that the other one said who has the folder', refusals, rounds);
}
