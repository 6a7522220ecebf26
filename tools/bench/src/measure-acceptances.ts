import type { Deployment } from '@motcua/deployment';
import type { BenchOptions } from './bench-options.js';
import { makeBenchWorld } from './bench-world.js';
import { warmUp } from './measure-lives.js';
import { settled } from './settled.js';
import { startMeasured } from './statement-profile.js';
import { Walk } from './walk.js';

const RACING = 64;

/** Acceptances that all take the next number of one agency and day at the same moment. */
export async function measureAcceptances(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section(`${RACING} acceptances of one agency and day, racing for its numbers`);
  const here = await startMeasured(options.profileDir);
  const running = [here];
  try {
    const other = options.against ? await startMeasured(undefined, { checkout: options.against }) : undefined;
    if (other) running.push(other);
    for (const deployment of running) {
      await makeBenchWorld(deployment);
      await warmUp(deployment);
    }
    const rates: number[] = [];
    const otherRates: number[] = [];
    for (let round = 0; round < options.rounds * RACES_PER_ROUND; round += 1) {
      rates.push(await race(here));
      if (other) otherRates.push(await race(other));
    }
    figures.median('acceptances', rates, 'per second');
    if (other) {
      figures.median(`acceptances by ${options.against}`, otherRates, 'per second');
      figures.ratio('this version of the rate of that one', rates, otherRates, { atLeast: 95 });
    }
  } finally {
    for (const deployment of running) await deployment.stop();
  }
}

/** One race takes a fraction of a second, so a figure needs several. */
const RACES_PER_ROUND = 4;

async function race(deployment: Deployment): Promise<number> {
  const walk = await Walk.through(deployment, RACING);
  try {
    const dossiers = await Promise.all(Array.from({ length: RACING }, () => walk.submit()));
    await settled(deployment);
    const began = performance.now();
    await Promise.all(dossiers.map((id) => walk.act(id, 'acceptance')));
    return (RACING * 1000) / (performance.now() - began);
  } finally {
    await walk.close();
  }
}
