/** A service behind the gateway. */
export interface ForwardedService {
  /** By which operation ids, tags, metrics and readiness name it. */
  name: string;
  /** Its package under `apps/`, where its committed `openapi.json` lies. */
  folder: string;
  /** The variable that holds its addresses. */
  variable: 'CATALOG_SERVICE_URLS' | 'DOSSIER_SERVICE_URLS' | 'FEEDBACK_SERVICE_URLS' | 'REPORTING_SERVICE_URLS';
}

/** In the order in which the API is shown to its readers: what may be asked, what was asked, what people say, what it adds up to. */
export const FORWARDED_SERVICES: readonly ForwardedService[] = [
  { name: 'catalog', folder: 'procedure-catalog-service', variable: 'CATALOG_SERVICE_URLS' },
  { name: 'dossier', folder: 'dossier-service', variable: 'DOSSIER_SERVICE_URLS' },
  { name: 'feedback', folder: 'feedback-service', variable: 'FEEDBACK_SERVICE_URLS' },
  { name: 'reporting', folder: 'reporting-service', variable: 'REPORTING_SERVICE_URLS' },
];
