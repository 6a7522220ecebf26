import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, PEOPLE, startStandaloneDeployment, type Deployment } from '@motcua/deployment';
import { makeBenchWorld, SUBMISSION } from './bench-world.js';
import type { BenchOptions } from './bench-options.js';
import type { Figures } from './figures.js';
import { load } from './load.js';
import { residentMegabytes } from './process-usage.js';
import { startMeasured } from './statement-profile.js';
import { Walk } from './walk.js';

/** Resident memory after some work, and the time from a start until a dossier can be submitted. */
export async function measureFootprint(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section('Memory, after a minute of whole lives, and time to the first submission');
  const services = await startMeasured(undefined);
  try {
    await makeBenchWorld(services);
    await work(services, options);
    figures.note('each service a process of its own:');
    await showMemory(figures, services);
  } finally {
    await services.stop();
  }
  await measureStandalone(options);
}

async function measureStandalone(options: BenchOptions): Promise<void> {
  const { figures } = options;
  const first: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const dataDir = await mkdtemp(join(tmpdir(), 'motcua-bench-start-'));
    try {
      // Reference data is created in between and is not part of either figure: `npm start` has its own samples.
      const { deployment, milliseconds } = await timedStart(dataDir);
      first.push(milliseconds / 1000);
      await makeBenchWorld(deployment);
      if (round === options.rounds - 1) {
        await work(deployment, options);
        figures.note('all services in one process:');
        await showMemory(figures, deployment, { atMost: 500 });
      }
      await deployment.stop();
      const again = await timedStart(dataDir);
      await submitOnce(again.deployment);
      kept.push((performance.now() - again.began) / 1000);
      await again.deployment.stop();
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  }
  figures.median('from the start in an empty folder until it is ready', first, 's', { atMost: 10 });
  figures.median('from the start in a folder that is kept to the first 201', kept, 's', { atMost: 10 });
}

async function timedStart(dataDir: string): Promise<{ deployment: Deployment; began: number; milliseconds: number }> {
  const began = performance.now();
  const deployment = await startStandaloneDeployment({
    dataDir,
    env: { MOTCUA_CLOCK: 'system' },
  });
  return { deployment, began, milliseconds: performance.now() - began };
}

async function submitOnce(deployment: Deployment): Promise<void> {
  const citizen = await Client.of(deployment, PEOPLE.citizen);
  await citizen.post('/dossiers', SUBMISSION);
}

async function work(deployment: Deployment, options: BenchOptions): Promise<void> {
  const walk = await Walk.through(deployment, 4);
  await load(4, options.roundMs * 4, () => walk.wholeLife());
  await walk.close();
}

async function showMemory(figures: Figures, deployment: Deployment, aim?: { atMost: number }): Promise<void> {
  for (const [name, megabytes] of await residentMegabytes(deployment)) {
    figures.is(name, megabytes, 'MB', name === 'standalone' ? aim : undefined);
  }
}
