import type { ServiceName } from '../services.js';
import type { SampleClient } from './sample-client.js';

/** Something that happens at an instant of the past. */
export interface TimedAct {
  at: Date;
  /** The services whose clocks must show that instant. */
  clocks: ServiceName[];
  run(): Promise<unknown>;
}

/** Plays every act at its instant: the services' simulated clocks go from one to the next, never back. */
export async function play(acts: readonly TimedAct[], client: SampleClient): Promise<void> {
  const moments = new Map<number, TimedAct[]>();
  for (const act of acts) moments.set(act.at.getTime(), [...(moments.get(act.at.getTime()) ?? []), act]);
  for (const at of [...moments.keys()].sort((a, b) => a - b)) {
    const happening = moments.get(at)!;
    await setClocks(client, new Set(happening.flatMap(({ clocks }) => clocks)), new Date(at));
    await Promise.all(happening.map((act) => act.run()));
  }
}

async function setClocks(client: SampleClient, services: ReadonlySet<ServiceName>, at: Date): Promise<void> {
  await Promise.all(
    [...services].map((service) =>
      client.send({ service, as: 'ops-1', method: 'PUT', path: '/ops/clock', body: { now: at.toISOString() } }),
    ),
  );
}
