import { connectEvents } from '@motcua/messaging';
import type { ServiceDefinition } from '@motcua/platform';
import { DossierServiceConfig } from './config.js';
import { DossierServiceModule, SERVICE_NAME } from './dossier-service.module.js';

/** What was asked and how it went: intake, steps, deadlines, results, and what legacy systems leave behind. */
export const dossierService: ServiceDefinition<DossierServiceConfig> = {
  name: SERVICE_NAME,
  config: DossierServiceConfig,
  module: (config) => DossierServiceModule.forConfig(config),
  openapi: {
    title: 'Dossiers',
    description:
      'Intake and processing of dossiers under the one-stop mechanism (Decree 118/2025/NĐ-CP as amended): submit, accept, process, supplement, resolve, deliver; deadlines that explain themselves; bulk import of legacy dossiers.',
    committed: new URL('../openapi.json', import.meta.url),
  },
  configure: connectEvents,
};
