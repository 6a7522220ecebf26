import { eventDefinitions } from '@motcua/contracts';
import { lifecyclePage } from '@motcua/dossier-service';
import {
  FORWARDED_SERVICES,
  gatewayService,
  mergedDocument,
  operationsOf,
  type OpenApiDocument,
  type ServiceDocument,
} from '@motcua/gateway';
import { openApiDocument, type ServiceDefinition } from '@motcua/platform';
import { stringify } from 'yaml';
import { asyncApiDocument } from './async-api.js';
import type { ContractLock } from './contract-lock.js';
import { eventSchemas, type JsonSchema } from './event-schemas.js';
import { eventsPage } from './events-page.js';
import { serviceSchemas } from './service-schemas.js';
import { SERVICES } from './services.js';

export const LOCK_FILE = 'libs/contracts/contracts.lock.json';

/** Everything that follows from the source, by its path in the repository. */
export async function generatedFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const json = (path: string, content: unknown) => files.set(path, `${JSON.stringify(content, undefined, 2)}\n`);

  const services: ServiceDocument[] = [];
  for (const { name, folder } of FORWARDED_SERVICES) {
    const document = (await openApiDocument(SERVICES[folder] as ServiceDefinition)) as unknown as OpenApiDocument;
    services.push({ service: name, document });
    json(`apps/${folder}/openapi.json`, document);
  }
  const own = (await openApiDocument(gatewayService)) as unknown as OpenApiDocument;
  const merged = mergedDocument(services, own);
  json('apps/gateway/openapi.json', merged);

  files.set('apps/dossier-service/lifecycle.md', lifecyclePage());

  const schemas = await eventSchemas();
  files.set('docs/events.md', eventsPage(schemas));
  files.set(
    'docs/asyncapi.yaml',
    stringify(asyncApiDocument(schemas), { lineWidth: 120, aliasDuplicateObjects: false }),
  );
  json(LOCK_FILE, contractLock(merged, schemas));
  for (const [path, schema] of await serviceSchemas()) files.set(path, schema);
  return files;
}

function contractLock(merged: OpenApiDocument, events: Record<string, JsonSchema>): ContractLock {
  const sorted = <T>(entries: [string, T][]) => Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  const rest = (merged.components?.['schemas'] ?? {}) as Record<string, JsonSchema>;
  return {
    events: sorted(eventDefinitions().map(({ type, topic, payload }) => [type, { topic, payload: payload.name }])),
    operations: sorted(
      operationsOf(merged).map(({ path, method, operation }) => [
        operation.operationId ?? `${method} ${path}`,
        { method: method.toUpperCase(), path },
      ]),
    ),
    // Event parts that the REST API also uses are one class and so one shape.
    schemas: sorted(Object.entries({ ...rest, ...events })),
  };
}
