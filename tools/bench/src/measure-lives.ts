import type { Deployment } from '@motcua/deployment';
import { makeBenchWorld } from './bench-world.js';
import type { BenchOptions } from './bench-options.js';
import { startFull } from './full-table.js';
import { load } from './load.js';
import { cpuPerPiece, cpuTimes, type CpuTimes } from './process-usage.js';
import { settled } from './settled.js';
import { durability, resetStatements, startMeasured, topStatements } from './statement-profile.js';
import { REQUESTS_OF_A_LIFE, Walk } from './walk.js';

/** Whole lives per second through the gateway, alternately on an empty and on a full table. */
export async function measureLives(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section(`Whole lives (${REQUESTS_OF_A_LIFE} requests each, every change with an Idempotency-Key)`);
  const empty = await startMeasured(options.profileDir);
  const running = [empty];
  try {
    await makeBenchWorld(empty);
    const full = options.dossiers > 0 ? await startFull({ ...options, profileDir: undefined }) : undefined;
    if (full) running.push(full);
    const other = options.against ? await startMeasured(undefined, { checkout: options.against }) : undefined;
    if (other) {
      running.push(other);
      await makeBenchWorld(other);
    }
    for (const deployment of running) await warmUp(deployment);
    figures.note(await durability(empty));
    for (const clients of options.clients) {
      const onEmpty = new Rounds(empty, clients);
      const onFull = full && new Rounds(full, clients);
      const onOther = other && new Rounds(other, clients);
      if (options.profileDir) await resetStatements(empty);
      for (let round = 0; round < options.rounds; round += 1) {
        await onEmpty.one(options.roundMs);
        await onFull?.one(options.roundMs);
        await onOther?.one(options.roundMs);
      }
      const aim = clients === 8 ? { atLeast: 120 } : undefined;
      figures.median(`lives on an empty table, ${clients} clients`, onEmpty.rates, 'per second', aim);
      onEmpty.costs().forEach((line) => figures.note(line));
      if (onFull) {
        const dossiers = options.dossiers.toLocaleString('en');
        figures.median(`lives on ${dossiers} dossiers, ${clients} clients`, onFull.rates, 'per second');
        figures.ratio(`of the rate on an empty table, ${clients} clients`, onFull.rates, onEmpty.rates, {
          atLeast: 90,
        });
        onFull.costs().forEach((line) => figures.note(line));
      }
      if (onOther) {
        figures.median(`lives by ${options.against}, ${clients} clients`, onOther.rates, 'per second');
        figures.ratio(`this version of the rate of that one, ${clients} clients`, onEmpty.rates, onOther.rates);
        onOther.costs().forEach((line) => figures.note(line));
      }
      if (options.profileDir) {
        for (const line of await topStatements(empty, onEmpty.requests)) figures.note(line);
      }
    }
  } finally {
    for (const deployment of running) await deployment.stop();
  }
}

/** The rounds of one measurement on one deployment. */
class Rounds {
  readonly rates: number[] = [];
  private lives = 0;
  private readonly used: CpuTimes = new Map();

  constructor(
    private readonly deployment: Deployment,
    private readonly clients: number,
  ) {}

  get requests(): number {
    return this.lives * REQUESTS_OF_A_LIFE;
  }

  async one(milliseconds: number): Promise<void> {
    const walk = await Walk.through(this.deployment, this.clients);
    const before = await cpuTimes(this.deployment);
    const { rate, count } = await load(this.clients, milliseconds, () => walk.wholeLife());
    // Work postponed until after the round is part of its cost.
    await settled(this.deployment);
    for (const [name, seconds] of await cpuTimes(this.deployment)) {
      this.used.set(name, (this.used.get(name) ?? 0) + seconds - (before.get(name) ?? 0));
    }
    await walk.close();
    this.rates.push(rate);
    this.lives += count;
  }

  costs(): string[] {
    const each = cpuPerPiece(new Map(), this.used, this.requests);
    const sum = each.reduce((total, [, ms]) => total + ms, 0);
    return [
      `CPU for a request, ${sum.toFixed(2)} ms: ${each.map(([name, ms]) => `${name} ${ms.toFixed(2)}`).join(', ')}`,
    ];
  }
}

/** Cold code, missing plans and closed connections are not part of a figure. */
export async function warmUp(deployment: Deployment): Promise<void> {
  const walk = await Walk.through(deployment, 8);
  await load(8, 4_000, () => walk.wholeLife());
  await walk.close();
  await settled(deployment);
}
