import { ServiceLogger, SystemClock } from '@motcua/platform';
import { Editions, type EditionChange, type EditionHead } from '../application/editions.js';
import type { KeptEdition } from '../domain/kept-edition.js';
import { SHIPPED_EDITIONS } from '../shipped/shipped-editions.js';
import { ShipEditions } from './ship-editions.js';

/** Editions in memory. */
class EditionsInMemory extends Editions {
  readonly kept = new Map<string, KeptEdition>();

  list(): Promise<EditionHead[]> {
    return Promise.resolve([...this.kept.values()]);
  }

  get(code: string): Promise<KeptEdition> {
    return Promise.resolve(this.kept.get(code)!);
  }

  change(
    { code }: EditionChange,
    decide: (known: KeptEdition | undefined, other: KeptEdition | undefined) => KeptEdition | undefined,
  ): Promise<EditionHead | undefined> {
    const next = decide(this.kept.get(code), undefined);
    if (next) this.kept.set(code, next);
    return Promise.resolve(next);
  }
}

describe('An edition that comes with the service', () => {
  const lines: { edition?: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as { edition?: string }) };
  const logger = new ServiceLogger({ service: 'reporting-service', level: 'warn', destination });
  const editions = new EditionsInMemory();
  const start = () => new ShipEditions(editions, new SystemClock(), logger).onApplicationBootstrap();

  it('is published once, and a start that finds it as its file says has nothing to tell', async () => {
    await start();
    await start();
    expect([...editions.kept.keys()]).toEqual([...SHIPPED_EDITIONS]);
    expect(lines).toEqual([]);
  });

  it('whose file was corrected under its code is left as it is kept, and the start says so', async () => {
    const kept = { ...editions.kept.get('qd-766-2026')!, hash: 'of-an-earlier-file' };
    editions.kept.set('qd-766-2026', kept);
    await start();
    expect(editions.kept.get('qd-766-2026')).toBe(kept);
    expect(lines.map(({ edition }) => edition)).toEqual(['qd-766-2026']);
  });
});
