import type { ProjectionStatus } from '@motcua/contracts';
import { Client, PEOPLE, until } from '@motcua/deployment';
import type { BenchOptions } from './bench-options.js';
import { startFull } from './full-table.js';

/** Events per second of a rebuild of reporting's projection from Kafka, while it answers from the old one. */
export async function measureRebuild(options: BenchOptions): Promise<void> {
  const { figures } = options;
  figures.section(`Rebuild of reporting from the events of ${options.dossiers.toLocaleString('en')} dossiers`);
  const deployment = await startFull(options);
  try {
    const operations = await Client.of(deployment, PEOPLE.operations);
    const status = () => operations.get<ProjectionStatus>('/projections');
    const events = (await status()).serving.reduce((sum, mark) => sum + mark.events, 0);
    const rates: number[] = [];
    // A rebuild of a million takes minutes: three rounds are enough.
    for (let round = 0; round < Math.min(options.rounds, options.dossiers > 200_000 ? 3 : 5); round += 1) {
      const began = performance.now();
      await operations.post('/projections/rebuild', {});
      await until(status, ({ rebuild }) => rebuild === undefined, 3_600_000);
      rates.push((events * 1000) / (performance.now() - began));
    }
    figures.note(`${events.toLocaleString('en')} events`);
    figures.median('rebuild of reporting', rates, 'events per second', { atLeast: 10_000 });
  } finally {
    await deployment.stop();
  }
}
