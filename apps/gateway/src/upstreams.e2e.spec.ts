import { GatewayBench } from './testing/gateway-bench.js';

const bench = new GatewayBench();

beforeAll(() => bench.open());
afterAll(() => bench.close());
beforeEach(() => bench.setUp());
afterEach(() => bench.tearDown());

async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string }> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as { status: number; code: string; detail: string };
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('several addresses of one service', () => {
  it('are asked in turn', async () => {
    const at = await bench.gateway(bench.both());
    for (let n = 0; n < 4; n += 1) await bench.send(at, 'GET', '/api/v1/dossiers');
    expect([bench.first.seen.length, bench.second.seen.length]).toEqual([2, 2]);
  });

  it('replace one that refuses connections, for any request', async () => {
    const at = await bench.gateway(bench.both());
    await bench.first.stop();
    for (let n = 0; n < 6; n += 1) {
      const answer = await bench.send(at, 'POST', '/api/v1/dossiers/7/remind', { body: `{"n":${n}}` });
      expect(answer.status).toBe(200);
    }
    expect(bench.second.seen.map(({ body }) => body)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `{"n":${n}}`));
  });

  it('replace one that answers Connection: close, because it is about to stop', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.echo(200, { connection: 'close' });
    for (let n = 0; n < 8; n += 1) expect((await bench.send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
    expect([bench.first.seen.length, bench.second.seen.length]).toEqual([1, 7]);
    await bench.second.stop();
    expect((await bench.send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
  });

  it('replace one that breaks off, for requests that may be repeated', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.hangUp();
    for (let n = 0; n < 2; n += 1) {
      expect((await bench.send(at, 'PUT', '/api/v1/dossiers/7', { body: '{}' })).status).toBe(200);
      const keyed = await bench.send(at, 'POST', '/api/v1/dossiers', {
        body: '{}',
        headers: { 'idempotency-key': `k${n}` },
      });
      expect(await keyed.json()).toEqual({ by: 'second', method: 'POST' });
    }
    expect(bench.first.seen.length).toBeGreaterThan(0);
    expect(bench.second.seen).toHaveLength(4);
  });

  it('do not get a change that the first one may have made', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.hangUp();
    bench.second.answer = bench.second.hangUp();
    const plain = await bench.send(at, 'POST', '/api/v1/dossiers', { body: '{}' });
    expect(await problemOf(plain)).toMatchObject({ status: 502, code: 'gateway.service-broke-off' });
    // The operation does not document the key, so the service may not honour it.
    const unpromised = await bench.send(at, 'POST', '/api/v1/dossiers/7/remind', {
      headers: { 'idempotency-key': 'k' },
    });
    expect((await problemOf(unpromised)).status).toBe(502);
    expect(bench.first.seen.length + bench.second.seen.length).toBe(2);
  });

  it('that all break off give 503 with Retry-After if the request may be repeated, and say that it may have been carried out', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.hangUp();
    bench.second.answer = bench.second.hangUp();
    const keyed = { body: '{}', headers: { 'idempotency-key': 'k' } };
    const asked = [
      await bench.send(at, 'POST', '/api/v1/dossiers', keyed),
      await bench.send(at, 'GET', '/api/v1/dossiers'),
    ];
    for (const answer of asked) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      const problem = await problemOf(answer);
      expect(problem).toMatchObject({ status: 503, code: 'gateway.service-broke-off' });
      expect(problem.detail).toMatch(/may have been carried out/);
    }
  });

  it('do not give “nothing was done” when one broke off and the other could not be reached', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.hangUp();
    await bench.second.stop();
    for (let n = 0; n < 2; n += 1) {
      const keyed = { body: '{}', headers: { 'idempotency-key': `k${n}` } };
      const problem = await problemOf(await bench.send(at, 'POST', '/api/v1/dossiers', keyed));
      expect(problem).toMatchObject({ status: 503, code: 'gateway.service-broke-off' });
      expect(problem.detail).toMatch(/may have been carried out/);
    }
  });

  it('replace one that answers 503, for requests that may be repeated', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.refusal(503, 'service.unavailable');
    for (let n = 0; n < 4; n += 1) expect((await bench.send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
    bench.second.answer = bench.second.refusal(503, 'service.unavailable');
    expect(await problemOf(await bench.send(at, 'GET', '/api/v1/dossiers'))).toMatchObject({
      code: 'service.unavailable',
    });
  });
});

describe('a service that fails', () => {
  it('is unavailable: 503 with Retry-After', async () => {
    const at = await bench.gateway();
    await bench.first.stop();
    const answer = await bench.send(at, 'GET', '/api/v1/dossiers');
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'gateway.service-away', service: 'dossier' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await bench.send(at, 'GET', '/api/v1/feedback')).status).toBe(200);
  });

  it('is slow: 504, without another attempt', async () => {
    const at = await bench.gateway({ ...bench.both(), UPSTREAM_TIMEOUT_MS: '300' });
    bench.first.answer = bench.first.silence();
    bench.second.answer = bench.second.silence();
    expect(await problemOf(await bench.send(at, 'GET', '/api/v1/dossiers'))).toMatchObject({
      status: 504,
      code: 'gateway.service-slow',
    });
    expect(bench.first.seen.length + bench.second.seen.length).toBe(1);
  });

  it('speaks something other than HTTP, or fails without a problem document: 502', async () => {
    const at = await bench.gateway();
    bench.first.answer = (request) => void request.socket.end('SSH-2.0-OpenSSH_9.2\r\n');
    expect(await problemOf(await bench.send(at, 'POST', '/api/v1/dossiers/7/remind'))).toMatchObject({
      status: 502,
      code: 'gateway.bad-answer',
    });
    bench.first.answer = bench.first.echo(500, { 'content-type': 'text/html' }, '<h1>stack trace</h1>');
    const page = await bench.send(at, 'GET', '/api/v1/dossiers');
    expect(await problemOf(page)).toMatchObject({ status: 502, code: 'gateway.bad-answer' });
  });

  it('breaks off in the middle of its answer: the client’s connection is cut, so that a partial answer is not mistaken for a whole one', async () => {
    const at = await bench.gateway();
    bench.first.answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"items":[');
      setTimeout(() => request.socket.destroy(), 50);
    };
    const answer = await bench.send(at, 'GET', '/api/v1/dossiers');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    bench.first.answer = bench.first.echo();
    expect((await bench.send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
  });

  it('is reported in Vietnamese unless English is requested', async () => {
    const at = await bench.gateway();
    await bench.first.stop();
    const answer = await bench.send(at, 'GET', '/api/v1/dossiers', { headers: { 'accept-language': 'vi' } });
    expect((await problemOf(answer)).detail).toMatch(/tạm thời không liên lạc được/);
  });
});
