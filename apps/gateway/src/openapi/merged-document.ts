import { existsSync, readFileSync } from 'node:fs';
import { VERSION } from '@motcua/platform';
import { HTTP_METHODS, type OpenApiDocument } from './document.js';
import { mergeDocuments, type ServiceDocument } from './merge.js';
import { OWN_BODY_RESPONSES, OWN_RESPONSES } from './own-responses.js';

/** Prefix of every forwarded path. */
export const API_PREFIX = '/api/v1';

export const API_INFO = {
  title: 'Motcua',
  version: VERSION,
  description:
    'One API for the administrative procedures of a province: procedures (`catalog`), dossiers and their processing ' +
    '(`dossier`), feedback from citizens (`feedback`) and reports (`reporting`).\n\n' +
    'Errors are RFC 9457 problem documents in Vietnamese, or in English with `Accept-Language: en`. A `POST` that ' +
    'documents the header `Idempotency-Key` is carried out once, however often it is sent with the same key.',
};

/** Merges the services' documents and the gateway's own (`own`, not prefixed again). */
export function mergedDocument(services: ServiceDocument[], own: OpenApiDocument): OpenApiDocument {
  return mergeDocuments(services, {
    info: API_INFO,
    prefix: API_PREFIX,
    ownResponses: OWN_RESPONSES,
    ownBodyResponses: OWN_BODY_RESPONSES,
    own: { paths: withLimits(own.paths), components: own.components, tags: own.tags },
  });
}

/** `committed` plus the gateway's own paths that exist only in some configurations. */
export function withOwnPaths(committed: OpenApiDocument, own: OpenApiDocument): OpenApiDocument {
  const components = { ...committed.components };
  for (const [kind, entries] of Object.entries(own.components ?? {})) {
    components[kind] = { ...entries, ...components[kind] };
  }
  return { ...committed, paths: { ...committed.paths, ...withLimits(own.paths) }, components };
}

/** The gateway's own operations, with the answers to requests that are too many, too long, too large or too slow. */
function withLimits(paths: OpenApiDocument['paths']): OpenApiDocument['paths'] {
  const copy = structuredClone(paths);
  for (const item of Object.values(copy)) {
    for (const method of HTTP_METHODS) {
      const operation = item[method];
      if (!operation) continue;
      const { '414': tooLong, '429': tooMany, '431': tooLarge } = OWN_RESPONSES;
      operation.responses = {
        '414': tooLong,
        '429': tooMany,
        '431': tooLarge,
        ...(operation.requestBody ? OWN_BODY_RESPONSES : {}),
        ...operation.responses,
      };
    }
  }
  return copy;
}

/** The file of the merged document, written by `npm run generate` and read by the gateway. */
export const MERGED_DOCUMENT_FILE = new URL('../../openapi.json', import.meta.url);

/** @throws Error saying what to run when the document has not been generated */
export function readMergedDocument(file: URL = MERGED_DOCUMENT_FILE): OpenApiDocument {
  if (!existsSync(file)) {
    throw new Error(`The merged API document ${file.pathname} is missing: run "npm run generate".`);
  }
  return JSON.parse(readFileSync(file, 'utf8')) as OpenApiDocument;
}
