import { configVariables } from '@motcua/platform';
import { SERVICES, type ServiceName } from './services.js';

/** The addresses of one service and its own secrets. */
export interface ServicePlace {
  /** `http://127.0.0.1:3012`; one for each instance. */
  urls: string[];
  databaseUrl?: string;
  /** Its client secret at the issuer. */
  client?: { id: string; secret: string };
  /** 32 bytes in base64. */
  personalDataKey?: string;
  /** Variables of its own; they override all others. */
  env?: Record<string, string>;
}

/** All that the services of one Motcua have to know of each other and of what is around them. */
export interface Deployment {
  services: Record<ServiceName, ServicePlace>;
  bus: { kind: 'postgres'; databaseUrl: string } | { kind: 'kafka'; brokers: string };
  issuer: string;
  audience: string;
  /** For every service that has such a variable: `LOG_LEVEL`, `CLOCK`, … */
  common?: Record<string, string>;
}

/** The names that the variables of other services use for a service: `DOSSIER_URL`, `DOSSIER_SERVICE_URLS`. */
const SHORT_NAMES: Record<ServiceName, string> = {
  'procedure-catalog-service': 'CATALOG',
  'dossier-service': 'DOSSIER',
  'feedback-service': 'FEEDBACK',
  'reporting-service': 'REPORTING',
  gateway: 'GATEWAY',
};

/**
 * The environment of one instance of a service: all that is known, limited to what its configuration class reads.
 * @param instance which of its `urls` it listens on.
 */
export function serviceEnvironment(
  name: ServiceName,
  deployment: Deployment,
  instance: number = 0,
): Record<string, string> {
  const place = deployment.services[name];
  const listen = new URL(place.urls[instance] ?? '');
  const known: Record<string, string | undefined> = {
    HTTP_HOST: listen.hostname.replace(/^\[(.*)\]$/, '$1'),
    HTTP_PORT: listen.port,
    DATABASE_URL: place.databaseUrl,
    PERSONAL_DATA_KEY: place.personalDataKey,
    OIDC_ISSUER: deployment.issuer,
    OIDC_AUDIENCE: deployment.audience,
    OIDC_CLIENT_ID: place.client?.id,
    OIDC_CLIENT_SECRET: place.client?.secret,
    EVENT_BUS: deployment.bus.kind,
    ...(deployment.bus.kind === 'kafka'
      ? { KAFKA_BROKERS: deployment.bus.brokers }
      : { BROKER_DATABASE_URL: deployment.bus.databaseUrl }),
    ...addresses(deployment),
    ...deployment.common,
    ...place.env,
  };
  const read = configVariables(SERVICES[name].config);
  return Object.fromEntries(
    read.flatMap((variable) => {
      const value = known[variable.name];
      return value === undefined ? [] : [[variable.name, value]];
    }),
  );
}

function addresses(deployment: Deployment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SHORT_NAMES).flatMap(([service, short]) => {
      const { urls } = deployment.services[service as ServiceName];
      return [
        [`${short}_URL`, urls.join(',')],
        [`${short}_SERVICE_URL`, urls[0] ?? ''],
        [`${short}_SERVICE_URLS`, urls.join(',')],
      ];
    }),
  );
}
