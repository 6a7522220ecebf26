import { connectEvents } from '@motcua/messaging';
import type { ServiceDefinition } from '@motcua/platform';
import { FeedbackServiceConfig } from './config.js';
import { FeedbackServiceModule, SERVICE_NAME } from './feedback-service.module.js';

/** Feedback and petitions, and what people say of resolved dossiers. */
export const feedbackService: ServiceDefinition<FeedbackServiceConfig> = {
  name: SERVICE_NAME,
  config: FeedbackServiceConfig,
  module: (config) => FeedbackServiceModule.forConfig(config),
  openapi: {
    title: 'Feedback and satisfaction',
    description:
      'Feedback and petitions on administrative procedures (Decree 20/2008/NĐ-CP) from filing to publication, and the one-time satisfaction answer after a dossier is resolved.',
    committed: new URL('../openapi.json', import.meta.url),
  },
  configure: (app) => connectEvents(app),
};
