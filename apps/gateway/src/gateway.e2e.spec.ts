import { connect } from 'node:net';
import { eventually } from '@motcua/testing';
import type { FastifyInstance } from 'fastify';
import { GatewayBench } from './testing/gateway-bench.js';
import type { smallApi } from './testing/small-api.js';

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

describe('forwarding', () => {
  it('sends a request to the service that answers it, without the prefix, and returns its answer unchanged', async () => {
    const at = await bench.gateway();
    bench.first.answer = bench.first.echo(201, { etag: '"1"', location: '/dossiers/7' }, '{"id":7}');
    const answer = await bench.send(at, 'POST', '/api/v1/dossiers?agency=H41.14&x=%C4%91', {
      body: '{"a":1}',
      headers: { 'content-type': 'application/json', 'x-request-id': 'client-request-1' },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(answer.headers.get('location')).toBe('/api/v1/dossiers/7');
    expect(answer.headers.get('x-request-id')).toBe('client-request-1');
    expect(await answer.json()).toEqual({ id: 7 });
    expect(bench.first.seen).toHaveLength(1);
    expect(bench.first.seen[0]).toMatchObject({
      method: 'POST',
      url: '/dossiers?agency=H41.14&x=%C4%91',
      body: '{"a":1}',
    });
    expect(bench.first.seen[0]!.headers).toMatchObject({
      authorization: bench.officer,
      'accept-language': 'en',
      'x-request-id': 'client-request-1',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
  });

  it('refuses a body with a too large Content-Length by itself', async () => {
    const at = await bench.gateway({ HTTP_BODY_LIMIT_BYTES: '2048' });
    const body = JSON.stringify({ text: 'a'.repeat(3_000) });
    const headers = { 'content-type': 'application/json' };
    const refused = await bench.send(at, 'POST', '/api/v1/dossiers', { body, headers });
    expect(await problemOf(refused)).toMatchObject({ status: 413, code: 'request.too-large' });
    expect(bench.first.seen).toHaveLength(0);
  });

  it('carries the caller’s trace on', async () => {
    const at = await bench.gateway();
    await bench.send(at, 'GET', '/api/v1/dossiers', {
      headers: { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` },
    });
    expect(bench.first.seen[0]!.headers['traceparent']).toMatch(new RegExp(`^00-${'a'.repeat(32)}-(?!b{16})`));
  });

  it('answers HEAD, 204 and 304 without a body', async () => {
    const at = await bench.gateway();
    bench.first.answer = bench.first.echo(200, { 'content-length': '17' }, '{"by":"first----"}'.slice(0, 17));
    const head = await bench.send(at, 'HEAD', '/api/v1/dossiers/7');
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(bench.first.seen[0]!.method).toBe('HEAD');
    bench.first.answer = async (request, response) => {
      await bench.first.remember(request);
      response.writeHead(request.method === 'DELETE' ? 204 : 304, { etag: '"2"' }).end();
    };
    expect((await bench.send(at, 'DELETE', '/api/v1/dossiers/7')).status).toBe(204);
    const unchanged = await bench.send(at, 'GET', '/api/v1/dossiers/7', { headers: { 'if-none-match': '"2"' } });
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, '"2"']);
  });

  it('returns a service’s refusal unchanged', async () => {
    const at = await bench.gateway();
    bench.first.answer = bench.first.refusal(409, 'dossier.not-in-state');
    const answer = await bench.send(at, 'POST', '/api/v1/dossiers/7/remind');
    expect(await problemOf(answer)).toEqual({ status: 409, code: 'dossier.not-in-state' });
  });

  it('names the public address in a refusal, and leaves other or large bodies unchanged', async () => {
    const at = await bench.gateway();
    const instanceOf = async (instance: string, detail = ''): Promise<string> => {
      const body = JSON.stringify({ type: 'urn:x', status: 409, instance, detail });
      const headers = { 'content-type': 'application/problem+json', 'content-length': String(body.length) };
      bench.first.answer = bench.first.echo(409, headers, body);
      const answer = await bench.send(at, 'POST', '/api/v1/dossiers/7/remind');
      const problem = (await answer.json()) as { instance: string; detail: string };
      expect(problem.detail).toBe(detail);
      return problem.instance;
    };
    expect(await instanceOf('/dossiers/7/remind')).toBe('/api/v1/dossiers/7/remind');
    expect(await instanceOf('https://elsewhere.example/7')).toBe('https://elsewhere.example/7');
    expect(await instanceOf('/dossiers/7/remind', 'x'.repeat(300_000))).toBe('/dossiers/7/remind');
  });

  it('forwards nothing that is not documented', async () => {
    const at = await bench.gateway();
    expect((await bench.send(at, 'GET', '/api/v1/ops/clock')).status).toBe(404);
    expect((await bench.send(at, 'GET', '/api/v1/nothing')).status).toBe(404);
    expect((await bench.send(at, 'GET', '/dossiers')).status).toBe(404);
    const patch = await bench.send(at, 'PATCH', '/api/v1/dossiers/7', { body: '{}' });
    expect([patch.status, patch.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, DELETE']);
    await problemOf(patch);
    for (const method of ['TRACE', 'QUERY']) {
      const answer = await rawly(
        at.url,
        `${method} /api/v1/dossiers/7 HTTP/1.1`,
        await bench.issuer.token({ sub: 'officer' }),
      );
      expect(answer).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET, HEAD, PUT, DELETE\r\n/);
    }
    expect(bench.first.seen).toEqual([]);
    expect((await bench.send(at, 'PUT', '/api/v1/dossiers/7', { body: '{}' })).status).toBe(200);
  });
});

/** The answer to a request that no client library sends. */
function rawly(url: string, requestLine: string, token: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `${requestLine}\r\nHost: ${hostname}\r\nConnection: close\r\nAuthorization: Bearer ${token}\r\n\r\n`,
      ),
    );
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
  });
}

describe('the target of a request', () => {
  const absolute = (path: string): string => `GET http://motcua.example${path} HTTP/1.1`;

  it('reaches its service in one normal form', async () => {
    const at = await bench.gateway();
    const token = await bench.issuer.token({ sub: 'officer' });
    for (const path of ['/api/v1/dossiers/7?x=1', '/%61pi/v1/dossier%73/%37?x=1']) {
      for (const line of [`GET ${path} HTTP/1.1`, absolute(path)])
        expect(await rawly(at.url, line, token)).toMatch(/^HTTP\/1\.1 200 /);
    }
    expect(new Set(bench.first.seen.map(({ url }) => url))).toEqual(new Set(['/dossiers/7?x=1']));
    expect(bench.first.seen).toHaveLength(4);
    await rawly(at.url, 'GET /api/v1/dossiers/a%2fb HTTP/1.1', token);
    expect(bench.first.seen.at(-1)!.url).toBe('/dossiers/a%2Fb');
  });

  it('is refused if it is ambiguous, and cannot bypass a token', async () => {
    const at = await bench.gateway();
    const token = await bench.issuer.token({ sub: 'officer' });
    for (const path of [
      '/api/v1/../metrics',
      '/api/v1/%2e%2e/dossiers',
      '//api/v1/dossiers',
      '/api/v1//dossiers',
      '/api/v1/dossiers/7/.',
    ])
      for (const line of [`GET ${path} HTTP/1.1`, absolute(path)])
        expect(await rawly(at.url, line, token)).toMatch(/^HTTP\/1\.1 400 [^]*request\.url-malformed/);
    expect(bench.first.seen).toEqual([]);
    for (const path of ['http://a/api/v1/dossiers', '/%61pi/v1/dossiers'])
      expect(await rawly(at.url, `GET ${path} HTTP/1.1`, 'x.y.z')).toMatch(/^HTTP\/1\.1 401 /);
  });
});

describe('tokens', () => {
  it('are required before a service sees anything, except for public operations', async () => {
    const at = await bench.gateway();
    const anonymous = await fetch(`${at.url}/api/v1/dossiers`, { headers: { 'accept-language': 'en' } });
    expect(await problemOf(anonymous)).toMatchObject({ status: 401, code: 'auth.token-missing' });
    expect(anonymous.headers.get('www-authenticate')).toBe('Bearer realm="motcua"');
    expect(bench.first.seen).toEqual([]);
    expect((await fetch(`${at.url}/api/v1/progress/H41.14-260820-0001`)).status).toBe(200);
    expect((await bench.send(at, 'GET', '/api/v1/dossiers')).status).toBe(200);
  });

  it('that are expired, of another audience or signed by another are refused everywhere', async () => {
    const at = await bench.gateway();
    const claims = { sub: 'officer' };
    for (const bad of [
      await bench.issuer.token(claims, { expiresInSeconds: -60 }),
      await bench.issuer.token(claims, { audience: 'another' }),
      await bench.issuer.token(claims, { unpublishedKey: true }),
      'x.y.z',
    ]) {
      for (const path of ['/api/v1/dossiers', '/api/v1/progress/H41.14-260820-0001']) {
        const answer = await bench.send(at, 'GET', path, { headers: { authorization: `Bearer ${bad}` } });
        expect((await problemOf(answer)).status).toBe(401);
      }
    }
    expect(bench.first.seen).toEqual([]);
  });
});

describe('a token of a service', () => {
  it('is refused at the gateway for every request, even with other roles, and is counted', async () => {
    const at = await bench.gateway({ RATE_LIMIT_PER_MINUTE: '4', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1' });
    const paths = ['/api/v1/dossiers', '/api/v1/progress/H41.14-260820-0001'];
    for (const roles of [['service', 'portal-client'], ['national-sync']]) {
      const token = `Bearer ${await bench.issuer.token({ sub: 'a-service', roles })}`;
      for (const path of paths) {
        const refused = await bench.send(at, 'GET', path, { headers: { authorization: token } });
        expect(await problemOf(refused)).toMatchObject({ status: 403, code: 'gateway.service-token' });
      }
    }
    const token = `Bearer ${await bench.issuer.token({ sub: 'a-service', roles: ['service'] })}`;
    expect((await bench.send(at, 'GET', paths[0]!, { headers: { authorization: token } })).status).toBe(429);
    expect(bench.first.seen).toEqual([]);
    const portal = `Bearer ${await bench.issuer.token({ sub: 'a-portal', roles: ['portal-client'] })}`;
    expect((await bench.send(at, 'GET', paths[0]!, { headers: { authorization: portal } })).status).toBe(200);
  });
});

describe('too many requests', () => {
  it('of one person are refused with Retry-After; those of others are not', async () => {
    const at = await bench.gateway({ RATE_LIMIT_PER_MINUTE: '3' });
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await bench.send(at, 'GET', '/api/v1/dossiers')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await bench.send(at, 'GET', '/api/v1/feedback');
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'gateway.rate-limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const other = `Bearer ${await bench.issuer.token({ sub: 'another' })}`;
    expect((await bench.send(at, 'GET', '/api/v1/dossiers', { headers: { authorization: other } })).status).toBe(200);
  });

  it('for the gateway’s own operations are counted too', async () => {
    const at = await bench.gateway({ RATE_LIMIT_PER_MINUTE: '3', CLOCK: 'simulated' });
    const statuses = [];
    for (const path of ['ops/clock', 'dossiers', 'ops/clock', 'ops/clock', 'dossiers'])
      statuses.push((await bench.send(at, 'GET', `/api/v1/${path}`)).status);
    expect(statuses).toEqual([403, 200, 403, 429, 429]);
    const refused = await bench.send(at, 'GET', '/api/v1/ops/clock');
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'gateway.rate-limited' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('without a good token are counted by address, including those with invalid tokens', async () => {
    const at = await bench.gateway({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: '2' });
    const look = (authorization?: string) =>
      fetch(`${at.url}/api/v1/progress/H41.14-260820-0001`, { headers: authorization ? { authorization } : {} });
    expect((await look()).status).toBe(200);
    expect((await look('Bearer x.y.z')).status).toBe(401);
    expect((await look()).status).toBe(429);
    expect((await look('Bearer x.y.z')).status).toBe(429);
    expect((await look(bench.officer)).status).toBe(200);
  });
});

describe('too many changes', () => {
  const as = async (sub: string, ...roles: string[]) => ({
    authorization: `Bearer ${await bench.issuer.token({ sub, roles })}`,
    'content-type': 'application/json',
  });
  const submit = async (at: { url: string }, headers: Record<string, string>) =>
    fetch(`${at.url}/api/v1/dossiers`, { method: 'POST', body: '{}', headers });

  it('of one applicant are refused with Retry-After; reads and other applicants are not affected', async () => {
    const at = await bench.gateway({ WRITE_LIMIT_APPLICANT_PER_HOUR: '3', WRITE_LIMIT_PORTAL_PER_HOUR: '5' });
    bench.first.answer = bench.first.echo(201);
    const an = await as('citizen-an', 'applicant');
    const statuses = [];
    for (let n = 0; n < 4; n += 1) statuses.push((await submit(at, an)).status);
    expect(statuses).toEqual([201, 201, 201, 429]);
    expect(bench.first.seen).toHaveLength(3);
    const refused = await submit(at, an);
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: 'gateway.write-budget-spent' });
    // A third of an hour for each, minus the elapsed time.
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(1_100);
    expect((await fetch(`${at.url}/api/v1/dossiers`, { headers: an })).status).toBe(201);
    for (const headers of [await as('citizen-binh', 'applicant'), await as('officer-1', 'one-stop-officer')])
      expect((await submit(at, headers)).status).toBe(201);
  });

  it('of one portal have their own, larger budget', async () => {
    const at = await bench.gateway({ WRITE_LIMIT_APPLICANT_PER_HOUR: '3', WRITE_LIMIT_PORTAL_PER_HOUR: '5' });
    bench.first.answer = bench.first.echo(201);
    const portal = await as('portal-1', 'portal-client');
    const statuses = [];
    for (let n = 0; n < 6; n += 1) statuses.push((await submit(at, portal)).status);
    expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
  });
});

describe('operations', () => {
  it('readiness names unavailable services and stays 200: the others can still be reached', async () => {
    const at = await bench.gateway();
    bench.first.answer = bench.first.echo();
    expect(await (await fetch(`${at.url}/readyz`)).json()).toMatchObject({ status: 'ok', checks: { dossier: 'ok' } });
    await bench.feedback.stop();
    await eventually(async () => {
      const answer = await fetch(`${at.url}/readyz`);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        checks: { dossier: 'ok', feedback: expect.stringMatching(/ECONNREFUSED/) },
      });
    });
  });

  it('readiness does not reveal the addresses of services', async () => {
    const at = await bench.gateway();
    await bench.feedback.stop();
    const said = await (await fetch(`${at.url}/readyz`)).text();
    expect(said).toContain('ECONNREFUSED');
    expect(said).not.toContain(new URL(bench.feedback.url).host);
  });

  it('metrics are read on the gateway’s own machine, and elsewhere by operations only', async () => {
    const at = await bench.gateway();
    const http = at.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    const from = (remoteAddress: string, headers: Record<string, string> = {}) =>
      http.inject({ url: '/metrics', remoteAddress, headers });
    expect((await fetch(`${at.url}/metrics`)).status).toBe(200);
    expect((await from('::ffff:127.0.0.1')).statusCode).toBe(200);
    const stranger = await from('203.0.113.7');
    expect([stranger.statusCode, stranger.json()]).toEqual([401, expect.objectContaining({ status: 401 })]);
    expect((await from('127.0.0.1', { 'x-forwarded-for': '203.0.113.7' })).statusCode).toBe(401);
    expect((await from('203.0.113.7', { authorization: bench.officer })).statusCode).toBe(403);
    const operations = `Bearer ${await bench.issuer.token({ sub: 'ops', roles: ['operations'] })}`;
    const scraped = await from('203.0.113.7', { authorization: operations });
    expect(scraped.statusCode).toBe(200);
    expect(scraped.body).toContain('# TYPE');
  });

  it('metrics count answers, retries and failures by service', async () => {
    const at = await bench.gateway(bench.both());
    bench.first.answer = bench.first.hangUp();
    await bench.send(at, 'GET', '/api/v1/dossiers');
    await bench.send(at, 'GET', '/api/v1/dossiers');
    await bench.feedback.stop();
    await bench.send(at, 'GET', '/api/v1/feedback');
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
    const at = await bench.gateway();
    const document = (await (await fetch(`${at.url}/openapi.json`)).json()) as ReturnType<typeof smallApi>;
    expect(document.paths['/api/v1/dossiers']!.get!.operationId).toBe('dossier_listDossiers');
    const root = await fetch(at.url, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
    const page = await fetch(`${at.url}/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
  });

  it('offers to sign in only with a client at the issuer and a registered redirect', async () => {
    const env = { DOCS_CLIENT_ID: 'motcua-swagger', PUBLIC_URL: 'http://localhost:3000' };
    const at = await bench.gateway(env);
    const document = (await (await fetch(`${at.url}/openapi.json`)).json()) as ReturnType<typeof smallApi>;
    expect(document.paths['/api/v1/dossiers']!.get!.security).toEqual([{ bearer: [] }, { login: ['openid'] }]);
    expect(document.paths['/api/v1/progress/{code}']!.get!.security).toEqual([]);
    const script = await (await fetch(`${at.url}/docs/swagger-ui-init.js`)).text();
    expect(script).toContain('http://localhost:3000/docs/oauth2-redirect.html');
    expect((await fetch(`${at.url}/docs/oauth2-redirect.html`)).status).toBe(200);
    expect((await fetch(`${at.url}/api/v1/progress/H41.14-260820-0001`)).status).toBe(200);
    await expect(bench.gateway({ ...env, PUBLIC_URL: '' })).rejects.toThrow('PUBLIC_URL: is needed');
  });

  it('offers ready tokens only with a source for them', async () => {
    const at = await bench.gateway();
    expect((await fetch(`${at.url}/docs-tokens`)).status).toBe(404);
    bench.first.answer = bench.first.echo(200, {}, '{"tokens":[]}');
    const developing = await bench.gateway({ DEV_TOKENS_URL: `${bench.first.url}/dev-tokens` });
    expect(await (await fetch(`${developing.url}/docs-tokens`)).json()).toEqual({ tokens: [] });
  });

  it('gives no ready tokens to a page that reached this machine by DNS rebinding', async () => {
    bench.first.answer = bench.first.echo(200, {}, '{"tokens":[]}');
    const at = await bench.gateway({ DEV_TOKENS_URL: `${bench.first.url}/dev-tokens` });
    const http = at.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    for (const host of ['rebound.example:3000', '127.0.0.1.rebound.example']) {
      const refused = await http.inject({ url: '/docs-tokens', headers: { host } });
      expect([refused.statusCode, refused.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'gateway.host-not-local' }),
      ]);
    }
    expect(bench.first.seen).toEqual([]);
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
      expect((await http.inject({ url: '/docs-tokens', headers: { host } })).statusCode).toBe(200);
  });
});

describe('the simulated clock', () => {
  it('is set on every instance of every service at once, by operations only, if it is allowed', async () => {
    const at = await bench.gateway({ CLOCK: 'simulated', ...bench.both() });
    for (const service of [bench.first, bench.second, bench.feedback])
      service.answer = service.echo(200, {}, '{"now":"2026-08-31T02:00:00.000Z"}');
    const body = '{"now":"2026-08-31T09:00:00+07:00"}';
    const operations = `Bearer ${await bench.issuer.token({ sub: 'ops', roles: ['operations'] })}`;
    const headers = { 'content-type': 'application/json', authorization: operations };
    const set = await bench.send(at, 'PUT', '/api/v1/ops/clock', { body, headers });
    expect(await set.json()).toMatchObject({ services: { dossier: '2026-08-31T02:00:00.000Z' } });
    expect(bench.second.seen).toMatchObject([{ method: 'PUT', url: '/ops/clock', body }]);
    const refused = await bench.send(at, 'PUT', '/api/v1/ops/clock', {
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(refused.status).toBe(403);
    const document = (await (await fetch(`${at.url}/openapi.json`)).json()) as ReturnType<typeof smallApi>;
    expect(document.paths['/api/v1/ops/clock']).toBeDefined();
  });
});
