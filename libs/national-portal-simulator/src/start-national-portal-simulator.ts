import { randomInt } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { control, Counters, type Controlled } from './control.js';
import { Faults, seededRandom, type FaultKind } from './faults.js';
import { CODES } from './field-rules.js';
import type { TextRecord } from './held-dossiers.js';
import { PortalState } from './portal-state.js';
import { Protocol, WRITES, type Keeping } from './protocol.js';
import { Sessions } from './sessions.js';

/** The default login. */
export const SIMULATOR_USER = 'motcua';
export const SIMULATOR_PASSWORD = 'mo-phong';

export interface SimulatorOptions {
  /** Default: a free one. */
  port?: number;
  /** Folder for the data; without it they end with the process. */
  dataDir?: string;
  /** Decides which calls fail once faults are set; default random. */
  seed?: number;
  user?: string;
  password?: string;
}

export interface NationalPortalSimulator {
  /** `http://127.0.0.1:41234` */
  url: string;
  stop(): Promise<void>;
}

const LOGIN_PATH = '/mapi/login';
const SERVICE_PATH = '/mapi/g';
const CONTROL_PREFIX = '/simulator/';
const SESSION_LIFETIME_MS = 30 * 60_000;
const LARGEST_BODY = 8_388_608;
/** After this time even a call without its own time limit is cut. */
const NEVER_ANSWERED_MS = 120_000;
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Starts a national portal that speaks the session protocol strictly, on loopback only. Its data and faults are
 * controlled at `/simulator/…`.
 */
export async function startNationalPortalSimulator(options: SimulatorOptions = {}): Promise<NationalPortalSimulator> {
  const state = new PortalState(options.dataDir);
  const parts: Controlled = {
    state,
    protocol: new Protocol(state),
    faults: new Faults(seededRandom(options.seed ?? randomInt(2 ** 31))),
    sessions: new Sessions(SESSION_LIFETIME_MS),
    counters: new Counters(),
  };
  const user = options.user ?? SIMULATOR_USER;
  const password = options.password ?? SIMULATOR_PASSWORD;
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Refuses other host names, so that a web page cannot reach it by DNS rebinding.
    if (!LOOPBACK_HOST.test(request.headers.host ?? '')) return send(response, 403, { message: 'loopback only' });
    const url = new URL(request.url ?? '/', 'http://portal');
    const controlled = url.pathname.startsWith(CONTROL_PREFIX);
    if (!controlled && parts.faults.down) {
      parts.counters.count('answers', 'down');
      request.socket.destroy();
      return;
    }
    const body = await readBody(request);
    if (body === undefined) return send(response, 400, { message: 'the body must be a JSON object' });
    if (controlled) {
      const { status, body: said } = control(parts, request.method ?? 'GET', url, body);
      return send(response, status, said);
    }
    if (request.method !== 'POST' || ![LOGIN_PATH, SERVICE_PATH].includes(url.pathname)) {
      return send(response, 404, { message: 'no such address' });
    }
    if (!request.headers['dstcode'] || !/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return send(response, 400, { message: 'dstcode and Content-Type: application/json are needed' });
    }
    if (url.pathname === LOGIN_PATH) return logIn(body, response);
    return serve(body, response);
  }

  function logIn(body: TextRecord, response: ServerResponse): void {
    parts.counters.count('calls', 'login');
    const good = body['username'] === user && body['password'] === password;
    const said = good
      ? { session: parts.sessions.begin(), error_code: CODES.ok }
      : { error_code: CODES.general, message: 'Sai tài khoản hoặc mật khẩu' };
    parts.counters.count('answers', said.error_code);
    send(response, 200, said);
  }

  function serve(body: TextRecord, response: ServerResponse): void {
    const service = String(body['service'] ?? '');
    parts.counters.count('calls', service);
    if (!parts.sessions.use(body['session'])) {
      parts.counters.count('answers', CODES.session);
      return send(response, 200, { error_code: CODES.session, message: 'Phiên làm việc đã hết hạn' });
    }
    if (typeof body['madonvi'] !== 'string' || body['madonvi'] === '') {
      return send(response, 200, { error_code: CODES.missingField, message: 'Thiếu madonvi' });
    }
    const fault = parts.faults.next(service, WRITES.includes(service));
    if (fault === 'ERROR_500') return send(response, 500, { message: 'Internal Server Error' });
    if (fault === 'REFUSE') {
      parts.counters.count('answers', CODES.general);
      return send(response, 200, { error_code: CODES.general, message: 'Hệ thống đang bận' });
    }
    const said = parts.protocol.call(service, body, keepingUnder(fault));
    if (fault === 'TIMEOUT_AFTER_ACCEPTING') {
      const waiting = setTimeout(() => response.destroy(), NEVER_ANSWERED_MS);
      response.on('close', () => clearTimeout(waiting));
      return;
    }
    parts.counters.count('answers', said.error_code);
    send(response, 200, said);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function keepingUnder(fault: FaultKind | undefined): Keeping {
  if (fault === 'HALF_CHUNK') return 'HALF';
  return fault === 'DROP_SILENTLY' ? 'NOTHING' : 'ALL';
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function readBody(request: IncomingMessage): Promise<TextRecord | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY) return undefined;
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as TextRecord) : undefined;
  } catch {
    return undefined;
  }
}
