import { createReadStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable, Writable } from 'node:stream';
import { startDevelopmentIssuer, startService, type DevelopmentIssuer, type RunningService } from '@motcua/platform';
import { gatewayOver } from './gateway.definition.js';
import { FakeService } from './testing/fake-service.js';
import { smallApi } from './testing/small-api.js';

const log = new Writable({ write: (_chunk, _encoding, done) => done() });
const MEGABYTE = 1024 * 1024;

let issuer: DevelopmentIssuer;
let first: FakeService;
let second: FakeService;
let feedback: FakeService;
let running: RunningService[] = [];
let officer: string;

beforeAll(async () => {
  issuer = await startDevelopmentIssuer();
  officer = `Bearer ${await issuer.token({ sub: 'officer', roles: ['one-stop-officer'] })}`;
});
afterAll(() => issuer.stop());

beforeEach(async () => {
  first = await new FakeService('first').start();
  second = await new FakeService('second').start();
  feedback = await new FakeService('feedback').start();
});
afterEach(async () => {
  await Promise.all(running.map((service) => service.stop()));
  running = [];
  await Promise.all([first, second, feedback].map((service) => service.stop()));
});

async function gateway(env: Record<string, string> = {}): Promise<RunningService> {
  const service = await startService(
    gatewayOver(smallApi),
    {
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: issuer.audience,
      LOG_LEVEL: 'info',
      SHUTDOWN_TIMEOUT_MS: '3000',
      CATALOG_SERVICE_URLS: first.url,
      REPORTING_SERVICE_URLS: first.url,
      FEEDBACK_SERVICE_URLS: feedback.url,
      DOSSIER_SERVICE_URLS: first.url,
      UPSTREAM_TIMEOUT_MS: '1000',
      ...env,
    },
    { logDestination: log },
  );
  running.push(service);
  return service;
}

const both = () => ({ DOSSIER_SERVICE_URLS: `${first.url},${second.url}` });

async function send(at: RunningService, method: string, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(at.url + path, {
    ...init,
    method,
    headers: { authorization: officer, 'accept-language': 'en', ...(init.headers as Record<string, string>) },
  });
}

async function problemOf(response: Response): Promise<{ status: number; code: string; detail: string }> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as { status: number; code: string; detail: string };
  expect(problem.status).toBe(response.status);
  return problem;
}

describe('forwarding', () => {
  it('sends a request to the service that answers it, without the prefix, and gives its answer back as it is', async () => {
    const at = await gateway();
    first.answer = first.echo(201, { etag: '"1"', location: '/dossiers/7' }, '{"id":7}');
    const answer = await send(at, 'POST', '/api/v1/dossiers?agency=H41.14&x=%C4%91', {
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'x-request-id': 'client-request-1' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.get('location')).toBe('/api/v1/dossiers/7');
    expect(answer.headers.get('x-request-id')).toBe('client-request-1');
    expect(await answer.json()).toEqual({ id: 7 });
    expect(first.seen).toHaveLength(1);
    expect(first.seen[0]).toMatchObject({ method: 'POST', url: '/dossiers?agency=H41.14&x=%C4%91', body: '{"a":1}' });
    expect(first.seen[0]!.headers).toMatchObject({
      authorization: officer,
      'accept-language': 'en',
      'x-request-id': 'client-request-1',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
  });

  it('carries the caller’s trace on', async () => {
    const at = await gateway();
    await send(at, 'GET', '/api/v1/dossiers', {
      headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    });
    expect(first.seen[0]!.headers['traceparent']).toMatch(new RegExp(`^00-${'a'.repeat(32)}-(?!b{16})`));
  });

  it('answers HEAD, 204 and 304 without a body', async () => {
    const at = await gateway();
    first.answer = first.echo(200, { 'content-length': '17' }, '{"by":"first----"}'.slice(0, 17));
    const head = await send(at, 'HEAD', '/api/v1/dossiers/7');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(first.seen[0]!.method).toBe('HEAD');
    first.answer = async (request, response) => {
      await first.remember(request);
      response.writeHead(request.method === 'DELETE' ? 204 : 304, { etag: '"2"' }).end();
    };
    expect((await send(at, 'DELETE', '/api/v1/dossiers/7')).status).toBe(204);
    const unchanged = await send(at, 'GET', '/api/v1/dossiers/7', { headers: { 'if-none-match': '"2"' } });
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, '"2"']);
  });

  it('gives a service’s own refusal back as it is', async () => {
    const at = await gateway();
    first.answer = first.refusal(409, 'dossier.not-in-state');
    const answer = await send(at, 'POST', '/api/v1/dossiers/7/remind');
    expect(await problemOf(answer)).toEqual({ status: 409, code: 'dossier.not-in-state' });
  });

  it('forwards nothing that is not documented', async () => {
    const at = await gateway();
    expect((await send(at, 'GET', '/api/v1/ops/clock')).status).toBe(404);
    expect((await send(at, 'GET', '/api/v1/nothing')).status).toBe(404);
    expect((await send(at, 'GET', '/dossiers')).status).toBe(404);
    const patch = await send(at, 'PATCH', '/api/v1/dossiers/7', { body: '{}' });
    expect([patch.status, patch.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, DELETE']);
    await problemOf(patch);
    expect(first.seen).toEqual([]);
    expect((await send(at, 'PUT', '/api/v1/dossiers/7', { body: '{}' })).status).toBe(200);
  });
});

describe('tokens', () => {
  it('are asked for before a service sees anything, except where the operation is public', async () => {
    const at = await gateway();
    const anonymous = await fetch(`${at.url}/api/v1/dossiers`, { headers: { 'accept-language': 'en' } });
    expect(await problemOf(anonymous)).toMatchObject({ status: 401, code: 'auth.token-missing' });
    expect(anonymous.headers.get('www-authenticate')).toBe('Bearer realm="motcua"');
    expect(first.seen).toEqual([]);
    expect((await fetch(`${at.url}/api/v1/progress/H41.14-260820-0001`)).status).toBe(200);
    expect((await send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
  });

  it('that are expired, of another audience or signed by another are refused everywhere', async () => {
    const at = await gateway();
    const claims = { sub: 'officer' };
    for (const bad of [
      await issuer.token(claims, { expiresInSeconds: -60 }),
      await issuer.token(claims, { audience: 'another' }),
      await issuer.token(claims, { unpublishedKey: true }),
      'x.y.z',
    ]) {
      for (const path of ['/api/v1/dossiers', '/api/v1/progress/H41.14-260820-0001']) {
        const answer = await send(at, 'GET', path, { headers: { authorization: `Bearer ${bad}` } });
        expect((await problemOf(answer)).status).toBe(401);
      }
    }
    expect(first.seen).toEqual([]);
  });
});

describe('several addresses of one service', () => {
  it('are asked in turn', async () => {
    const at = await gateway(both());
    for (let n = 0; n < 4; n += 1) await send(at, 'GET', '/api/v1/dossiers');
    expect([first.seen.length, second.seen.length]).toEqual([2, 2]);
  });

  it('stand in for one that refuses connections, for any request', async () => {
    const at = await gateway(both());
    await first.stop();
    for (let n = 0; n < 6; n += 1) {
      const answer = await send(at, 'POST', '/api/v1/dossiers/7/remind', { body: `{"n":${n}}` });
      expect(answer.status).toBe(200);
    }
    expect(second.seen.map(({ body }) => body)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `{"n":${n}}`));
  });

  it('stand in for one that breaks off, for what may be repeated', async () => {
    const at = await gateway(both());
    first.answer = first.hangUp();
    for (let n = 0; n < 2; n += 1) {
      expect((await send(at, 'PUT', '/api/v1/dossiers/7', { body: '{}' })).status).toBe(200);
      const keyed = await send(at, 'POST', '/api/v1/dossiers', { body: '{}', headers: { 'idempotency-key': `k${n}` } });
      expect(await keyed.json()).toEqual({ by: 'second', method: 'POST' });
    }
    expect(first.seen.length).toBeGreaterThan(0);
    expect(second.seen).toHaveLength(4);
  });

  it('are not asked again about a change that the first one may have made', async () => {
    const at = await gateway(both());
    first.answer = first.hangUp();
    second.answer = second.hangUp();
    const plain = await send(at, 'POST', '/api/v1/dossiers', { body: '{}' });
    expect(await problemOf(plain)).toMatchObject({ status: 502, code: 'gateway.service-broke-off' });
    // The operation does not document the key, so nothing says that the service honours it.
    const unpromised = await send(at, 'POST', '/api/v1/dossiers/7/remind', { headers: { 'idempotency-key': 'k' } });
    expect((await problemOf(unpromised)).status).toBe(502);
    expect(first.seen.length + second.seen.length).toBe(2);
  });

  it('stand in for one that says 503, for what may be repeated', async () => {
    const at = await gateway(both());
    first.answer = first.refusal(503, 'service.unavailable');
    for (let n = 0; n < 4; n += 1) expect((await send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
    second.answer = second.refusal(503, 'service.unavailable');
    expect(await problemOf(await send(at, 'GET', '/api/v1/dossiers'))).toMatchObject({ code: 'service.unavailable' });
  });
});

describe('a service that does not answer as it should', () => {
  it('is away: 503, with when to try again', async () => {
    const at = await gateway();
    await first.stop();
    const answer = await send(at, 'GET', '/api/v1/dossiers');
    expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'gateway.service-away', service: 'dossier' });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send(at, 'GET', '/api/v1/feedback')).status).toBe(200);
  });

  it('is slow: 504, and nobody else is asked', async () => {
    const at = await gateway({ ...both(), UPSTREAM_TIMEOUT_MS: '300' });
    first.answer = first.silence();
    second.answer = second.silence();
    expect(await problemOf(await send(at, 'GET', '/api/v1/dossiers'))).toMatchObject({
      status: 504,
      code: 'gateway.service-slow',
    });
    expect(first.seen.length + second.seen.length).toBe(1);
  });

  it('speaks something other than HTTP, or fails without a problem document: 502', async () => {
    const at = await gateway();
    first.answer = (request) => void request.socket.end('SSH-2.0-OpenSSH_9.2\r\n');
    expect(await problemOf(await send(at, 'POST', '/api/v1/dossiers/7/remind'))).toMatchObject({
      status: 502,
      code: 'gateway.bad-answer',
    });
    first.answer = first.echo(500, { 'content-type': 'text/html' }, '<h1>stack trace</h1>');
    const page = await send(at, 'GET', '/api/v1/dossiers');
    expect(await problemOf(page)).toMatchObject({ status: 502, code: 'gateway.bad-answer' });
  });

  it('breaks off in the middle of its answer: the client’s connection is cut, so that half is not taken for whole', async () => {
    const at = await gateway();
    first.answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"items":[');
      setTimeout(() => request.socket.destroy(), 50);
    };
    const answer = await send(at, 'GET', '/api/v1/dossiers');
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    first.answer = first.echo();
    expect((await send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
  });

  it('says what is wrong in Vietnamese unless English is asked for', async () => {
    const at = await gateway();
    await first.stop();
    const answer = await send(at, 'GET', '/api/v1/dossiers', { headers: { 'accept-language': 'vi' } });
    expect((await problemOf(answer)).detail).toMatch(/tạm thời không liên lạc được/);
  });
});

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
    const at = await gateway();
    let takeIt = (): void => undefined;
    let received = 0;
    first.answer = async (request, response) => {
      await new Promise<void>((resolve) => (takeIt = resolve));
      for await (const chunk of request) received += (chunk as Buffer).length;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    };
    const body = source();
    const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
      method: 'POST',
      headers: { authorization: officer, 'content-type': 'application/x-ndjson', 'content-length': size },
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
    const at = await gateway();
    const body = source();
    first.answer = (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      body.stream.pipe(response);
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      httpRequest(`${at.url}/api/v1/dossiers`, { headers: { authorization: officer } }, resolve)
        .on('error', reject)
        .end(),
    );
    expect(await settled(body.taken)).toBeLessThan(32 * MEGABYTE);
    let received = 0;
    for await (const chunk of answer) received += (chunk as Buffer).length;
    expect(received).toBe(size);
  });

  it('that a service refuses before their end still get its refusal to the client', async () => {
    const at = await gateway();
    first.answer = (_request, response) => {
      response.writeHead(415, { 'content-type': 'application/problem+json' }).end('{"status":415}');
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
        method: 'POST',
        headers: { authorization: officer, 'content-type': 'text/plain' },
      });
      upload.on('response', resolve).on('error', reject);
      createReadStream('/dev/zero', { end: 4 * MEGABYTE }).pipe(upload);
    });
    expect(answer.statusCode).toBe(415);
    answer.resume();
  });

  it('may take longer to work through than a plain request, and be answered line by line while they come', async () => {
    const at = await gateway({ UPSTREAM_TIMEOUT_MS: '150' });
    first.answer = async (request, response) => {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      for await (const chunk of request) response.write(`took ${(chunk as Buffer).length}\n`);
      await new Promise((resolve) => setTimeout(resolve, 400));
      response.end('done\n');
    };
    const upload = httpRequest(`${at.url}/api/v1/dossier-imports`, {
      method: 'POST',
      headers: { authorization: officer, 'content-type': 'application/x-ndjson' },
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
    const at = await gateway();
    const broken = new Promise<void>((resolve) => {
      first.answer = (request) => {
        request
          .on('close', resolve)
          .on('error', () => undefined)
          .resume();
      };
    });
    const abort = new AbortController();
    const endless = new Readable({ read: () => undefined });
    endless.push('{"line":1}\n');
    const upload = send(at, 'POST', '/api/v1/dossier-imports', {
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

describe('too many requests', () => {
  it('of one person are refused with when to come back; others are not', async () => {
    const at = await gateway({ RATE_LIMIT_PER_MINUTE: '3' });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await send(at, 'GET', '/api/v1/dossiers')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await send(at, 'GET', '/api/v1/feedback');
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'gateway.rate-limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = `Bearer ${await issuer.token({ sub: 'another' })}`;
    expect((await send(at, 'GET', '/api/v1/dossiers', { headers: { authorization: other } })).status).toBe(200);
  });

  it('without a good token are counted by address, those with bad tokens among them', async () => {
    const at = await gateway({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: '2' });
    const look = (authorization?: string) =>
      fetch(`${at.url}/api/v1/progress/H41.14-260820-0001`, { headers: authorization ? { authorization } : {} });
    expect((await look()).status).toBe(200);
    expect((await look('Bearer x.y.z')).status).toBe(401);
    expect((await look()).status).toBe(429);
    expect((await look('Bearer x.y.z')).status).toBe(429);
    expect((await look(officer)).status).toBe(200);
  });
});

describe('what operations see', () => {
  it('readiness names the services that are away, and stays: the others are still reached', async () => {
    const at = await gateway();
    first.answer = first.echo();
    expect(await (await fetch(`${at.url}/readyz`)).json()).toMatchObject({ status: 'ok', checks: { dossier: 'ok' } });
    await feedback.stop();
    const answer = await fetch(`${at.url}/readyz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      checks: { dossier: 'ok', feedback: expect.stringMatching(/ECONNREFUSED/) },
    });
  });

  it('metrics count answers, retries and failures by service', async () => {
    const at = await gateway(both());
    first.answer = first.hangUp();
    await send(at, 'GET', '/api/v1/dossiers');
    await send(at, 'GET', '/api/v1/dossiers');
    await feedback.stop();
    await send(at, 'GET', '/api/v1/feedback');
    const lines = (await (await fetch(`${at.url}/metrics`)).text()).split('\n');
    const valueOf = (name: string, ...labels: string[]) =>
      lines
        .find((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
        ?.split(' ')
        .at(-1);
    expect(valueOf('gateway_upstream_duration_seconds_count', 'upstream="dossier"', 'status="200"')).toBe('2');
    expect(valueOf('gateway_upstream_retries_total', 'upstream="dossier"', 'failure="broke-off"')).toBe('1');
    expect(valueOf('gateway_upstream_failures_total', 'upstream="feedback"', 'failure="not-sent"')).toBe('1');
  });
});

describe('the documentation', () => {
  it('is one document and one page for all services', async () => {
    const at = await gateway();
    const document = (await (await fetch(`${at.url}/openapi.json`)).json()) as ReturnType<typeof smallApi>;
    expect(document.paths['/api/v1/dossiers']!.get!.operationId).toBe('dossier_listDossiers');
    const page = await fetch(`${at.url}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
  });

  it('offers to sign in at the issuer only where it has a client for that, and where the issuer knows the way back', async () => {
    const env = { DOCS_CLIENT_ID: 'motcua-swagger', PUBLIC_URL: 'http://localhost:3000' };
    const at = await gateway(env);
    const document = (await (await fetch(`${at.url}/openapi.json`)).json()) as ReturnType<typeof smallApi>;
    expect(document.paths['/api/v1/dossiers']!.get!.security).toEqual([{ bearer: [] }, { login: ['openid'] }]);
    expect(document.paths['/api/v1/progress/{code}']!.get!.security).toEqual([]);
    const script = await (await fetch(`${at.url}/docs/swagger-ui-init.js`)).text();
    expect(script).toContain('http://localhost:3000/docs/oauth2-redirect.html');
    expect((await fetch(`${at.url}/docs/oauth2-redirect.html`)).status).toBe(200);
    expect((await fetch(`${at.url}/api/v1/progress/H41.14-260820-0001`)).status).toBe(200);
    await expect(gateway({ ...env, PUBLIC_URL: '' })).rejects.toThrow('PUBLIC_URL: is needed');
  });

  it('offers ready tokens only where there is a place to get them', async () => {
    const at = await gateway();
    expect((await fetch(`${at.url}/docs-tokens`)).status).toBe(404);
    first.answer = first.echo(200, {}, '{"tokens":[]}');
    const developing = await gateway({ DEV_TOKENS_URL: `${first.url}/dev-tokens` });
    expect(await (await fetch(`${developing.url}/docs-tokens`)).json()).toEqual({ tokens: [] });
  });
});

describe('the simulated clock', () => {
  it('is set on every instance of every service at once, by operations only, where it is allowed', async () => {
    const at = await gateway({ CLOCK: 'simulated', ...both() });
    for (const service of [first, second, feedback])
      service.answer = service.echo(200, {}, '{"now":"2026-08-31T02:00:00.000Z"}');
    const body = '{"now":"2026-08-31T09:00:00+07:00"}';
    const operations = `Bearer ${await issuer.token({ sub: 'ops', roles: ['operations'] })}`;
    const headers = { 'content-type': 'application/json', authorization: operations };
    const set = await send(at, 'PUT', '/api/v1/ops/clock', { body, headers });
    expect(await set.json()).toMatchObject({ services: { dossier: '2026-08-31T02:00:00.000Z' } });
    expect(second.seen).toMatchObject([{ method: 'PUT', url: '/ops/clock', body }]);
    const refused = await send(at, 'PUT', '/api/v1/ops/clock', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(refused.status).toBe(403);
    const document = (await (await fetch(`${at.url}/openapi.json`)).json()) as ReturnType<typeof smallApi>;
    expect(document.paths['/api/v1/ops/clock']).toBeDefined();
  });
});
