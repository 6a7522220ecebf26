import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { eventually } from '@motcua/testing';
import type { FastifyInstance } from 'fastify';
import { readMergedDocument } from './openapi/merged-document.js';
import { GatewayBench } from './testing/gateway-bench.js';

const bench = new GatewayBench();

beforeAll(() => bench.open());
afterAll(() => bench.close());
beforeEach(() => bench.setUp());
afterEach(() => bench.tearDown());

type Gateway = Awaited<ReturnType<GatewayBench['gateway']>>;

/** The statuses of requests from one remote address. */
async function statuses(at: Gateway, paths: string[], address = '203.0.113.7', method = 'GET'): Promise<number[]> {
  const http = at.app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const answers = [];
  for (const url of paths) {
    answers.push((await http.inject({ url, method: method as 'GET', remoteAddress: address })).statusCode);
  }
  return answers;
}

describe('a request without a required token', () => {
  it('is limited by address: the document, its page, unknown addresses and other methods', async () => {
    const at = await bench.gateway({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: '2' });
    const paths = [
      '/openapi.json',
      '/docs',
      '/docs/swagger-ui.css',
      '/nothing',
      '/api/v1/nothing',
      '/',
      '/nothing/%zz',
    ];
    for (const [index, path] of paths.entries()) {
      const address = `203.0.113.${index}`;
      const [first, second, third] = await statuses(at, [path, path, path], address);
      expect([path, first, third]).toEqual([path, second, 429]);
      expect(first).not.toBe(429);
    }
    expect(await statuses(at, ['/docs', '/docs', '/docs'], '203.0.113.100', 'PUT')).toEqual([405, 405, 429]);
    const wrong = `/api/v1/progress/${'x'.repeat(1_000)}`;
    expect(await statuses(at, [wrong, wrong, wrong], '203.0.113.101')).toEqual([414, 414, 429]);
    expect(await statuses(at, ['/metrics', '/metrics', '/metrics'], '203.0.113.102')).toEqual([401, 401, 429]);
    expect(await statuses(at, ['/openapi.json', '/docs'], '203.0.113.103')).toEqual([200, 200]);
  });

  it('shares one limit, so that different requests do not raise it', async () => {
    const at = await bench.gateway({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: '3' });
    expect(await statuses(at, ['/docs', '/a', '/api/v1/b', '/c'])).toEqual([200, 404, 404, 429]);
  });

  it('never takes the gateway out of service: an orchestrator has its own limit, and one on this machine none', async () => {
    const at = await bench.gateway({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: '1', RATE_LIMIT_PROBES_PER_MINUTE: '4' });
    expect(await statuses(at, ['/docs', '/docs'])).toEqual([200, 429]);
    expect(await statuses(at, ['/readyz', '/livez', '/readyz', '/readyz', '/readyz'])).toEqual([
      200, 200, 200, 200, 429,
    ]);
    for (let times = 0; times < 10; times += 1) {
      expect((await fetch(`${at.url}/readyz`)).status).toBe(200);
      expect((await fetch(`${at.url}/metrics`)).status).toBe(200);
    }
    const forwarded = { headers: { 'x-forwarded-for': '203.0.113.7' } };
    for (let times = 0; times < 4; times += 1) await fetch(`${at.url}/readyz`, forwarded);
    expect((await fetch(`${at.url}/readyz`, forwarded)).status).toBe(429);
  });
});

/** Requests `url` over `connections` connections until stopped; on a separate thread, like real clients. */
const ASKING = `
  const { parentPort, workerData } = require('node:worker_threads');
  const http = require('node:http');
  let answers = 0, stopped = false;
  const agent = new http.Agent({ keepAlive: true, maxSockets: workerData.connections });
  const ask = () => new Promise((resolve) => {
    http.get(workerData.url, { agent, headers: { 'accept-encoding': 'gzip' } }, (answer) => answer.resume().on('end', resolve)).on('error', resolve);
  });
  const loop = async () => { while (!stopped) { await ask(); answers += 1; } };
  parentPort.on('message', () => { stopped = true; });
  setInterval(() => parentPort.postMessage(answers), 50).unref();
  Promise.all(Array.from({ length: workerData.connections }, loop)).then(() => { agent.destroy(); parentPort.close(); });
`;

describe('forty connections that constantly request public data', () => {
  const CONNECTIONS = 40;
  /**
   * How much longer a read may take: half of what this machine needs to serialise the document for each of the connections,
   * in milliseconds. Client, gateway and service share one process here.
   */
  function mostLonger(): number {
    const document = readMergedDocument();
    const times = Array.from({ length: 5 }, () => {
      const begun = performance.now();
      gzipSync(JSON.stringify(document));
      return performance.now() - begun;
    });
    return (CONNECTIONS * times.sort((a, b) => a - b)[2]!) / 2;
  }

  async function medianRead(at: Gateway): Promise<number> {
    const times: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const begun = performance.now();
      expect((await bench.send(at, 'GET', '/api/v1/dossiers/7')).status).toBe(200);
      times.push(performance.now() - begun);
    }
    return times.sort((a, b) => a - b)[times.length / 2]!;
  }

  it.each([
    ['while an address is limited', '300', '/openapi.json'],
    ['even from so many addresses that no limit holds', '0', '/openapi.json'],
    ['even where they ask how the gateway is', '0', '/readyz'],
    ['even where they ask for the script of the page', '0', '/docs/swagger-ui-bundle.js'],
  ])(
    'do not slow a citizen’s read, %s',
    async (_when, anonymousPerMinute, path) => {
      const at = await bench.gateway({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: anonymousPerMinute }, readMergedDocument);
      await medianRead(at);
      const alone = await medianRead(at);
      const longer = mostLonger();
      const workerData = { url: at.url + path, connections: CONNECTIONS };
      const asking = new Worker(ASKING, { eval: true, workerData });
      const ended = new Promise((resolve) => asking.once('exit', resolve));
      let answers = 0;
      asking.on('message', (count: number) => (answers = count));
      try {
        await eventually(async () => expect(answers).toBeGreaterThan(CONNECTIONS));
        const before = answers;
        const meanwhile = await medianRead(at);
        expect(answers).toBeGreaterThan(before);
        expect(meanwhile).toBeLessThan(alone + longer);
      } finally {
        asking.postMessage('stop');
        await ended;
      }
    },
    120_000,
  );
});
