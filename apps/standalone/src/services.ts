import { dossierService } from '@motcua/dossier-service';
import { feedbackService } from '@motcua/feedback-service';
import { gatewayService } from '@motcua/gateway';
import type { ServiceDefinition } from '@motcua/platform';
import { procedureCatalogService } from '@motcua/procedure-catalog-service';
import { reportingService } from '@motcua/reporting-service';

export const SERVICE_NAMES = [
  'procedure-catalog-service',
  'dossier-service',
  'feedback-service',
  'reporting-service',
  'gateway',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The gateway starts when the others have started, and stops before they do. */
export const SERVICES: Record<ServiceName, ServiceDefinition> = {
  'procedure-catalog-service': procedureCatalogService,
  'dossier-service': dossierService,
  'feedback-service': feedbackService,
  'reporting-service': reportingService,
  gateway: gatewayService,
};
