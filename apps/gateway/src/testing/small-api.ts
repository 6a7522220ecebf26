import type { OpenApiDocument } from '../openapi/document.js';
import { mergedDocument } from '../openapi/merged-document.js';

const ok = { '200': { description: 'ok' } };
const key = { name: 'Idempotency-Key', in: 'header' };

/** A small API of two services with every kind of request. */
export function smallApi(): OpenApiDocument {
  const service = (paths: OpenApiDocument['paths']): OpenApiDocument => ({
    openapi: '3.0.0',
    info: { title: 'fake', version: '1.0.0' },
    security: [{ bearer: [] }],
    paths,
    components: { schemas: {}, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
  return mergedDocument(
    [
      {
        service: 'dossier',
        document: service({
          '/dossiers': {
            get: { operationId: 'listDossiers', responses: ok },
            post: { operationId: 'submitDossier', parameters: [key], responses: ok },
          },
          '/dossiers/{id}': {
            get: { operationId: 'getDossier', responses: ok },
            put: { operationId: 'replaceDossier', responses: ok },
            delete: { operationId: 'deleteDossier', responses: ok },
          },
          '/dossiers/{id}/remind': { post: { operationId: 'remind', responses: ok } },
          '/dossier-imports': {
            post: {
              operationId: 'importDossiers',
              requestBody: { content: { 'application/x-ndjson': {} } },
              responses: ok,
            },
          },
          '/progress/{code}': { get: { operationId: 'getProgress', security: [], responses: ok } },
        }),
      },
      { service: 'feedback', document: service({ '/feedback': { get: { operationId: 'list', responses: ok } } }) },
    ],
    service({}),
  );
}
