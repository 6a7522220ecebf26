import { Body, Controller, Post, Req } from '@nestjs/common';
import { Text } from '@motcua/contracts';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/caller.js';
import type { RunningService } from '../service/service-definition.js';
import { startService } from '../service/start-service.js';
import { ask, jsonBody, MINI_ENV, miniService } from '../testing/mini-service.js';
import { contentHash } from '../database/idempotency.js';
import { IdempotencyKey } from './idempotency-key.js';
import { streamedBody, TakesStream } from './content-types.js';

class RefusalBody {
  @Text({ description: 'Why' }) reason: string;
}

const NDJSON = 'application/x-ndjson';
const CSV = 'text/csv';
let done: string[] = [];

@Public()
@Controller()
class OfficeController {
  @Post('refusals')
  refuse(@Body() body: RefusalBody, @IdempotencyKey() key?: string): object {
    done.push(key === undefined ? 'refused' : contentHash(body));
    return {};
  }

  @Post('acceptances')
  accept(): object {
    done.push('accepted');
    return {};
  }

  @Post('imports')
  @TakesStream(NDJSON)
  async take(@Req() request: FastifyRequest): Promise<object> {
    let bytes = 0;
    for await (const chunk of streamedBody(request) as AsyncIterable<Buffer>) bytes += chunk.length;
    done.push('imported');
    return { bytes };
  }

  @Post('tables')
  @TakesStream(CSV, 'text/tab-separated-values')
  table(@Req() request: FastifyRequest): object {
    streamedBody(request).resume();
    done.push('tabulated');
    return {};
  }
}

let service: RunningService;
beforeAll(async () => {
  service = await startService(miniService({ controllers: [OfficeController] }), MINI_ENV);
});
afterAll(() => service.stop());
beforeEach(() => (done = []));

const send = (path: string, type: string | undefined, body: string, headers: Record<string, string> = {}) =>
  ask(`${service.url}${path}`, {
    ...jsonBody(body, headers),
    headers: { ...(type === undefined ? {} : { 'content-type': type }), ...headers, 'accept-language': 'en' },
    body: new TextEncoder().encode(body),
  });

describe('an operation that takes JSON', () => {
  it.each([NDJSON, `${NDJSON}; charset=utf-8`, 'Application/X-NDJSON', CSV, 'text/plain', 'application/jsonx'])(
    'refuses a body of %s and names the type that it takes',
    async (type) => {
      for (const [path, headers] of [
        ['/refusals', {}],
        ['/refusals', { 'idempotency-key': 'k-1' }],
        ['/acceptances', {}],
      ] as [string, Record<string, string>][]) {
        const answer = await send(path, type, 'x', headers);
        expect(answer).toMatchObject({
          status: 415,
          json: {
            code: 'request.content-type',
            detail: 'This content type is not supported; this operation takes application/json.',
          },
        });
        expect(answer.headers.get('accept')).toBe('application/json');
      }
      expect(done).toEqual([]);
    },
  );

  it('refuses a body without a type', async () => {
    expect((await send('/refusals', undefined, '{"reason":"no"}')).status).toBe(415);
    expect(done).toEqual([]);
  });

  it('accepts any JSON type, and no body where none is required', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'application/vnd.motcua+json']) {
      expect((await send('/refusals', type, '{"reason":"not ours"}')).status).toBe(201);
    }
    expect((await ask(`${service.url}/acceptances`, { method: 'POST' })).status).toBe(201);
    expect(done).toEqual(['refused', 'refused', 'refused', 'accepted']);
  });
});

describe('an operation that takes a stream', () => {
  it.each(['application/json', CSV, 'text/plain'])('refuses %s and names the type that it takes', async (type) => {
    const answer = await send('/imports', type, '{}');
    expect(answer).toMatchObject({
      status: 415,
      json: { detail: 'This content type is not supported; this operation takes application/x-ndjson.' },
    });
    expect(answer.headers.get('accept')).toBe(NDJSON);
    expect((await send('/tables', NDJSON, '{}')).json.detail).toContain('takes text/csv, text/tab-separated-values.');
    expect(done).toEqual([]);
  });

  it('requires a body', async () => {
    expect((await ask(`${service.url}/imports`, { method: 'POST' })).status).toBe(415);
    expect(done).toEqual([]);
  });

  it.each([NDJSON, `${NDJSON};charset=utf-8`])('accepts its own type: %s', async (type) => {
    expect(await send('/imports', type, '{}\n{}\n')).toMatchObject({ status: 201, json: { bytes: 6 } });
    expect((await send('/tables', CSV, 'a;b')).status).toBe(201);
    expect(done).toEqual(['imported', 'tabulated']);
  });
});

describe('a client with an Accept header', () => {
  it.each([CSV, 'text/html', 'application/json;q=0'])('gets 406, and nothing is done, for %s', async (accept) => {
    expect(await send('/refusals', 'application/json', '{"reason":"no"}', { accept })).toMatchObject({
      status: 406,
      json: { code: 'request.not-acceptable', detail: 'Answers come as JSON only. Send Accept: application/json.' },
    });
    expect(done).toEqual([]);
  });

  it.each([
    '*/*',
    '*',
    'application/*',
    'application/json',
    'application/json; charset=utf-8',
    'text/plain, application/json;version=1;q=0.5',
    'text/html, */*;q=0.8',
    'application/problem+json',
  ])('is answered for %s', async (accept) => {
    expect((await send('/refusals', 'application/json', '{"reason":"no"}', { accept })).status).toBe(201);
    expect(done).toEqual(['refused']);
  });

  it('may ask a stream operation for lines', async () => {
    expect((await send('/imports', NDJSON, '{}', { accept: NDJSON })).status).toBe(201);
    expect((await send('/refusals', 'application/json', '{"reason":"no"}', { accept: NDJSON })).status).toBe(406);
  });

  it('gets metrics as text', async () => {
    expect((await ask(`${service.url}/metrics`, { headers: { accept: 'text/plain' } })).status).toBe(200);
  });
});
