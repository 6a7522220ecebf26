import { connect } from 'node:net';
import type { OpenApiDocument } from '@motcua/gateway';
import { documentedRequests, type DocumentedRequest } from './documented-request.js';
import { blankBodies, foreignBodies, untakenBodies, wideBodies, type HostileBody } from './hostile-bodies.js';

export interface HostilePassOptions {
  url: string;
  document: OpenApiDocument;
  /** The token of the person named in an operation's documentation. */
  tokenOf(sender: string): Promise<string>;
  /** The bounded form: fewer names and kinds of blanks. */
  quick: boolean;
  /** How long a slowly arriving body may keep its connection. */
  slowMs: number;
}

export interface HostilePass {
  requests: number;
  /** A line for each request that was carried out, failed, took too long or was refused without a reason. */
  found: string[];
}

/** Time limit of a refusal: the widest of these takes less than 100 ms. */
const MOST_MS = 3_000;
const DROP_EVERY_MS = 2_000;

/**
 * Sends invalid bodies to every operation of a document: foreign types, far too many values, blanks in required texts,
 * and bodies that arrive a byte every two seconds. Deterministic.
 */
export async function hostilePass(options: HostilePassOptions): Promise<HostilePass> {
  const pass: HostilePass = { requests: 0, found: [] };
  const all = documentedRequests(options.document);
  const requests = all.filter(({ takesBody }) => takesBody);
  // All concurrently: each of them mostly waits.
  const slow = Promise.all(requests.map((request) => sendSlowly(request, options, pass)));
  const names = options.quick ? 5_000 : 60_000;
  for (const request of requests) {
    const bodies = [
      ...foreignBodies(request),
      ...untakenBodies(request),
      ...wideBodies(request, options.document, names),
      ...blankBodies(request, options.document, options.quick ? 3 : Infinity),
    ];
    for (const hostile of bodies) await send(request, hostile, options, pass);
  }
  for (const request of all) await sendUnknownParameter(request, options, pass);
  await slow;
  return pass;
}

async function headersOf(request: DocumentedRequest, options: HostilePassOptions): Promise<Record<string, string>> {
  return {
    'accept-language': 'en',
    ...(request.sender ? { authorization: `Bearer ${await options.tokenOf(request.sender)}` } : {}),
  };
}

async function send(
  request: DocumentedRequest,
  hostile: HostileBody,
  options: HostilePassOptions,
  pass: HostilePass,
): Promise<void> {
  const headers = { ...(await headersOf(request, options)), 'content-type': hostile.type };
  const keys = request.keyed ? [undefined, `hostile-${pass.requests}`] : [undefined];
  for (const key of keys) {
    pass.requests += 1;
    const began = performance.now();
    const answer = await fetch(options.url + request.path, {
      method: request.method,
      headers: key === undefined ? headers : { ...headers, 'idempotency-key': key },
      body: Buffer.from(hostile.body),
    });
    const text = await answer.text();
    const wrong = fault(hostile, answer, text, performance.now() - began);
    if (wrong) pass.found.push(`${request.operationId}, ${hostile.what}: ${wrong}`);
  }
}

const UNKNOWN_PARAMETER = { what: 'one unknown parameter', statuses: [400], field: 'nobodyKnows' };

async function sendUnknownParameter(
  request: DocumentedRequest,
  options: HostilePassOptions,
  pass: HostilePass,
): Promise<void> {
  const { method, path, contentTypes, example } = request;
  const [type] = contentTypes;
  const headers = { ...(await headersOf(request, options)), ...(type && { 'content-type': type }) };
  pass.requests += 1;
  const began = performance.now();
  const answer = await fetch(`${options.url}${path}${path.includes('?') ? '&' : '?'}nobodyKnows=1`, {
    method,
    headers,
    ...(type && { body: JSON.stringify(example ?? {}) }),
  });
  const wrong = fault(UNKNOWN_PARAMETER, answer, await answer.text(), performance.now() - began);
  if (wrong) pass.found.push(`${request.operationId}, ${UNKNOWN_PARAMETER.what}: ${wrong}`);
}

function fault(
  hostile: Omit<HostileBody, 'type' | 'body'>,
  answer: Response,
  text: string,
  ms: number,
): string | undefined {
  if (!hostile.statuses.includes(answer.status)) return `answered ${answer.status} ${text.slice(0, 200)}`;
  if (!answer.headers.get('content-type')?.startsWith('application/problem+json'))
    return 'is refused without a problem';
  if (ms > MOST_MS) return `took ${Math.round(ms)} ms`;
  if (hostile.field === undefined) return undefined;
  const { errors = [] } = JSON.parse(text) as { errors?: { path: string }[] };
  return errors.some(({ path }) => path === hostile.field)
    ? undefined
    : `is refused for something else: ${text.slice(0, 300)}`;
}

/** A byte every two seconds, of a type that the operation takes and of one that it does not. */
async function sendSlowly(request: DocumentedRequest, options: HostilePassOptions, pass: HostilePass): Promise<void> {
  const [own = 'application/json'] = request.contentTypes;
  // Its own stream has no time limit: an import is one request of any length.
  const types = own === 'application/json' ? [own, 'text/plain'] : ['application/json', 'text/plain'];
  const headers = await headersOf(request, options);
  await Promise.all(
    types.map(async (type) => {
      pass.requests += 1;
      const answer = await trickle(request, { ...headers, 'content-type': type }, options);
      const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer ?? '')?.[1]);
      if (answer === undefined) {
        pass.found.push(`${request.operationId}, a slow body of ${type}: is still open after ${options.slowMs} ms`);
      } else if (!(status >= 400 && status < 500)) {
        pass.found.push(
          `${request.operationId}, a slow body of ${type}: answered ${answer.slice(0, 200) || 'nothing'}`,
        );
      }
    }),
  );
}

/** The answer until the other side closes; undefined if it does not in time. */
function trickle(
  { method, path }: DocumentedRequest,
  headers: Record<string, string>,
  { url, slowMs }: HostilePassOptions,
): Promise<string | undefined> {
  const { hostname, port, host } = new URL(url);
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} ${path} HTTP/1.1\r\nhost: ${host}\r\n${head.join('')}content-length: 100000\r\n\r\n{`),
    );
    const drops = setInterval(() => socket.writable && socket.write(' '), DROP_EVERY_MS);
    const patience = setTimeout(() => end(undefined), slowMs);
    const end = (said: string | undefined): void => {
      clearInterval(drops);
      clearTimeout(patience);
      socket.destroy();
      resolve(said);
    };
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.on('error', () => end(answer));
    socket.on('close', () => end(answer));
  });
}
