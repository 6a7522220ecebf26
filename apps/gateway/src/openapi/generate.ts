import { readFileSync, writeFileSync } from 'node:fs';
import { openApiDocument } from '@motcua/platform';
import { gatewayService } from '../gateway.definition.js';
import { FORWARDED_SERVICES } from '../services.js';
import type { OpenApiDocument } from './document.js';
import { MERGED_DOCUMENT_FILE, mergedDocument } from './merged-document.js';

/**
 * Writes `apps/gateway/openapi.json` from the services' committed documents. Run after theirs are generated:
 * `node apps/gateway/dist/openapi/generate.js`. A conflict between two services ends it with code 1 and a list.
 */
const services = FORWARDED_SERVICES.map(({ name, folder }) => {
  const file = new URL(`../../../${folder}/openapi.json`, import.meta.url);
  return { service: name, document: JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument };
});
try {
  const own = (await openApiDocument(gatewayService)) as unknown as OpenApiDocument;
  writeFileSync(MERGED_DOCUMENT_FILE, `${JSON.stringify(mergedDocument(services, own), null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
