import { mergedDocument, withOwnPaths } from './merged-document.js';
import type { OpenApiDocument } from './document.js';

const own: OpenApiDocument = {
  openapi: '3.0.0',
  info: { title: 'own', version: '1' },
  paths: {
    '/api/v1/things': {
      get: { responses: { '200': {} } },
      post: { requestBody: {}, responses: { '413': { description: 'its own' } } },
    },
  },
};

describe('the gateway’s own operations', () => {
  it.each([
    ['in the committed document', mergedDocument([], own)],
    ['that only some configurations open', withOwnPaths({ ...own, paths: {} }, own)],
  ])('%s document the answers to requests that are too many, too long, too large or too slow', (_where, document) => {
    const { get, post } = document.paths['/api/v1/things']!;
    expect(Object.keys(get!.responses!)).toEqual(['200', '414', '429', '431']);
    expect(Object.keys(post!.responses!)).toEqual(['408', '413', '414', '429', '431']);
    expect(post!.responses!['413']).toEqual({ description: 'its own' });
  });
});
