import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { forwardedRoutes } from './routes.js';
import { readMergedDocument } from './merged-document.js';

const routes = forwardedRoutes(readMergedDocument());
const APPS = join(__dirname, '../../..');

/** Repeatable without a key: imported lines are skipped, a search changes nothing, and a running rebuild continues. */
const REPEATABLE_AS_THEY_ARE = [
  'catalog_importProcedures',
  'dossier_importDossiers',
  'dossier_searchDossiers',
  'reporting_rebuildProjections',
];

describe('an operation that changes something', () => {
  it('takes an Idempotency-Key, or can be repeated as it is', () => {
    const unkeyed = routes.filter(({ method, acceptsIdempotencyKey }) => method !== 'GET' && !acceptsIdempotencyKey);
    expect(unkeyed.map(({ operationId }) => operationId).sort()).toEqual(REPEATABLE_AS_THEY_ARE);
  });

  it('with a key is repeated by the specs of its service', () => {
    const services = [
      ...new Set(routes.filter(({ acceptsIdempotencyKey }) => acceptsIdempotencyKey).map(({ service }) => service)),
    ];
    const folders = {
      catalog: 'procedure-catalog-service',
      dossier: 'dossier-service',
      feedback: 'feedback-service',
      reporting: 'reporting-service',
    };
    expect(services.sort()).toEqual(Object.keys(folders));
    for (const folder of Object.values(folders))
      expect(existsSync(join(APPS, folder, 'src/repeated-requests.int.spec.ts'))).toBe(true);
  });
});
