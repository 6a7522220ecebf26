import { dossierService } from '@motcua/dossier-service';
import { feedbackService } from '@motcua/feedback-service';
import type { ServiceDefinition } from '@motcua/platform';
import { procedureCatalogService } from '@motcua/procedure-catalog-service';
import { reportingService } from '@motcua/reporting-service';

/** Every service with an API and a database of its own, by its folder. */
export const SERVICES: Record<string, ServiceDefinition> = {
  'procedure-catalog-service': procedureCatalogService,
  'dossier-service': dossierService,
  'feedback-service': feedbackService,
  'reporting-service': reportingService,
};
