import { Injectable } from '@nestjs/common';
import type { Change, EverydayPhrases, ProvincesPhrase } from '../application/ports.js';
import { phraseKey } from '../domain/everyday-phrases.js';
import type { EverydayPhrase } from '../domain/search-query.js';
import { CatalogTransactions, lockName } from './catalog-transactions.js';
import { EverydayPhraseEntity, type EverydayPhraseRow } from './entities.js';

const phraseOf = ({ phrase, means, revision, set_at: setAt }: EverydayPhraseRow): ProvincesPhrase => ({
  phrase,
  means,
  revision,
  setAt,
});

@Injectable()
export class PostgresEverydayPhrases implements EverydayPhrases {
  constructor(private readonly transactions: CatalogTransactions) {}

  async list(): Promise<ProvincesPhrase[]> {
    const rows = await this.transactions.reader.find(EverydayPhraseEntity, { order: { key: 'ASC' } });
    return rows.map(phraseOf);
  }

  async set(
    change: Change,
    { phrase }: EverydayPhrase,
    decide: (revision: number) => ProvincesPhrase,
  ): Promise<ProvincesPhrase> {
    const key = phraseKey(phrase);
    const kept = await this.transactions.once<Kept>(change, async (manager) => {
      await lockName(manager, `everyday-phrase:${key}`);
      const known = await manager.findOneBy(EverydayPhraseEntity, { key });
      const { setAt, ...set } = decide(known?.revision ?? 0);
      await manager.upsert(EverydayPhraseEntity, { ...set, key, set_at: setAt, set_by: change.caller.subject }, [
        'key',
      ]);
      return { ...set, setAt: setAt.toISOString() };
    });
    return { ...kept, setAt: new Date(kept.setAt) };
  }
}

/** As JSON, for a repetition. */
type Kept = Omit<ProvincesPhrase, 'setAt'> & { setAt: string };
