import type { OpenApiDocument, Operation } from './document.js';
import { mergeDocuments, MergeConflict, type ServiceDocument } from './merge.js';
import { OWN_RESPONSES } from './own-responses.js';
import { forwardedRoutes } from './routes.js';

const schema = (type: string) => ({ type: 'object', properties: { id: { type } } });

function service(
  name: string,
  paths: OpenApiDocument['paths'],
  schemas: Record<string, unknown> = {},
  more: Partial<OpenApiDocument> = {},
): ServiceDocument {
  return {
    service: name,
    document: {
      openapi: '3.0.0',
      info: { title: name, version: '1.0.0', description: `What ${name} does` },
      security: [{ bearer: [] }],
      paths,
      components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      ...more,
    },
  };
}

const operation = (id: string, more: Partial<Operation> = {}): Operation => ({
  operationId: id,
  responses: { '200': { description: 'ok' } },
  ...more,
});
const answers = (name: string) => ({
  '200': { description: 'ok', content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } },
});

const merge = (...documents: ServiceDocument[]) =>
  mergeDocuments(documents, {
    info: { title: 'Motcua', version: '1.0.0' },
    prefix: '/api/v1',
    ownResponses: OWN_RESPONSES,
    own: { components: { schemas: { Problem: schema('string') } } },
  });

function conflictsOf(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof MergeConflict) return error.conflicts;
    throw error;
  }
  return [];
}

describe('the merged document', () => {
  it('puts every path under the prefix and every operation under its service’s name', () => {
    const merged = merge(
      service('dossier', { '/dossiers/{id}': { get: operation('getDossier', { tags: ['Intake'] }) } }),
      service('feedback', { '/feedback': { post: operation('fileFeedback') } }),
    );
    expect(Object.keys(merged.paths)).toEqual(['/api/v1/dossiers/{id}', '/api/v1/feedback']);
    expect(merged.paths['/api/v1/dossiers/{id}']!.get).toMatchObject({
      operationId: 'dossier_getDossier',
      tags: ['dossier · Intake'],
      'x-service': 'dossier',
      security: [{ bearer: [] }],
    });
    expect(merged.tags).toEqual([{ name: 'dossier · Intake' }, { name: 'feedback' }]);
  });

  it('documents the gateway’s own answers, and keeps a service’s text for the same status', () => {
    const merged = merge(
      service('dossier', {
        '/dossiers': {
          get: operation('list'),
          post: operation('submit', { responses: { '503': { description: 'its own' } } }),
        },
      }),
    );
    expect(Object.keys(merged.paths['/api/v1/dossiers']!.get!.responses!).sort()).toEqual([
      '200',
      '401',
      '406',
      '414',
      '429',
      '431',
      '502',
      '503',
      '504',
    ]);
    expect(merged.paths['/api/v1/dossiers']!.post!.responses!['503']).toEqual({ description: 'its own' });
  });

  it('keeps an operation public only if its service says so, and otherwise requires a token', () => {
    const merged = merge(
      service('dossier', { '/progress': { get: operation('progress', { security: [] }) } }),
      service('feedback', { '/feedback': { get: operation('list') } }, {}, { security: undefined }),
    );
    const routes = forwardedRoutes(merged);
    expect(routes.map((route) => [route.operationId, route.public])).toEqual([
      ['dossier_progress', true],
      ['feedback_list', false],
    ]);
  });

  it('fails on two shapes under one name, naming both services and where they differ', () => {
    const one = service(
      'dossier',
      { '/a': { get: operation('a', { responses: answers('Step') }) } },
      { Step: schema('string') },
    );
    const other = service(
      'catalog',
      { '/b': { get: operation('b', { responses: answers('Step') }) } },
      { Step: schema('integer') },
    );
    expect(conflictsOf(() => merge(one, other))).toEqual([
      'schemas/Step has one shape in dossier and another in catalog: properties.id.type',
    ]);
  });

  it('merges the same shape with one name from two services', () => {
    const one = service(
      'dossier',
      { '/a': { get: operation('a', { responses: answers('Step') }) } },
      { Step: schema('string') },
    );
    const other = service(
      'catalog',
      { '/b': { get: operation('b', { responses: answers('Step') }) } },
      { Step: schema('string') },
    );
    expect(merge(one, other).components!['schemas']).toEqual({ Problem: schema('string'), Step: schema('string') });
  });

  it('treats an enumeration as the same despite another description', () => {
    const channel = (description: string) => ({ Channel: { type: 'string', enum: ['ONLINE'], description } });
    const paths = (id: string) => ({ [`/${id}`]: { get: operation(id, { responses: answers('Channel') }) } });
    const merged = merge(
      service('dossier', paths('a'), channel('one')),
      service('catalog', paths('b'), channel('other')),
    );
    expect(merged.components!['schemas']!['Channel']).toEqual({ type: 'string', enum: ['ONLINE'] });
  });

  it('fails when two services answer the same address, even with different parameter names', () => {
    const one = service('dossier', { '/things/{id}': { get: operation('a') } });
    const other = service('catalog', { '/things/{thingId}': { get: operation('b') } });
    expect(conflictsOf(() => merge(one, other))).toEqual([
      'GET /api/v1/things/{} is answered by both dossier and catalog',
    ]);
    expect(conflictsOf(() => merge(one, service('catalog', { '/things/{id}': { put: operation('b') } })))).toEqual([]);
  });

  it('fails on an operation without an id', () => {
    const nameless = service('dossier', { '/a': { get: { responses: {} } } });
    expect(conflictsOf(() => merge(nameless))).toEqual(['GET /a of dossier has no operationId']);
  });

  it('leaves out operations for machines and other services, and their shapes', () => {
    const merged = merge(
      service(
        'dossier',
        {
          '/a': { get: operation('a', { responses: answers('Outer') }) },
          '/ops/clock': { put: operation('setClock', { responses: answers('Clock') }) },
          '/livez': { get: operation('live') },
          '/people/{id}': { get: operation('person', { 'x-internal': true, responses: answers('Person') }) },
        },
        {
          Outer: { type: 'object', properties: { inner: { $ref: '#/components/schemas/Inner' } } },
          Inner: schema('string'),
          Clock: schema('string'),
          Person: schema('string'),
        },
      ),
    );
    expect(Object.keys(merged.paths)).toEqual(['/api/v1/a']);
    expect(Object.keys(merged.components!['schemas']!)).toEqual(['Inner', 'Outer', 'Problem']);
  });
});

describe('the route table', () => {
  it('has addresses in the router’s form and the properties of each operation', () => {
    const key = { name: 'Idempotency-Key', in: 'header' };
    const merged = merge(
      service(
        'dossier',
        {
          '/dossiers/{dossier-id}/steps:complete': {
            parameters: [{ $ref: '#/components/parameters/Trace' }],
            post: operation('complete', { parameters: [key] }),
          },
        },
        {},
        { components: { parameters: { Trace: { name: 'X-Trace', in: 'header' } } } },
      ),
    );
    expect(forwardedRoutes(merged)).toEqual([
      {
        service: 'dossier',
        method: 'POST',
        url: '/api/v1/dossiers/:dossier_id/steps::complete',
        operationId: 'dossier_complete',
        public: false,
        acceptsIdempotencyKey: true,
        takesStream: false,
        headers: ['x-trace', 'idempotency-key'],
      },
    ]);
  });
});
