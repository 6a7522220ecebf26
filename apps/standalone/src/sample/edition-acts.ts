import type { Edition, EditionList } from '@motcua/contracts';
import { weekdayAt } from './sample-time.js';
import type { SampleClient } from './sample-client.js';
import type { TimedAct } from './timeline.js';

/** The drafts that the sample leaves, and the edition that comes with the service from which they are made. */
export const EDITION_DRAFTS = { from: 'mau-so-nganh-2026', toRevise: 'bo-dang-soan', toPublish: 'bo-cho-ban-hanh' };

/** The reform office drafts its own sets from a sample. */
export function editionActs(asOf: Date, client: SampleClient): TimedAct[] {
  return [
    {
      at: weekdayAt(asOf, 20, '08:00'),
      clocks: ['reporting-service'],
      run: async () => {
        const at = { service: 'reporting-service', as: 'reform-1' } as const;
        const edition = await client.send<Edition>({
          ...at,
          path: `/reform-index/editions/${EDITION_DRAFTS.from}`,
        });
        for (const code of [EDITION_DRAFTS.toRevise, EDITION_DRAFTS.toPublish])
          await client.send({
            ...at,
            path: '/reform-index/editions',
            body: { ...edition, code },
            key: `sample-${code}`,
          });
      },
    },
  ];
}

/** The ETag of the draft that the sample leaves to be published: who publishes says which text they have read. */
export async function draftTagOf(client: SampleClient): Promise<string> {
  const { items } = await client.send<EditionList>({
    service: 'reporting-service',
    as: 'reform-1',
    path: '/reform-index/editions',
  });
  return `"${items.find(({ code }) => code === EDITION_DRAFTS.toPublish)!.hash}"`;
}
