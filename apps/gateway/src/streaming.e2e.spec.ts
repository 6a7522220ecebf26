import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { eventually } from '@motcua/testing';
import { GatewayBench } from './testing/gateway-bench.js';

const MEGABYTE = 1024 * 1024;

const bench = new GatewayBench();

beforeAll(() => bench.open());
afterAll(() => bench.close());
beforeEach(() => bench.setUp());
afterEach(() => bench.tearDown());

describe('slow bodies', () => {
  const TIMES = { HTTP_BODY_TIMEOUT_MS: '1000', HTTP_STREAM_IDLE_MS: '1000' };

  /** Sends a piece repeatedly until there is an answer, and then until the connection is closed. */
  function trickle(
    url: string,
    path: string,
    headers: OutgoingHttpHeaders,
    piece: string,
  ): Promise<number | undefined> {
    return new Promise((resolve) => {
      let status: number | undefined;
      const upload = httpRequest(url + path, { method: 'POST', headers: { authorization: bench.officer, ...headers } });
      const dripping = setInterval(() => upload.writable && upload.write(piece), 50);
      upload.on('response', (answer) => {
        status = answer.statusCode;
        answer.resume();
      });
      upload.on('error', () => undefined);
      upload.on('close', () => {
        clearInterval(dripping);
        resolve(status);
      });
    });
  }

  it.each([
    ['text/plain', { 'content-length': 100_000 }],
    ['text/plain', {}],
    ['application/json', { 'content-length': 100_000 }],
    ['application/json', {}],
    ['application/x-ndjson', {}],
  ])('are cut off at the gateway for any content type: %s %j', async (type, length) => {
    const at = await bench.gateway(TIMES);
    const headers = { 'content-type': type, ...length };
    expect(await trickle(at.url, '/api/v1/dossiers', headers, 'a')).toBe(408);
  });

  it('are cut off in a stream operation when they arrive byte by byte, and the service is told', async () => {
    const at = await bench.gateway(TIMES);
    let ended: unknown;
    bench.first.answer = (request) => void request.resume().on('error', (error) => (ended = error));
    const headers = { 'content-type': 'application/x-ndjson' };
    expect(await trickle(at.url, '/api/v1/dossier-imports', headers, 'a')).toBe(408);
    await eventually(async () => expect(ended).toBeDefined());
  });

  it('are forwarded in a stream operation while data arrives', async () => {
    const at = await bench.gateway(TIMES);
    const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
      method: 'POST',
      headers: { authorization: bench.officer, 'content-type': 'application/x-ndjson' },
    });
    const answer = new Promise<IncomingMessage>((resolve, reject) =>
      upload.on('response', resolve).on('error', reject),
    );
    let pieces = 0;
    const sending = setInterval(() => {
      upload.write('a'.repeat(40));
      pieces += 1;
      if (pieces === 30) upload.end(() => clearInterval(sending));
    }, 100);
    expect((await answer).resume().statusCode).toBe(200);
    clearInterval(sending);
    expect(bench.first.seen[0]!.body).toHaveLength(1_200);
  });
});

describe('bodies of any size', () => {
  const size = 200 * MEGABYTE;
  /** An endless stream of bytes. */
  function source(): { stream: Readable; taken: () => number } {
    let taken = 0;
    const piece = Buffer.alloc(MEGABYTE / 16, 'x');
    const stream = new Readable({
      highWaterMark: piece.length,
      read() {
        taken += piece.length;
        this.push(taken > size ? null : piece);
      },
    });
    return { stream, taken: () => taken };
  }

  /** The bytes that a sender can write while its receiver reads nothing: the buffers between them. */
  async function settled(taken: () => number): Promise<number> {
    for (let before = -1; before !== taken();) {
      before = taken();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return taken();
  }

  it('go up no faster than the service takes them, and are not buffered', async () => {
    const at = await bench.gateway();
    let takeIt = (): void => undefined;
    let received = 0;
    bench.first.answer = async (request, response) => {
      await new Promise<void>((resolve) => (takeIt = resolve));
      for await (const chunk of request) received += (chunk as Buffer).length;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    const body = source();
    const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
      method: 'POST',
      headers: { authorization: bench.officer, 'content-type': 'application/x-ndjson', 'content-length': size },
    });
    const answer = new Promise<IncomingMessage>((resolve, reject) =>
      upload.on('response', resolve).on('error', reject),
    );
    body.stream.pipe(upload);
    expect(await settled(body.taken)).toBeLessThan(32 * MEGABYTE);
    takeIt();
    expect((await answer).resume().statusCode).toBe(200);
    expect(received).toBe(size);
  });

  it('come down no faster than the client takes them, and are not buffered', async () => {
    const at = await bench.gateway();
    const body = source();
    bench.first.answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      body.stream.pipe(response);
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      httpRequest(`${at.url}/api/v1/dossiers`, { headers: { authorization: bench.officer } }, resolve)
        .on('error', reject)
        .end(),
    );
    expect(await settled(body.taken)).toBeLessThan(32 * MEGABYTE);
    let received = 0;
    for await (const chunk of answer) received += (chunk as Buffer).length;
    expect(received).toBe(size);
  });

  it('refused before their end still deliver the refusal to the client', async () => {
    const at = await bench.gateway();
    bench.first.answer = (_request, response) => {
      response.writeHead(415, { 'content-type': 'application/problem+json' }).end('{"status":415}');
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
        method: 'POST',
        headers: { authorization: bench.officer, 'content-type': 'text/plain' },
      });
      upload.on('response', resolve).on('error', reject);
      createReadStream('/dev/zero', { end: 4 * MEGABYTE }).pipe(upload);
    });
    expect(answer.statusCode).toBe(415);
    answer.resume();
  });

  it('may take longer than a plain request, and be answered line by line while they arrive', async () => {
    const at = await bench.gateway({ UPSTREAM_TIMEOUT_MS: '150' });
    bench.first.answer = async (request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for await (const chunk of request) response.write(`took ${(chunk as Buffer).length}\n`);
      await new Promise((resolve) => setTimeout(resolve, 400));
      response.end('done\n');
    };
    const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
      method: 'POST',
      headers: { authorization: bench.officer, 'content-type': 'application/x-ndjson' },
    });
    upload.write('{"line":1}\n');
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      upload.on('response', resolve).on('error', reject),
    );
    let said = '';
    for await (const chunk of answer) {
      // The next line is sent only once the one before it was acknowledged.
      if (said === '') upload.end('{"line":2}\n');
      said += String(chunk);
    }
    expect(said).toBe('took 11\ntook 11\ndone\n');
  });

  it('whose client disconnects after sending all are aborted towards the service, too', async () => {
    const at = await bench.gateway();
    let given: (() => void) | undefined;
    const up = new Promise<void>((resolve) => (given = resolve));
    const seen = new Promise<void>((resolve) => {
      bench.first.answer = async (request, response) => {
        for await (const chunk of request) void chunk;
        response.on('close', () => resolve());
        given!();
      };
    });
    const abort = new AbortController();
    const upload = bench.send(at, 'POST', '/api/v1/dossier-imports', {
      body: '{"line":1}\n',
      headers: { 'content-type': 'application/x-ndjson' },
      signal: abort.signal,
    });
    await up;
    abort.abort();
    await expect(upload).rejects.toThrow();
    await seen;
  });

  it('whose client disconnects are aborted towards the service, too, and block nothing', async () => {
    const at = await bench.gateway();
    const broken = new Promise<void>((resolve) => {
      bench.first.answer = (request) => {
        request
          .on('close', resolve)
          .on('error', () => undefined)
          .resume();
      };
    });
    const abort = new AbortController();
    const endless = new Readable({ read: () => undefined });
    endless.push('{"line":1}\n');
    const upload = bench.send(at, 'POST', '/api/v1/dossier-imports', {
      body: endless as never,
      duplex: 'half',
      signal: abort.signal,
    } as RequestInit);
    setTimeout(() => abort.abort(), 200);
    await expect(upload).rejects.toThrow();
    await broken;
    const begun = Date.now();
    await at.stop();
    expect(Date.now() - begun).toBeLessThan(2_000);
  });
});
