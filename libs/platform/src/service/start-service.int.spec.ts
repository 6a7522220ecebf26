import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { startDevelopmentIssuer } from '@motcua/development-issuer';
import { Controller, Get, Inject, Injectable, Logger, Req, Post, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { Public } from '../auth/caller.js';
import { Clock } from '../clock/clock.js';
import { ConfigError } from '../config/load-config.js';
import { ServiceConfig } from '../config/service-config.js';
import { streamedBody, TakesStream } from '../http/content-types.js';
import { Readiness } from '../observability/health.js';
import { currentTraceparent } from '../observability/trace-context.js';
import { ask, jsonBody, LogLines, MINI_ENV, miniService } from '../testing/mini-service.js';
import { specPostgres } from '../testing/spec-postgres.js';
import { openApiDocument } from './open-api.js';
import type { RunningService } from './service-definition.js';
import { startService } from './start-service.js';

/** What a slow handler waits for. */
const gate = { open: () => {}, opened: Promise.resolve(), entered: () => {}, left: () => {} };
function closeGate(): Promise<void> {
  gate.opened = new Promise((resolve) => (gate.open = resolve));
  return new Promise((resolve) => (gate.entered = resolve));
}

@Public()
@Controller('things')
class ThingsController {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  @Get('now')
  now(): object {
    return { now: this.clock.now() };
  }

  @Get('slow')
  async slow(): Promise<object> {
    gate.entered();
    await gate.opened;
    gate.left();
    return { done: true };
  }

  @Post('trace')
  async trace(): Promise<object> {
    await new Promise((resolve) => setImmediate(resolve));
    new Logger('Things').warn('from a handler');
    return { traceparent: currentTraceparent() };
  }

  @Post('lines')
  @TakesStream('application/x-ndjson')
  async lines(@Req() request: FastifyRequest): Promise<object> {
    let bytes = 0;
    for await (const chunk of streamedBody(request) as AsyncIterable<Buffer>) bytes += chunk.length;
    return { bytes };
  }
}

const running: RunningService[] = [];
async function start(...given: Parameters<typeof startService>): Promise<RunningService> {
  const service = await startService(...given);
  running.push(service);
  return service;
}
afterEach(() => Promise.all(running.splice(0).map((service) => service.stop())));

const things = miniService({ controllers: [ThingsController] });

describe('a service', () => {
  it('serves its liveness, readiness, metrics and document without a token', async () => {
    const service = await start(things, MINI_ENV);
    expect(await ask(`${service.url}/livez`)).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect(await ask(`${service.url}/readyz`)).toMatchObject({ status: 200, json: { status: 'ok', checks: {} } });
    await ask(`${service.url}/things/now?utm_source=an`);
    await ask(`${service.url}/nowhere/else`);
    const metrics = await ask(`${service.url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(metrics.text).toMatch(/_count\{service="mini-service",method="GET",route="\/things\/now",status="200"\} 1/);
    expect(metrics.text).toMatch(/route="\(none\)",status="404"/);
    expect(metrics.text).toContain('process_resident_memory_bytes{service="mini-service"}');
    const document = await ask(`${service.url}/openapi.json`);
    expect(document.json.paths).toHaveProperty('/things/now');
    expect(document.json.paths).not.toHaveProperty('/metrics');
    expect(document.json.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    const page = await ask(`${service.url}/docs`);
    expect(page.text).toContain('swagger-ui');
    expect((await ask(`${service.url}/docs/swagger-ui-bundle.js`)).status).toBe(200);
    await service.stop();
  });

  it('is not ready while a required check fails', async () => {
    const service = await start(things, MINI_ENV);
    let well = false;
    service.app.get(Readiness).register('broker', async () => {
      if (!well) throw new Error('no answer from the broker');
    });
    expect(await ask(`${service.url}/readyz`)).toMatchObject({
      status: 503,
      json: { status: 'not-ready', checks: { broker: 'no answer from the broker' } },
    });
    expect((await ask(`${service.url}/livez`)).status).toBe(200);
    well = true;
    await waitFor(async () => (await ask(`${service.url}/readyz`)).status === 200);
    await service.stop();
  });

  it('sends its document compressed, and 304 to a client that has it', async () => {
    const service = await start(things, MINI_ENV);
    const get = async (headers: Record<string, string>) => {
      const answer = await fetch(`${service.url}/openapi.json`, { headers });
      const bytes = await answer.text();
      return { status: answer.status, bytes, header: (name: string) => answer.headers.get(name) };
    };
    const plain = await get({ 'accept-encoding': 'identity' });
    const packed = await get({ 'accept-encoding': 'gzip' });
    expect([plain.header('content-encoding'), packed.header('content-encoding')]).toEqual([null, 'gzip']);
    expect(packed.bytes).toBe(plain.bytes);
    expect(Number(packed.header('content-length'))).toBeLessThan(Number(plain.header('content-length')) / 2);
    const tag = packed.header('etag')!;
    expect(tag).toMatch(/^"[0-9a-f]{32}-gzip"$/);
    expect(plain.header('etag')).toBe(tag.replace('-gzip', ''));
    expect([plain.header('vary'), plain.header('cache-control')]).toEqual(['Accept-Encoding', 'no-cache']);
    for (const known of [tag, plain.header('etag')!, `W/${tag}`]) {
      const unchanged = await get({ 'if-none-match': known, 'accept-encoding': 'gzip' });
      expect([unchanged.status, unchanged.bytes, unchanged.header('etag')]).toEqual([304, '', tag]);
    }
    expect((await get({ 'if-none-match': '"another"' })).status).toBe(200);
    const head = await fetch(`${service.url}/openapi.json`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    const script = await ask(`${service.url}/docs/swagger-ui-init.js`);
    expect(script.text).not.toContain('/things/now');
    // Swagger UI shows a `spec` with any member, and fetches the URL only without one.
    expect(pageOptions(script.text)).toMatchObject({ url: '/openapi.json', spec: {} });
    expect(Object.keys(pageOptions(script.text).spec)).toEqual([]);
    await service.stop();
  });

  it('runs its checks once for concurrent readiness requests, and again a second later', async () => {
    const service = await start(things, MINI_ENV);
    let asked = 0;
    let well = true;
    let answer: () => void = () => undefined;
    service.app.get(Readiness).register('broker', async () => {
      asked += 1;
      if (asked === 1) await new Promise<void>((resolve) => (answer = resolve));
      if (!well) throw new Error('no answer from the broker');
    });
    const many = Array.from({ length: 20 }, () => ask(`${service.url}/readyz`));
    await waitFor(async () => asked === 1);
    answer();
    expect(new Set((await Promise.all(many)).map(({ status }) => status))).toEqual(new Set([200]));
    well = false;
    const began = Date.now();
    let asks = 0;
    while ((await ask(`${service.url}/readyz`)).status === 200) asks += 1;
    // The clock of the process and that of the test may differ by a few milliseconds.
    expect(Date.now() - began).toBeGreaterThan(500);
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(asks).toBeGreaterThan(10);
    expect(asked).toBe(2);
    await service.stop();
  });

  it('carries the trace of its caller through a request with a body, and into its log', async () => {
    const log = new LogLines();
    const service = await start(things, { ...MINI_ENV, LOG_LEVEL: 'info' }, { logDestination: log });
    const trace = 'c'.repeat(32);
    const headers = { traceparent: `00-${trace}-${'d'.repeat(16)}-01`, 'x-request-id': 'request-1' };
    const answer = await ask(`${service.url}/things/trace`, jsonBody({}, headers));
    expect(answer.json.traceparent).toMatch(new RegExp(`^00-${trace}-(?!d{16})[0-9a-f]{16}-01$`));
    expect(log.with('from a handler')).toEqual([
      expect.objectContaining({ service: 'mini-service', context: 'Things', traceId: trace, requestId: 'request-1' }),
    ]);
    await service.stop();
  });

  it('passes a streamed body of any length to the handler unread', async () => {
    const service = await start(things, MINI_ENV);
    const body = `${JSON.stringify({ line: 'x'.repeat(1_000) })}\n`.repeat(5_000);
    const answer = await ask(`${service.url}/things/lines`, jsonBody(body, { 'content-type': 'application/x-ndjson' }));
    expect(answer).toMatchObject({ status: 201, json: { bytes: body.length } });
    await service.stop();
  });

  it('does not start on a wrong configuration, and lists all errors', async () => {
    await expect(startService(things, { ...MINI_ENV, HTTP_PORT: 'x', OIDC_ISSUER: 'x' })).rejects.toThrow(ConfigError);
  });

  it('does not start on a port that is in use, and says so', async () => {
    const first = await start(things, MINI_ENV);
    const port = new URL(first.url).port;
    await expect(startService(things, { ...MINI_ENV, HTTP_PORT: port })).rejects.toThrow(
      `mini-service cannot listen on 127.0.0.1:${port}: the port is in use. Set HTTP_PORT to a free one.`,
    );
    await first.stop();
  });
});

describe('the document of a service', () => {
  it('can be generated without a database, environment or port, and is the one that it serves', async () => {
    const described = miniService({ controllers: [ThingsController], database: { migrations: [] } });
    const document = await openApiDocument(described);
    const service = await start(things, MINI_ENV);
    expect(document).toEqual((await ask(`${service.url}/openapi.json`)).json);
    expect(await openApiDocument(described)).toEqual(document);
    await service.stop();
  });

  it('is the committed one where the service has one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'motcua-document-'));
    const committed = pathToFileURL(join(folder, 'openapi.json'));
    const described = { ...things, openapi: { ...things.openapi, committed } };
    await expect(startService(described, MINI_ENV)).rejects.toThrow(
      `The API document ${committed.pathname} is missing: run "npm run generate".`,
    );
    const document = { ...(await openApiDocument(things)), info: { title: 'as committed', version: '9' } };
    await writeFile(committed, JSON.stringify(document));
    const service = await start(described, MINI_ENV);
    expect((await ask(`${service.url}/openapi.json`)).json).toEqual(document);
    await service.stop();
    await rm(folder, { recursive: true });
  });
});

describe('a service that is stopped', () => {
  it('finishes the requests in progress, accepts no new ones, and then closes its providers', async () => {
    const events: string[] = [];
    @Injectable()
    class Consumers implements OnModuleDestroy {
      onModuleDestroy(): void {
        events.push('consumers stopped');
      }
    }
    const service = await startService(
      miniService({ controllers: [ThingsController], providers: [Consumers] }),
      MINI_ENV,
    );
    const entered = closeGate();
    gate.left = () => events.push('request done');
    const inFlight = ask(`${service.url}/things/slow`);
    await entered;
    const stopped = service.stop();
    await expect(ask(`${service.url}/things/now`)).rejects.toThrow();
    gate.open();
    const answer = await inFlight;
    expect(answer.status).toBe(200);
    expect(answer.headers.get('connection')).toBe('close');
    await stopped;
    expect(events).toEqual(['request done', 'consumers stopped']);
  });

  it('does not wait longer than its time limit for a request that does not end', async () => {
    const service = await start(things, { ...MINI_ENV, SHUTDOWN_TIMEOUT_MS: '200' });
    const entered = closeGate();
    const cut = ask(`${service.url}/things/slow`).catch(() => 'cut');
    await entered;
    const began = Date.now();
    await service.stop();
    expect(Date.now() - began).toBeLessThan(3_000);
    expect(await cut).toBe('cut');
    gate.open();
  });

  it('is not blocked by a client that only keeps its connection open', async () => {
    const { Agent, request } = await import('node:http');
    const service = await start(things, MINI_ENV);
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) =>
      request(`${service.url}/livez`, { agent }, (response) => response.resume().on('end', resolve)).end(),
    );
    const began = Date.now();
    await service.stop();
    expect(Date.now() - began).toBeLessThan(2_000);
    agent.destroy();
  });

  describe('and is given time to drain', () => {
    const DRAIN = { ...MINI_ENV, SHUTDOWN_DRAIN_MS: '5000' };

    it('answers requests on kept-alive connections, and asks to close them', async () => {
      const service = await start(things, DRAIN);
      const kept = await rawConnection(service.url);
      expect(await kept.get('/livez')).toMatch(/^HTTP\/1.1 200 [^]*connection: keep-alive/i);
      const stopped = service.stop();
      await waitFor(async () => (await ask(`${service.url}/readyz`)).status === 503);
      expect(await kept.get('/livez')).toMatch(/^HTTP\/1.1 200 [^]*connection: close/i);
      await kept.closed;
      await stopped;
    });

    it('answers new connections, is not ready, and then accepts no more', async () => {
      const service = await start(things, { ...MINI_ENV, SHUTDOWN_DRAIN_MS: '600' });
      const kept = await rawConnection(service.url);
      await kept.get('/livez');
      const stopped = service.stop();
      expect((await ask(`${service.url}/readyz`)).status).toBe(503);
      const answer = await ask(`${service.url}/things/now`);
      expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
      await stopped;
      await expect(ask(`${service.url}/things/now`)).rejects.toThrow();
    });

    it('does not wait when nobody is connected', async () => {
      const service = await start(things, { ...MINI_ENV, SHUTDOWN_DRAIN_MS: '60000' });
      const began = Date.now();
      await service.stop();
      expect(Date.now() - began).toBeLessThan(5_000);
    });

    it('leaves an idle connection open for the announced time', async () => {
      const service = await start(things, DRAIN);
      const kept = await rawConnection(service.url);
      const promised = Number(/keep-alive: timeout=(\d+)/i.exec(await kept.get('/livez'))?.[1]) * 1_000;
      const began = Date.now();
      const stopped = service.stop();
      await kept.closed;
      expect(Date.now() - began).toBeGreaterThan(promised - 500);
      await stopped;
    }, 15_000);
  });

  it('may be stopped twice', async () => {
    const service = await start(things, MINI_ENV);
    await Promise.all([service.stop(), service.stop()]);
    await expect(ask(`${service.url}/livez`)).rejects.toThrow();
  });
});

describe('a simulated clock', () => {
  it('is set, read and released over HTTP by operations only, and tokens stay on real time', async () => {
    const issuer = await startDevelopmentIssuer();
    const env = { ...MINI_ENV, CLOCK: 'simulated', OIDC_ISSUER: issuer.issuer };
    const service = await start(things, env);
    const as = async (role: string): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await issuer.token({ sub: role, roles: [role] }, { expiresInSeconds: 60 })}`,
      'content-type': 'application/json',
    });
    const set = async (role: string, now: unknown): Promise<Awaited<ReturnType<typeof ask>>> =>
      ask(`${service.url}/ops/clock`, { method: 'PUT', headers: await as(role), body: JSON.stringify({ now }) });

    expect((await set('operations', '2026-08-31T09:00:00+07:00')).status).toBe(200);
    expect((await ask(`${service.url}/things/now`)).json).toEqual({ now: '2026-08-31T02:00:00.000Z' });
    expect((await ask(`${service.url}/ops/clock`, { headers: await as('operations') })).json).toEqual({
      now: '2026-08-31T02:00:00.000Z',
      simulated: true,
    });
    expect((await set('agency-head', '2026-08-31T09:00:00Z')).status).toBe(403);
    expect((await set('operations', '2026-08-31T09:00:00')).status).toBe(400);
    expect((await set('operations', 'tomorrow')).status).toBe(400);

    await ask(`${service.url}/ops/clock`, { method: 'DELETE', headers: await as('operations') });
    const released = new Date((await ask(`${service.url}/things/now`)).json.now as string);
    expect(Math.abs(released.getTime() - Date.now())).toBeLessThan(5_000);
    await service.stop();
    await issuer.stop();
  });

  it('cannot be set where the configuration says system', async () => {
    const service = await start(things, MINI_ENV);
    expect((await ask(`${service.url}/ops/clock`, { method: 'PUT' })).status).toBe(404);
    await service.stop();
  });
});

describe('five services in one process', () => {
  it('have separate logs, metrics, configuration and clocks, and closing one does not affect the others', async () => {
    const names = ['catalog', 'dossier', 'feedback', 'reporting', 'gateway'];
    const logs = names.map(() => new LogLines());
    const listeners = process.listenerCount('SIGTERM') + process.listenerCount('SIGINT');
    const services = await Promise.all(
      names.map((name, index) =>
        start(
          miniService({ name, controllers: [ThingsController] }),
          { ...MINI_ENV, LOG_LEVEL: 'info', CLOCK: index === 0 ? 'simulated' : 'system', OIDC_AUDIENCE: name },
          { logDestination: logs[index]! },
        ),
      ),
    );
    expect(process.listenerCount('SIGTERM') + process.listenerCount('SIGINT')).toBe(listeners);
    expect(services.map((service) => service.app.get(ServiceConfig).OIDC_AUDIENCE)).toEqual(names);
    await Promise.all(services.map((service) => ask(`${service.url}/things/trace`, jsonBody({}))));
    for (const [index, service] of services.entries()) {
      expect(logs[index]!.with('from a handler')).toHaveLength(1);
      expect(new Set(logs[index]!.lines.map((line) => line['service']))).toEqual(new Set([names[index]]));
      const metrics = (await ask(`${service.url}/metrics`)).text;
      expect(metrics).toContain(`_count{service="${names[index]}",method="POST",route="/things/trace",status="201"} 1`);
    }
    expect((await ask(`${services[1]!.url}/ops/clock`)).status).toBe(404);
    expect((await ask(`${services[0]!.url}/ops/clock`)).status).toBe(401);
    for (const [index, service] of services.entries()) {
      await service.stop();
      for (const other of services.slice(index + 1)) expect((await ask(`${other.url}/livez`)).status).toBe(200);
    }
  });
});

describe('a service whose PostgreSQL becomes unavailable', () => {
  @Public()
  @Controller('rows')
  class RowsController {
    constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

    @Get()
    async rows(): Promise<object> {
      return (await this.dataSource.query('SELECT 1 AS one')) as object;
    }
  }

  it('answers 503 with Retry-After, is not ready, and continues by itself when it is back', async () => {
    const { startEmbeddedPostgres } = await import('@motcua/embedded-postgres');
    const first = await specPostgres();
    const url = await first.newDatabase();
    const service = await start(miniService({ controllers: [RowsController], database: { migrations: [] } }), {
      ...MINI_ENV,
      DATABASE_URL: url,
    });
    expect(await ask(`${service.url}/rows`)).toMatchObject({ status: 200, json: [{ one: 1 }] });
    process.kill(first.pid, 'SIGINT');
    await waitFor(async () => (await ask(`${service.url}/rows`)).status === 503);
    const refused = await ask(`${service.url}/rows`);
    expect(refused.json).toMatchObject({ status: 503, code: 'service.unavailable' });
    expect(refused.headers.get('retry-after')).toBe('2');
    expect((await ask(`${service.url}/readyz`)).status).toBe(503);
    expect((await ask(`${service.url}/livez`)).status).toBe(200);
    await first.halt();
    const again = await startEmbeddedPostgres({ dataDir: first.dataDir, port: first.port, unsafeFast: true });
    await waitFor(async () => (await ask(`${service.url}/rows`)).status === 200);
    await waitFor(async () => (await ask(`${service.url}/readyz`)).status === 200);
    await service.stop();
    await again.stop();
    await first.stop();
  }, 60_000);
});

/** One connection to a service, reused as long as the service allows. */
async function rawConnection(url: string): Promise<{ get(path: string): Promise<string>; closed: Promise<void> }> {
  const { connect } = await import('node:net');
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise((resolve) => socket.once('connect', resolve));
  return {
    closed,
    get: (path) =>
      new Promise((resolve) => {
        socket.once('data', (chunk) => resolve(chunk.toString()));
        socket.once('close', () => resolve('(cut)'));
        socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
      }),
  };
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await condition());) {
    if (Date.now() > deadline) throw new Error('it did not come true within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The options that the script of /docs passes to Swagger UI. */
function pageOptions(script: string): { url: string; spec: object } {
  let given: { url: string; spec: object } | undefined;
  const page: { onload?: () => void; location: object } = { location: { search: '', origin: 'http://localhost' } };
  const bundle = Object.assign(
    (options: { url: string; spec: object }) => {
      given = options;
      return { initOAuth: () => undefined };
    },
    { presets: {}, plugins: {} },
  );
  runInContext(script, createContext({ window: page, SwaggerUIBundle: bundle, SwaggerUIStandalonePreset: {} }));
  page.onload!();
  return given!;
}
