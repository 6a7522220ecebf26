import { gatewayService } from '@motcua/gateway';
import type { ServiceDefinition } from '@motcua/platform';
import { startTestService } from '@motcua/testing';
import { databaseSchema } from './database-schema.js';
import { SERVICES } from './services.js';

/** Settings that are required to start but not used here. */
const NOBODY = 'http://127.0.0.1:9';
const SURROUNDINGS = {
  LOG_LEVEL: 'silent',
  CATALOG_URL: NOBODY,
  DOSSIER_URL: NOBODY,
  CATALOG_SERVICE_URLS: NOBODY,
  DOSSIER_SERVICE_URLS: NOBODY,
  FEEDBACK_SERVICE_URLS: NOBODY,
  REPORTING_SERVICE_URLS: NOBODY,
  // The gateway has a database only with a national portal.
  NATIONAL_PORTAL_URL: NOBODY,
  NATIONAL_PORTAL_USER: 'nobody',
  NATIONAL_PORTAL_PASSWORD: 'nobody',
  NATIONAL_PORTAL_DSTCODE: 'nobody',
  NATIONAL_PORTAL_UNIT_CODE: '000.00.00.H41',
};

/** `schema.sql` of every service that has a database: the result of its migrations, by its path in the repository. */
export async function serviceSchemas(): Promise<Map<string, string>> {
  const schemas = new Map<string, string>();
  for (const [folder, definition] of Object.entries({ ...SERVICES, gateway: gatewayService as ServiceDefinition })) {
    const service = await startTestService(definition, { env: SURROUNDINGS });
    try {
      schemas.set(`apps/${folder}/schema.sql`, await databaseSchema(service.env['DATABASE_URL']!));
    } finally {
      await service.stop();
    }
  }
  return schemas;
}
