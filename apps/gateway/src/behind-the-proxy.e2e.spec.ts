import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { proxyAvailable, testProxy, type TestProxy } from '@motcua/testing';
import { FakeService } from './testing/fake-service.js';
import { GatewayBench } from './testing/gateway-bench.js';

jest.setTimeout(120_000);
const MEGABYTE = 1024 * 1024;
const HOST = 'motcua.test';
/** Connections of an upload: client, proxy, gateway, service. */
const HOPS = 3;

/** What the kernel may keep of one connection, in bytes: the largest buffers of both of its ends. */
function largestSocketBuffers(): number {
  const largest = (name: string): number =>
    Number(readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim().split(/\s+/)[2]);
  return largest('tcp_rmem') + largest('tcp_wmem');
}
const ID_HOST = 'id.motcua.test';

if (proxyAvailable()) {
  describe('behind the proxy of the deployment', () => {
    const bench = new GatewayBench();
    const keycloak = new FakeService('keycloak');
    let proxy: TestProxy;

    beforeAll(async () => {
      await bench.open();
      await bench.setUp();
      await keycloak.start();
      const gateway = await bench.gateway({ TRUSTED_PROXIES: '127.0.0.1', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '3' });
      proxy = await testProxy({
        GATEWAY_HOST: HOST,
        KEYCLOAK_HOST: ID_HOST,
        GATEWAY_UPSTREAM: new URL(gateway.url).host,
        KEYCLOAK_UPSTREAM: new URL(keycloak.url).host,
        ADMIN_NETWORKS: '127.0.9.0/24',
      });
    });
    afterAll(async () => {
      await proxy?.stop();
      await keycloak.stop();
      await bench.tearDown();
      await bench.close();
    });
    afterEach(() => {
      bench.first.answer = bench.first.echo();
    });

    const officer = () => ({ authorization: bench.officer });

    it('the gateway answers over TLS under its own name, and tells browsers to stay with TLS', async () => {
      const answer = await proxy.get(HOST, '/api/v1/dossiers', { headers: officer() });
      expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"by":"first"') });
      expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    });

    it('no other host name has a certificate', async () => {
      await expect(proxy.get('elsewhere.test', '/readyz')).rejects.toThrow(/alert/);
    });

    it('a request without TLS is redirected to the same address with TLS', async () => {
      const asked = httpGet({
        host: '127.0.0.1',
        port: proxy.httpPort,
        path: '/docs?a=1',
        headers: { host: HOST },
        agent: false,
      });
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).toBe(308);
      expect(new URL(answer.headers.location!)).toMatchObject({
        protocol: 'https:',
        hostname: HOST,
        pathname: '/docs',
        search: '?a=1',
      });
    });

    describe('a client without a token', () => {
      const from = (localAddress: string, forwardedFor?: string) =>
        proxy.get(HOST, '/api/v1/feedback', {
          localAddress,
          headers:
            forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor, forwarded: `for=${forwardedFor}` },
        });
      const limited = async (ask: (n: number) => Promise<{ status: number }>) => {
        const statuses: number[] = [];
        for (let n = 1; n <= 4; n += 1) statuses.push((await ask(n)).status);
        return statuses.map((status) => status === 429);
      };

      it('is counted by the address that the proxy sees, not by its own headers', async () => {
        expect(await limited((n) => from('127.0.1.1', `203.0.113.${n}`))).toEqual([false, false, false, true]);
      });

      it('is not counted with a client at another address', async () => {
        expect(await limited(() => from('127.0.1.2'))).toEqual([false, false, false, true]);
        expect((await from('127.0.1.3')).status).not.toBe(429);
      });

      it('is not mistaken for this machine, which may read the metrics', async () => {
        expect((await proxy.get(HOST, '/metrics')).status).toBe(401);
      });
    });

    it('an ETag arrives as the service set it, also with compressed answers', async () => {
      bench.first.answer = bench.first.echo(200, { etag: '"1"' }, JSON.stringify({ text: 'x'.repeat(10_000) }));
      const answer = await proxy.get(HOST, '/api/v1/dossiers', {
        headers: { ...officer(), 'accept-encoding': 'gzip, br, zstd' },
      });
      expect(answer.headers.etag).toBe('"1"');
      expect(answer.headers['content-encoding']).toBeUndefined();
    });

    it('an import is uploaded no faster than the service reads it, whole, and without a limit of the proxy', async () => {
      const size = 2 * (HOPS * largestSocketBuffers() + 16 * MEGABYTE);
      const piece = Buffer.alloc(MEGABYTE / 4, 'x');
      let takeIt = (): void => undefined;
      let received = 0;
      bench.first.answer = async (request, response) => {
        await new Promise<void>((resolve) => (takeIt = resolve));
        for await (const chunk of request) received += (chunk as Buffer).length;
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      };
      const upload = proxy.request(HOST, '/api/v1/dossier-imports', {
        method: 'POST',
        headers: { ...officer(), 'content-type': 'application/x-ndjson', 'content-length': size },
      });
      const answer = once(upload, 'response') as Promise<[IncomingMessage]>;
      let sent = 0;
      let waiting = false;
      const push = (): void => {
        waiting = false;
        while (sent < size && !waiting) {
          sent += piece.length;
          waiting = !upload.write(piece);
        }
        if (sent >= size) upload.end();
      };
      upload.on('drain', push);
      push();
      for (let before = -1; before !== sent;) {
        before = sent;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      expect(sent).toBeLessThan(size / 2);
      takeIt();
      const [{ statusCode }] = await answer;
      expect(statusCode).toBe(200);
      expect(received).toBe(size);
    });

    it('what a service streams reaches the client piece by piece', async () => {
      let finish = (): void => undefined;
      bench.first.answer = (request, response) => {
        request.resume();
        response.writeHead(200, { 'content-type': 'application/x-ndjson' }).write('{"line":1}\n');
        finish = () => response.end('{"line":2}\n');
      };
      const asked = proxy.request(HOST, '/api/v1/dossiers', { headers: officer() }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      const [first] = (await once(answer, 'data')) as [Buffer];
      expect(first.toString()).toBe('{"line":1}\n');
      finish();
      let rest = '';
      for await (const chunk of answer) rest += String(chunk);
      expect(rest).toBe('{"line":2}\n');
    });

    describe('Keycloak', () => {
      const ask = (path: string, localAddress = '127.0.3.1') =>
        proxy.get(ID_HOST, path, {
          localAddress,
          headers: { 'x-forwarded-for': '127.0.9.1', 'x-forwarded-proto': 'http' },
        });

      it('lets everybody sign in to the realm, and gets host, scheme and client from the proxy', async () => {
        for (const path of ['/realms/motcua/.well-known/openid-configuration', '/resources/x/login/style.css'])
          expect((await ask(path)).status).toBe(200);
        const { headers } = keycloak.seen.at(-1)!;
        expect(headers).toMatchObject({ host: ID_HOST, 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.3.1' });
      });

      it.each([
        '/',
        '/admin/',
        '/admin/master/console/',
        '/realms/master/protocol/openid-connect/token',
        '/realms/%6daster/protocol/openid-connect/token',
        '/realms/motcua/../master/protocol/openid-connect/token',
        '/realms/motcua/..;/master/protocol/openid-connect/token',
        '/realms/motcua/..%3b/master/protocol/openid-connect/token',
        '/realms/master;x=/realms/motcua/token',
        '/realms/motcua/%2e%2e/master/token',
        '/realms/motcua/..%2fmaster/token',
        '//realms/master/token',
        '/metrics',
        '/health',
      ])('shows %s to administrators alone', async (path) => {
        const before = keycloak.seen.length;
        expect((await ask(path)).status).toBe(404);
        expect(keycloak.seen).toHaveLength(before);
        expect((await ask(path, '127.0.9.1')).status).toBe(200);
      });
    });
  });
} else {
  describe('behind the proxy of the deployment', () => {
    it('is skipped without a proxy', () => expect(proxyAvailable()).toBe(false));
  });
}
