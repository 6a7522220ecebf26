import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { DateOnly, DomainError, Instant, Integer, NumberInQuery } from '@motcua/contracts';
import { Public } from '../auth/caller.js';
import type { RunningService } from '../service/service-definition.js';
import { startService } from '../service/start-service.js';
import { ask, jsonBody, LogLines, MINI_ENV, miniService } from '../testing/mini-service.js';
import { streamedBody, TakesStream } from './content-types.js';
import { UuidPipe } from './validation.pipe.js';

class NoteBody {
  @IsString()
  @MaxLength(100)
  text: string;
  @Integer({ description: 'how many', optional: true }) count?: number;
  @DateOnly({ description: 'on which day', optional: true }) on?: string;
  @Instant({ description: 'when', optional: true }) at?: string;
}

class NotesQuery {
  @IsOptional()
  @NumberInQuery()
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

@Public()
@Controller('notes')
class NotesController {
  @Post()
  add(@Body() body: NoteBody): NoteBody {
    return body;
  }

  @Get()
  list(@Query() query: NotesQuery): NotesQuery {
    return query;
  }

  @Get('broken')
  broken(): never {
    throw new TypeError('the inner secret');
  }

  @Post('archive')
  archive(): object {
    return {};
  }

  @Get(':id')
  one(@Param('id', UuidPipe) id: string): object {
    return { id };
  }
}

@Public()
@Controller('lines')
class LinesController {
  @Post()
  @TakesStream('application/x-ndjson')
  async add(@Req() request: FastifyRequest): Promise<object> {
    let bytes = 0;
    for await (const chunk of streamedBody(request)) bytes += (chunk as Buffer).length;
    return { bytes };
  }

  @Post('refused')
  @TakesStream('application/x-ndjson')
  async refuse(@Req() request: FastifyRequest): Promise<void> {
    for await (const _ of streamedBody(request)) {
      throw new DomainError({ kind: 'invalid', code: 'lines.refused', message: { vi: 'Từ chối.', en: 'Refused.' } });
    }
  }
}

let service: RunningService;
const log = new LogLines();

beforeAll(async () => {
  service = await startService(
    miniService({ controllers: [NotesController, LinesController] }),
    { ...MINI_ENV, LOG_LEVEL: 'info', HTTP_BODY_LIMIT_BYTES: '2048' },
    { logDestination: log },
  );
});

afterAll(() => service.stop());

/** Sends raw bytes; returns everything that the service answers before it closes. */
function raw(text: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(service.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
  });
}

const packed = (text: string): RequestInit => ({
  ...jsonBody('', { 'content-encoding': 'gzip' }),
  body: new Uint8Array(gzipSync(text)),
});
const latin1 = Buffer.from([...Buffer.from('{"text":"'), 0xe9, ...Buffer.from('"}')]);

describe('a client that sends slowly', () => {
  let slow: RunningService;

  beforeAll(async () => {
    slow = await startService(miniService({ controllers: [NotesController, LinesController] }), {
      ...MINI_ENV,
      HTTP_HEADERS_TIMEOUT_MS: '1000',
      HTTP_BODY_TIMEOUT_MS: '1000',
      HTTP_STREAM_IDLE_MS: '1000',
    });
  });
  afterAll(() => slow.stop());

  /** Sends `head`, then `drop` repeatedly until the connection is closed; returns everything that was answered. */
  function trickle(head: string, drop: string): Promise<string> {
    const { hostname, port } = new URL(slow.url);
    return new Promise((resolve) => {
      let dripping: NodeJS.Timeout | undefined;
      const socket = connect(Number(port), hostname, () => {
        socket.write(head);
        dripping = setInterval(() => socket.writable && socket.write(drop), 50);
      });
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => {
        clearInterval(dripping);
        resolve(answer);
      });
    });
  }

  it('gets 408 and is cut off when its header fields do not end', async () => {
    const answer = await trickle('GET /notes HTTP/1.1\r\nHost: a\r\n', 'X-More: a\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request.timeout"/);
  });

  it('gets 408 and is cut off when its JSON does not end', async () => {
    const head =
      'POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"text":"';
    const answer = await trickle(head, 'a');
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request.timeout"/);
  });

  const chunked = (path: string, type: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\n\r\n`;

  it('gets 408 and is cut off when its stream is only a byte now and then', async () => {
    // 20 bytes per second: never idle for long, and never complete.
    const answer = await trickle(chunked('/lines', 'application/x-ndjson'), '1\r\na\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request.timeout"/);
  });

  it('gets 408 and is cut off when its stream stops', async () => {
    const head = `${chunked('/lines', 'application/x-ndjson')}186a0\r\n${'a'.repeat(100_000)}\r\n`;
    expect(await trickle(head, '')).toMatch(/^HTTP\/1\.1 408 [\s\S]*"code":"request.timeout"/);
  });

  it('is served while it keeps sending, without a time limit', async () => {
    const { hostname, port } = new URL(slow.url);
    const answer = await new Promise<string>((resolve) => {
      let pieces = 0;
      const socket = connect(Number(port), hostname, () => {
        socket.write(chunked('/lines', 'application/x-ndjson'));
        // 400 bytes a second, for three times as long as another body may take.
        const sending = setInterval(() => {
          socket.write(`28\r\n${'a'.repeat(40)}\r\n`);
          pieces += 1;
          if (pieces < 30) return;
          clearInterval(sending);
          socket.write('0\r\n\r\n');
        }, 100);
        socket.once('data', (bytes) => {
          clearInterval(sending);
          resolve(bytes.toString());
          socket.destroy();
        });
      });
    });
    expect(answer).toMatch(/^HTTP\/1\.1 201 [^]*\{"bytes":1200\}/);
  });

  it.each(['text/plain', 'application/octet-stream', 'nonsense'])(
    'is refused and cut off when its %s has a type that the service does not read',
    async (type) => {
      expect(await trickle(chunked('/notes', type), '1\r\na\r\n')).toMatch(/^HTTP\/1\.1 415 /);
      const counted = `POST /notes HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: 100000\r\n\r\n`;
      expect(await trickle(counted, 'a')).toMatch(/^HTTP\/1\.1 415 /);
    },
  );

  it('loses only its own connection by an unexpected body', async () => {
    const head = 'GET /nothing HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';
    expect(await trickle(head, 'a')).toMatch(/^HTTP\/1\.1 404 /);
    expect(await trickle(head, '')).toMatch(/^HTTP\/1\.1 404 /);
    // An unhandled error event ends the process, and this suite with it.
    expect((await fetch(`${slow.url}/livez`)).status).toBe(200);
  });

  it('is cut off when it keeps sending after a refusal', async () => {
    const head =
      'POST /nothing HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await trickle(head, '1\r\na\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('a client with a body that is far too large', () => {
  /** Sends it whole over one connection, ignoring answers meanwhile, and then a second request on the same. */
  function sendsAll(length: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      let answers = '';
      socket.on('data', (bytes) => {
        answers += bytes.toString();
        if ((answers.match(/HTTP\/1\.1 /g) ?? []).length === 2) socket.end(() => resolve(answers));
      });
      socket.on('error', reject);
      socket.on('close', () => reject(new Error(`closed after ${answers.slice(0, 60)}`)));
      const body = `{"text":"${'a'.repeat(length)}"}`;
      socket.write('POST /notes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
      socket.write(`Content-Length: ${body.length}\r\n\r\n`);
      socket.write(body, () => socket.write('GET /notes?limit=5 HTTP/1.1\r\nHost: x\r\n\r\n'));
    });
  }

  it('gets the reason, and its connection stays open', async () => {
    for (let times = 0; times < 10; times += 1) {
      const answers = await sendsAll(5_000_000);
      expect(answers).toMatch(/^HTTP\/1\.1 413 /);
      expect(answers).toContain('request.too-large');
      expect(answers).toContain('HTTP/1.1 200 ');
    }
  });
});

describe('a client whose stream is refused before it has sent all of it', () => {
  it('gets the reason, and its connection stays open for the next request', async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    let answers = '';
    socket.on('data', (bytes) => (answers += bytes.toString()));
    const answered = (status: number): Promise<void> =>
      new Promise((resolve, reject) => {
        socket.on('data', () => answers.includes(`HTTP/1.1 ${status} `) && resolve());
        socket.on('close', () => reject(new Error(`closed after ${answers}`)));
        socket.on('error', reject);
      });
    const rest = 4_000_000;
    socket.write('POST /lines/refused HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n');
    socket.write(`Content-Length: ${rest + 2}\r\n\r\n{}`);
    await answered(400);
    socket.write(Buffer.alloc(rest, 'a'));
    socket.write('GET /notes?limit=5 HTTP/1.1\r\nHost: x\r\n\r\n');
    await answered(200);
    expect(answers).toContain('lines.refused');
    socket.destroy();
  });
});

describe('a client that goes on sending after its stream was refused', () => {
  it('is cut off before it has sent much', async () => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(0x100000, 'a'), Buffer.from('\r\n')]);
    const sent = new Promise<number>((resolve) => socket.on('close', () => resolve(socket.bytesWritten)));
    socket.on('error', () => undefined);
    const sendOn = (): void => {
      if (!socket.writable) return;
      if (socket.write(chunk)) setImmediate(sendOn);
      else socket.once('drain', sendOn);
    };
    socket.write('POST /lines/refused HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n');
    socket.write('Transfer-Encoding: chunked\r\n\r\n');
    sendOn();
    expect(await sent).toBeLessThan(96 * 1024 * 1024);
  });
});

describe('an invalid request', () => {
  it.each<[string, string, RequestInit, number, string]>([
    ['JSON cut off in the middle', '/notes', jsonBody('{"text'), 400, 'request.malformed'],
    ['JSON with something after it', '/notes', jsonBody('{"text":"a"} x'), 400, 'request.malformed'],
    ['JSON with a byte order mark', '/notes', jsonBody('\ufeff{"text":"a"}'), 200, ''],
    ['an attempt on the prototype', '/notes', jsonBody('{"text":"a","__proto__":{"x":1}}'), 400, 'request.malformed'],
    [
      'an attempt on the constructor',
      '/notes',
      jsonBody('{"text":"a","constructor":{"prototype":{"x":1}}}'),
      400,
      'request.malformed',
    ],
    ['no body at all', '/notes', { method: 'POST' }, 400, 'request.invalid'],
    ['an empty JSON body', '/notes', jsonBody(''), 400, 'request.invalid'],
    ['an array for an object', '/notes', jsonBody([]), 400, 'request.invalid'],
    ['null for an object', '/notes', jsonBody('null'), 400, 'request.invalid'],
    ['a number for a text', '/notes', jsonBody({ text: 7 }), 400, 'request.invalid'],
    ['a field too many', '/notes', jsonBody({ text: 'a', extra: 1 }), 400, 'request.invalid'],
    ['a text too long', '/notes', jsonBody({ text: 'a'.repeat(101) }), 400, 'request.invalid'],
    [
      'a number past what a double can hold',
      '/notes',
      jsonBody('{"text":"a","count":9007199254740993}'),
      400,
      'request.invalid',
    ],
    ['a number without an end', '/notes', jsonBody('{"text":"a","count":1e999}'), 400, 'request.invalid'],
    ['a number below nothing', '/notes', jsonBody('{"text":"a","count":-1}'), 400, 'request.invalid'],
    ['the largest whole number', '/notes', jsonBody('{"text":"a","count":9007199254740991}'), 200, ''],
    ['a day that no calendar has', '/notes', jsonBody({ text: 'a', on: '2026-02-30' }), 400, 'request.invalid'],
    ['the leap day of a year without one', '/notes', jsonBody({ text: 'a', on: '2026-02-29' }), 400, 'request.invalid'],
    ['the leap day of a year with one', '/notes', jsonBody({ text: 'a', on: '2028-02-29' }), 200, ''],
    [
      'an instant that no calendar has',
      '/notes',
      jsonBody({ text: 'a', at: '2026-02-30T10:00:00Z' }),
      400,
      'request.invalid',
    ],
    [
      'an instant without its zone',
      '/notes',
      jsonBody({ text: 'a', at: '2026-02-20T10:00:00' }),
      400,
      'request.invalid',
    ],
    ['an hour that no day has', '/notes', jsonBody({ text: 'a', at: '2026-02-20T25:00:00Z' }), 400, 'request.invalid'],
    [
      'an offset that no zone has',
      '/notes',
      jsonBody({ text: 'a', at: '2026-02-20T10:00:00+99:99' }),
      400,
      'request.invalid',
    ],
    ['marks that turn what is shown around', '/notes', jsonBody({ text: 'giay\u202efdp.exe' }), 400, 'request.invalid'],
    ['marks that set a part of the text apart', '/notes', jsonBody({ text: 'An\u2066\u2069' }), 400, 'request.invalid'],
    ['a NUL character', '/notes', jsonBody('{"text":"a\\u0000"}'), 400, 'request.invalid'],
    ['half a surrogate pair', '/notes', jsonBody('{"text":"\\ud800"}'), 400, 'request.invalid'],
    ['a body that is not UTF-8', '/notes', { ...jsonBody(''), body: latin1 }, 400, 'request.not-utf8'],
    ['nesting of a thousand levels', '/notes', jsonBody('['.repeat(900) + ']'.repeat(900)), 400, 'request.too-deep'],
    ['a body over the limit', '/notes', jsonBody({ text: 'a'.repeat(3_000) }), 413, 'request.too-large'],
    ['XML', '/notes', jsonBody('<a/>', { 'content-type': 'application/xml' }), 415, 'request.content-type'],
    ['plain text', '/notes', jsonBody('a', { 'content-type': 'text/plain' }), 415, 'request.content-type'],
    ['a form', '/notes', { method: 'POST', body: new URLSearchParams({ text: 'a' }) }, 415, 'request.content-type'],
    [
      'a content type that is none',
      '/notes',
      jsonBody('{}', { 'content-type': 'nonsense' }),
      415,
      'request.content-type',
    ],
    ['a query that is not a number', '/notes?limit=many', {}, 400, 'request.invalid'],
    ['a query out of bounds', '/notes?limit=0', {}, 400, 'request.invalid'],
    ['a query given twice', '/notes?limit=1&limit=2', {}, 400, 'request.invalid'],
    ['a query that nobody knows', '/notes?offset=1', {}, 400, 'request.invalid'],
    ['a prototype in the query', '/notes?__proto__=1', {}, 400, 'request.invalid'],
    ['an id that is none', '/notes/1', {}, 400, 'request.invalid'],
    ['an id with a NUL', '/notes/%00', {}, 400, 'request.invalid'],
    ['a malformed percent-encoding', '/notes/%zz', {}, 400, 'request.url-malformed'],
    ['a percent-encoding that is not UTF-8', '/notes/%ff', {}, 400, 'request.url-malformed'],
    ['an id of a thousand characters', `/notes/${'a'.repeat(1_000)}`, {}, 414, 'request.url-too-long'],
    ['an address of a hundred kilobytes', `/notes?x=${'a'.repeat(100_000)}`, {}, 431, 'request.headers-too-large'],
    ['a body packed with gzip', '/notes', packed('{"text":"a"}'), 415, 'request.content-encoding'],
    ['a bomb packed with gzip', '/notes', packed(' '.repeat(1_500_000)), 415, 'request.content-encoding'],
    [
      'the same field twice, the last of the wrong type',
      '/notes',
      jsonBody('{"text":"a","text":7}'),
      400,
      'request.invalid',
    ],
    ['the same field twice, the last of the right type', '/notes', jsonBody('{"text":7,"text":"a"}'), 200, ''],
    ['a query of ten thousand parameters', `/notes?${'a=1&'.repeat(2_000)}`, {}, 400, 'request.too-many-values'],
    ['an address that nobody answers', '/nothing', {}, 404, 'http.no-such-route'],
    [
      'plain text for an address that nobody answers',
      '/nothing',
      jsonBody('a', { 'content-type': 'text/plain' }),
      404,
      'http.no-such-route',
    ],
    ['a method that the address does not have', '/notes', { method: 'DELETE' }, 405, 'http.method-not-allowed'],
    ['a method that no such address has', '/notes/7/parts', { method: 'DELETE' }, 404, 'http.no-such-route'],
    ['a path that climbs', '/notes/..%2f..%2fetc%2fpasswd', {}, 400, 'request.invalid'],
  ])('%s', async (_what, path, init, status, code) => {
    const answer = await ask(service.url + path, init);
    if (status === 200) {
      expect(answer.status).toBeLessThan(300);
      return;
    }
    expect({ status: answer.status, code: answer.json?.code }).toEqual({ status, code });
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toMatchObject({ type: `urn:motcua:problem:${code}`, status, requestId: expect.any(String) });
  });

  it('is answered with what would be valid', async () => {
    expect(await ask(`${service.url}/notes`, jsonBody({ text: 'a' }))).toMatchObject({
      status: 201,
      json: { text: 'a' },
    });
    expect(await ask(`${service.url}/notes?limit=5`)).toMatchObject({ status: 200, json: { limit: 5 } });
    const id = '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10';
    expect(await ask(`${service.url}/notes/${id}`)).toMatchObject({ status: 200, json: { id } });
    const vendor = jsonBody({ text: 'a' }, { 'content-type': 'application/vnd.motcua+json; charset=utf-8' });
    expect(await ask(`${service.url}/notes`, vendor)).toMatchObject({ status: 201 });
  });

  it.each([
    ['not HTTP at all', 'HELLO\r\n\r\n', '400'],
    ['header fields without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`, '431'],
    ['a header with a line break in it', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', '400'],
    ['TRACE', 'TRACE /notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '405'],
    [
      'QUERY, which comes without its content type',
      'QUERY /notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      '405',
    ],
    ['a method that HTTP does not know', 'GIVE /notes HTTP/1.1\r\nHost: a\r\n\r\n', '405'],
    ['a target that climbs', 'GET /notes/../notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400'],
    ['a target with an empty segment', 'GET //notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400'],
    ['a target of another scheme', 'GET ftp://a/notes HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400'],
    [
      'two lengths for one body',
      'POST /notes HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na',
      '400',
    ],
    [
      'a length and chunks together',
      'POST /notes HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
  ])('%s', async (_what, text, status) => {
    const answer = await raw(text);
    expect(answer.split(' ')[1]).toBe(status);
    expect(answer).toContain('application/problem+json');
  });

  it.each([
    ['absolute', 'http://motcua.example/notes?limit=5'],
    ['percent-encoded where it need not be', '/%6Eotes?limit=5'],
  ])('is valid with target %s: it is served, and measured under its route', async (_what, target) => {
    const before = log.with('request').filter((line) => line['route'] === '/notes').length;
    const answer = await raw(`GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*\{"limit":5\}$/);
    expect(log.with('request').filter((line) => line['route'] === '/notes')).toHaveLength(before + 1);
  });

  it('with a wrong method gets the methods of that address, not of a similar one', async () => {
    const allowed = async (path: string): Promise<string | null> =>
      (await ask(service.url + path, { method: 'PUT' })).headers.get('allow');
    expect(await allowed('/notes')).toBe('POST, GET, HEAD');
    expect(await allowed('/notes/7')).toBe('GET, HEAD');
    expect(await allowed('/notes/archive')).toBe('POST');
  });

  it('is told in Vietnamese, or in English on request, which field and why', async () => {
    const vi = await ask(`${service.url}/notes`, jsonBody({ text: 7 }));
    expect(vi.headers.get('content-language')).toBe('vi');
    expect(vi.json.errors).toContainEqual({ path: 'text', code: 'isString', message: 'phải là chuỗi ký tự' });
    const en = await ask(`${service.url}/notes`, jsonBody({ text: 7 }, { 'accept-language': 'en-GB,en;q=0.9' }));
    expect(en.headers.get('content-language')).toBe('en');
    expect(en.json).toMatchObject({ title: 'The request is not valid' });
    expect(en.json.errors).toContainEqual({ path: 'text', code: 'isString', message: 'must be a string' });
  });

  it('keeps the id that it came with, if that is harmless, and gets one otherwise', async () => {
    const kept = await ask(`${service.url}/nothing`, { headers: { 'x-request-id': 'portal-2026-08-31.1' } });
    expect(kept.headers.get('x-request-id')).toBe('portal-2026-08-31.1');
    expect(kept.json.requestId).toBe('portal-2026-08-31.1');
    const given = await ask(`${service.url}/nothing`, { headers: { 'x-request-id': '<script>alert(1)</script>' } });
    expect(given.json.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(given.headers.get('x-request-id')).toBe(given.json.requestId);
  });

  it('and a valid one tell browsers to guess no type, frame nothing and run nothing', async () => {
    for (const path of ['/notes?limit=5', '/notes?limit=0', '/nothing', '/docs']) {
      const { headers } = await ask(service.url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      if (path !== '/docs') expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('because of a defect of ours gets 500 without the cause, which only the log has', async () => {
    const answer = await ask(`${service.url}/notes/broken`);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('inner secret');
    const [line] = log.with('request failed');
    expect(line).toMatchObject({ level: 'error', requestId: answer.json.requestId });
    expect(line!['err']).toMatchObject({ type: 'TypeError', message: 'the inner secret' });
  });

  it('leaves one line in the log with its route and status, without its path, query or body', async () => {
    await ask(`${service.url}/notes/079123456789?identityNumber=079123456789`, {
      headers: { 'x-request-id': 'look-for-me' },
    });
    const lines = log.with('request').filter((line) => line['requestId'] === 'look-for-me');
    expect(lines).toEqual([
      expect.objectContaining({ method: 'GET', route: '/notes/:id', status: 400, code: 'request.invalid' }),
    ]);
    expect(log.text).not.toContain('079123456789');
  });

  it('never got a 5xx except for the defect', () => {
    const statuses = log.with('request').map((line) => Number(line['status']));
    expect(statuses.length).toBeGreaterThan(30);
    expect(statuses.filter((status) => status >= 500)).toEqual([500]);
  });
});
