import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Aim } from './figures.js';
import type { BenchOptions } from './bench-options.js';

const script = fileURLToPath(new URL('../../../libs/messaging/bench/throughput.mjs', import.meta.url));

/** The output of libs/messaging's bench, and the aims over Kafka. */
const AIMS: Record<string, Aim> = {
  'outbox -> broker': { atLeast: 8_000 },
  'broker -> projection, batch handler': { atLeast: 4_000 },
};

/**
 * From the outbox to the broker and on to a projection, over each broker: repeated runs of the bench of libs/messaging.
 */
export async function measurePipeline(options: BenchOptions): Promise<void> {
  const { figures } = options;
  const events = options.rounds < 5 ? 5_000 : 40_000;
  for (const broker of ['kafka', 'postgres']) {
    figures.section(`Events over ${broker}, ${events.toLocaleString('en')} at a time`);
    const rates = new Map<string, number[]>();
    const waits = new Map<string, number[]>();
    const note = (into: Map<string, number[]>, what: string, value: number) =>
      into.set(what, [...(into.get(what) ?? []), value]);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const line of await output([script, broker, String(events)])) {
        const rate = /^(.+): ([\d,]+) events\/s/.exec(line);
        if (rate) note(rates, rate[1]!, Number(rate[2]!.replaceAll(',', '')));
        const wait = /^commit -> visible at (\d+)\/s, (.+ handler): p50 (\d+) ms, p99 (\d+) ms/.exec(line);
        if (wait) {
          note(waits, `commit to visible, ${wait[2]}, p50`, Number(wait[3]));
          note(waits, `commit to visible, ${wait[2]}, p99`, Number(wait[4]));
          note(waits, `events really sent a second meanwhile, ${wait[2]}`, Number(wait[1]));
        }
      }
    }
    if (rates.size === 0) throw new Error(`${script} printed no figures`);
    for (const [what, values] of rates) {
      figures.median(what, values, 'events per second', broker === 'kafka' ? AIMS[what] : undefined);
    }
    for (const [what, values] of waits) {
      const isTime = what.includes(', p');
      figures.median(what, values, isTime ? 'ms' : 'per second', what.endsWith('p99') ? { atMost: 100 } : undefined);
    }
  }
}

async function output(args: string[]): Promise<string[]> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  const code = await ended;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return lines;
}
