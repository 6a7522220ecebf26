import { startTestService } from '@motcua/testing';
import { databaseSchema } from './database-schema.js';
import { SERVICES } from './services.js';

/** `schema.sql` of every service that has a database: what its migrations leave, by its path in the repository. */
export async function serviceSchemas(): Promise<Map<string, string>> {
  const schemas = new Map<string, string>();
  for (const [folder, definition] of Object.entries(SERVICES)) {
    // Addresses of neighbours: required to start, asked by nothing that happens here.
    const nobody = 'http://127.0.0.1:9';
    const service = await startTestService(definition, { env: { CATALOG_URL: nobody, DOSSIER_URL: nobody } });
    try {
      schemas.set(`apps/${folder}/schema.sql`, await databaseSchema(service.env['DATABASE_URL']!));
    } finally {
      await service.stop();
    }
  }
  return schemas;
}
