import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.js';
import { pythonProgram, whyNoPython } from '../python/python-program.js';
import { lock, noteForReport } from '../run/test-run.js';

const library = join(dirname(fileURLToPath(import.meta.url)), '../..');
const root = join(library, '../..');

/** The proxy of the deployment, Caddy with `deploy/caddy/Caddyfile`, on loopback. */
export interface TestProxy {
  httpPort: number;
  httpsPort: number;
  /** The certificate of its authority. */
  ca: string;
  /** A request over TLS to `host`, whose certificate is checked; the caller writes and ends the body. */
  request(host: string, path: string, options?: RequestOptions): ReturnType<typeof httpsRequest>;
  /** The same without a body. */
  get(
    host: string,
    path: string,
    options?: RequestOptions,
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>;
  stop(): Promise<void>;
}

/**
 * Whether tests can run a proxy here. With CI=true the run fails if not; otherwise it reports them as skipped at its
 * end.
 */
export function proxyAvailable(reason: string | undefined = whyNoPython('a local Caddy')): boolean {
  if (reason === undefined) return true;
  if (process.env['CI'] === 'true') throw new Error(`CI=true and no proxy to test behind: ${reason}`);
  noteForReport('proxy-left-out', reason);
  return false;
}

/** @param env the variables of docker-compose.yml, overriding the addresses of this machine */
export async function testProxy(env: Record<string, string>): Promise<TestProxy> {
  const release = await lock('caddy.installing', 180_000);
  const caddy = await pythonProgram({
    name: 'caddy',
    requirements: join(library, 'caddy-requirements.txt'),
    environment: join(root, '.caddy', 'venv'),
  }).finally(release);
  const folder = await mkdtemp(join(tmpdir(), 'motcua-caddy-'));
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const config = join(folder, 'Caddyfile');
  const ours = await readFile(join(root, 'deploy/caddy/Caddyfile'), 'utf8');
  // On its own machine it listens on every address.
  await writeFile(config, ours.replace('\tadmin off\n', '\tadmin off\n\tdefault_bind 127.0.0.1\n'));
  const child = spawn(caddy, ['run', '--config', config, '--adapter', 'caddyfile'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      HTTP_PORT: String(httpPort),
      HTTPS_PORT: String(httpsPort),
      ...env,
    },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-5_000)));
  const exited = once(child, 'exit');
  const endWithThis = () => child.kill('SIGKILL');
  process.once('exit', endWithThis);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
    process.off('exit', endWithThis);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const ca = await eventually(
      async () => {
        if (child.exitCode !== null) return '';
        return readFile(join(folder, 'caddy/pki/authorities/local/root.crt'), 'utf8');
      },
      { timeoutMs: 30_000 },
    );
    if (ca === '') throw new Error('Caddy ended while it was starting');
    const request: TestProxy['request'] = (host, path, options = {}) =>
      httpsRequest({
        host: '127.0.0.1',
        port: httpsPort,
        servername: host,
        path,
        ca,
        agent: false,
        ...options,
        headers: { host, ...options.headers },
      });
    const get: TestProxy['get'] = async (host, path, options) => {
      const asked = request(host, path, options).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks).toString() };
    };
    const hosts = [env['GATEWAY_HOST'], env['KEYCLOAK_HOST']].filter((host) => host !== undefined);
    await eventually(() => Promise.all(hosts.map((host) => get(host, '/'))), { timeoutMs: 30_000 });
    return { httpPort, httpsPort, ca, request, get, stop };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${log}`);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
