import type { ServiceName } from '../services.js';
import type { SampleCatalog } from './catalog/sample-catalog.js';
import type { SampleClient } from './sample-client.js';
import type { TimedAct } from './timeline.js';

const CATALOG = { service: 'procedure-catalog-service', as: 'control-1' } as const;

/** The catalog as it was on the day `at`: calendars, agencies, procedures, one after the other. */
export function catalogActs(catalog: SampleCatalog, at: Date, client: SampleClient): TimedAct[] {
  // The others start at the beginning of the story, too: what they hear of the catalog is older than what they do.
  const clocks = ['procedure-catalog-service', 'dossier-service', 'feedback-service'] as ServiceName[];
  return [{ at, clocks, run: () => enter(catalog, client) }];
}

async function enter(catalog: SampleCatalog, client: SampleClient): Promise<void> {
  for (const { id, version } of catalog.calendars) {
    await client.send({ ...CATALOG, path: `/calendars/${id}/versions`, body: version, key: `sample-calendar-${id}` });
  }
  for (const agency of catalog.agencies) {
    await client.send({ ...CATALOG, path: '/agencies', body: agency, key: `sample-agency-${agency.code}` });
  }
  await Promise.all(
    catalog.procedures.map(async ({ entry, publication }) => {
      const { code } = entry;
      await client.send({ ...CATALOG, path: '/procedures', body: entry, key: `sample-procedure-${code}` });
      if (!publication) return;
      const key = `sample-publication-${code}`;
      await client.send({ ...CATALOG, path: `/procedures/${code}/publication`, body: publication, key });
    }),
  );
}
