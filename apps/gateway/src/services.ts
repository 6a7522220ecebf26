/** A service behind the gateway. */
export interface ForwardedService {
  /** Its name in operation ids, tags, metrics and readiness. */
  name: string;
  /** Its package under `apps/` with its committed `openapi.json`. */
  folder: string;
  /** The variable that holds its addresses. */
  variable: 'CATALOG_SERVICE_URLS' | 'DOSSIER_SERVICE_URLS' | 'FEEDBACK_SERVICE_URLS' | 'REPORTING_SERVICE_URLS';
}

/** In the order of the documentation: catalog, dossiers, feedback, reports. */
export const FORWARDED_SERVICES: readonly ForwardedService[] = [
  { name: 'catalog', folder: 'procedure-catalog-service', variable: 'CATALOG_SERVICE_URLS' },
  { name: 'dossier', folder: 'dossier-service', variable: 'DOSSIER_SERVICE_URLS' },
  { name: 'feedback', folder: 'feedback-service', variable: 'FEEDBACK_SERVICE_URLS' },
  { name: 'reporting', folder: 'reporting-service', variable: 'REPORTING_SERVICE_URLS' },
];
