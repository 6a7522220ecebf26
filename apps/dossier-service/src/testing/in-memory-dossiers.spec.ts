import { SimulatedClock } from '@motcua/platform';
import { keepsDossiers } from './dossiers-contract.js';
import { InMemoryDossiers } from './in-memory-dossiers.js';

describe('The dossiers of fast specs', () => {
  keepsDossiers(async () => {
    const clock = new SimulatedClock();
    const dossiers = new InMemoryDossiers(clock);
    return { clock, dossiers, actorsOf: async (id) => dossiers.actorsOf(id) };
  });
});
