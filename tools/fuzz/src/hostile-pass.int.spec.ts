import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenApiDocument } from '@motcua/gateway';
import { hostilePass } from './hostile-pass.js';

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'An office', version: '1' },
  paths: {
    '/refusals/{id}': {
      post: {
        operationId: 'refuse',
        parameters: [
          { name: 'id', in: 'path', example: '7' },
          { name: 'Idempotency-Key', in: 'header' },
        ],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } } },
      },
    },
    '/imports': {
      post: { operationId: 'import', requestBody: { content: { 'application/x-ndjson': { schema: {} } } } },
    },
    '/deliveries': { post: { operationId: 'deliver' } },
    '/lists': { get: { operationId: 'list' } },
  },
  components: {
    schemas: {
      Refusal: {
        type: 'object',
        properties: {
          reason: { type: 'string', minLength: 1, example: 'Không thuộc thẩm quyền' },
          papers: { type: 'array', items: { type: 'string', minLength: 1 }, example: ['Bản sao'] },
          applicant: { allOf: [{ $ref: '#/components/schemas/Person' }] },
        },
      },
      Person: { type: 'object', properties: { fullName: { type: 'string', minLength: 1, example: 'An' } } },
    },
  },
} as unknown as OpenApiDocument;

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

async function passOver(listener: RequestListener, requestTimeout = 0): Promise<string[]> {
  const server = createServer({ requestTimeout, connectionsCheckingInterval: 200 }, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tokenOf = (): Promise<string> => Promise.reject(new Error('nobody has to sign in'));
  const pass = await hostilePass({ url, document: DOCUMENT, tokenOf, quick: true, slowMs: 3_000 });
  expect(pass.requests).toBeGreaterThan(30);
  return pass.found;
}

/** Answers once the body has arrived. */
const withBody =
  (answer: (type: string, body: string, url: string) => [number, object]): RequestListener =>
  (request, response) => {
    let body = '';
    request.on('data', (bytes: Buffer) => (body += bytes.toString()));
    request.on('end', () => {
      const [status, problem] = answer(request.headers['content-type'] ?? '', body, request.url ?? '');
      response.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
    });
  };

describe('The hostile bodies', () => {
  it('detect a service that carries everything out and waits for every body', async () => {
    const found = await passOver(withBody(() => [200, {}]));
    for (const sentence of [
      'refuse, a body of application/x-ndjson: answered 200',
      'import, a body of application/json: answered 200',
      'refuse, one unknown name: answered 200',
      'refuse, 5000 papers: answered 200',
      'refuse, applicant of 5000 objects: answered 200',
      'refuse, " " as reason: answered 200',
      'refuse, " " as papers: answered 200',
      'refuse, " " as applicant.fullName: answered 200',
      'deliver, a body: answered 200',
      'deliver, one unknown parameter: answered 200',
      'import, one unknown parameter: answered 200',
      'list, one unknown parameter: answered 200',
      'refuse, a slow body of text/plain: is still open',
      'import, a slow body of application/json: is still open',
    ]) {
      expect(found).toContainEqual(expect.stringContaining(sentence));
    }
  });

  it('detect a service that fails, and one that does not name a blank text', async () => {
    expect(await passOver(withBody(() => [500, {}]))).toContainEqual(expect.stringContaining('answered 500'));
    const silent = withBody((type) => [type === 'application/json' ? 400 : 415, { errors: [] }]);
    expect(await passOver(silent)).toContainEqual(expect.stringContaining('is refused for something else'));
  });

  it('report nothing for a service that refuses each of them', async () => {
    const found = await passOver(
      withBody((type, body, url) => {
        if (url.includes('nobodyKnows')) return [400, { errors: [{ path: 'nobodyKnows' }] }];
        if (type !== 'application/json') return [415, {}];
        return [
          body === 'x' ? 415 : 400,
          { errors: ['reason', 'papers', 'applicant.fullName', 'nobodyKnows'].map((path) => ({ path })) },
        ];
      }),
      1_000,
    );
    expect(found).toEqual([]);
  });
});
