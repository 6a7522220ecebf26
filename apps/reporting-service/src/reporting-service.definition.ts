import { connectEvents } from '@motcua/messaging';
import type { ServiceDefinition } from '@motcua/platform';
import { ReportingConfig } from './config.js';
import { ReportingServiceModule, SERVICE_NAME } from './reporting-service.module.js';

/** Reports, computed from what the other services announced. */
export const reportingService: ServiceDefinition<ReportingConfig> = {
  name: SERVICE_NAME,
  config: ReportingConfig,
  module: (config) => ReportingServiceModule.forConfig(config),
  openapi: {
    title: 'Motcua: reporting',
    description: 'Periodic reports as accounting identities, with the dossiers behind every figure.',
    committed: new URL('../openapi.json', import.meta.url),
  },
  configure: (app) => connectEvents(app),
};
