import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { GatewayBench } from './testing/gateway-bench.js';

const MEGABYTE = 1024 * 1024;

const bench = new GatewayBench();

beforeAll(() => bench.open());
afterAll(() => bench.close());
beforeEach(() => bench.setUp());
afterEach(() => bench.tearDown());

describe('bodies of any size', () => {
  const size = 200 * MEGABYTE;
  /** As many bytes as anybody takes from it. */
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

  /** How far a sender gets while its receiver takes nothing: what lies in the buffers between them. */
  async function settled(taken: () => number): Promise<number> {
    for (let before = -1; before !== taken();) {
      before = taken();
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return taken();
  }

  it('go up no faster than the service takes them, and are not kept on the way', async () => {
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

  it('come down no faster than the client takes them, and are not kept on the way', async () => {
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

  it('that a service refuses before their end still get its refusal to the client', async () => {
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

  it('may take longer to work through than a plain request, and be answered line by line while they come', async () => {
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

  it('whose client goes away are broken off towards the service, too, and hold nothing up', async () => {
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
