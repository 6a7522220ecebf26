import type { OpenApiDocument } from './document.js';
import { exampleOf, withLiveExamples } from './live-examples.js';

const document: OpenApiDocument = {
  openapi: '3.0.0',
  info: { title: 'x', version: '1' },
  paths: {
    '/dossiers/{id}/refusal': {
      post: {
        operationId: 'dossier_refuse',
        description: 'Refuses it.',
        parameters: [{ name: 'id', in: 'path' }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } },
      },
    },
  },
  components: {
    schemas: {
      Refusal: {
        type: 'object',
        required: ['reason'],
        properties: {
          reason: { type: 'string', example: 'Không thuộc thẩm quyền' },
          note: { type: 'string' },
          by: { allOf: [{ $ref: '#/components/schemas/Person' }] },
          items: { type: 'array', items: { type: 'string', example: 'a' } },
        },
      },
      Person: { type: 'object', properties: { name: { type: 'string', example: 'An' } } },
    },
  },
};

describe('live examples', () => {
  it('name existing records and who may ask, and do not change the committed document', () => {
    const live = withLiveExamples(document, {
      dossier_refuse: { as: 'officer-tu-phap', parameters: { id: '0198c2a4' }, body: { note: 'n' } },
    });
    const operation = live.paths['/dossiers/{id}/refusal']!.post!;
    expect(operation.parameters).toEqual([{ name: 'id', in: 'path', example: '0198c2a4' }]);
    expect(operation.description).toBe('Refuses it.\n\nThe example can be sent as **officer-tu-phap**.');
    expect(operation.requestBody).toMatchObject({
      content: { 'application/json': { example: { reason: 'Không thuộc thẩm quyền', note: 'n' } } },
    });
    expect(document.paths['/dossiers/{id}/refusal']!.post!.parameters).toEqual([{ name: 'id', in: 'path' }]);
  });

  it('are made of the properties’ examples if a schema has none', () => {
    expect(exampleOf({ $ref: '#/components/schemas/Refusal' }, document)).toEqual({
      reason: 'Không thuộc thẩm quyền',
      by: { name: 'An' },
      items: ['a'],
    });
  });
});
