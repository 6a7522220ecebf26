import { connectEvents } from '@motcua/messaging';
import type { ServiceDefinition } from '@motcua/platform';
import { CatalogConfig } from './config.js';
import { ProcedureCatalogServiceModule, SERVICE_NAME } from './procedure-catalog-service.module.js';

/** What may be asked for: procedures and their versions, and the reference data that every other service copies. */
export const procedureCatalogService: ServiceDefinition<CatalogConfig> = {
  name: SERVICE_NAME,
  config: CatalogConfig,
  module: (config) => ProcedureCatalogServiceModule.forConfig(config),
  openapi: {
    title: 'Procedure catalog',
    description:
      'Administrative procedures with their versions, decisions and internal processes; imports from the national portal; agencies, working calendars and rule sets.',
    committed: new URL('../openapi.json', import.meta.url),
  },
  configure: connectEvents,
};
