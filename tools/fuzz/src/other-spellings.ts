import { connect } from 'node:net';
import { operationsOf, type OpenApiDocument } from '@motcua/gateway';

interface Asked {
  name: string;
  method: string;
  /** With its parameters filled in, so that its route is found. */
  path: string;
}

/** One spelling of a target, and whether it must be answered like the target or refused. */
const SPELLINGS: [name: string, spelled: (path: string, host: string) => string, as: 'itself' | 'malformed'][] = [
  ['absolute', (path, host) => `http://${host}${path}`, 'itself'],
  ['absolute, of another host', (path) => `http://motcua.example${path}`, 'itself'],
  ['encoded', (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`), 'itself'],
  [
    'encoded at its end',
    (path) => path.replace(/[a-z](?=[^a-z]*$)/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
    'itself',
  ],
  ['with an empty segment', (path) => path.replace('/v1', '//v1'), 'malformed'],
  ['with an empty first segment', (path) => `/${path}`, 'malformed'],
  ['with a dot segment', (path) => path.replace('/v1', '/v1/.'), 'malformed'],
  ['with an encoded dot segment', (path) => path.replace('/v1', '/x/%2E%2e/v1'), 'malformed'],
];

function asked(document: OpenApiDocument): Asked[] {
  return operationsOf(document).map(({ path, method, operation }) => ({
    name: operation.operationId ?? `${method} ${path}`,
    method: method.toUpperCase(),
    path: path.replace(/\{[^}]+\}/g, '0198c2a4-7a00-7000-8000-00000000dead'),
  }));
}

/** The status of the answer before the connection closes within `withinMs`; 0 without an answer. */
function statusOf(url: string, head: string, withinMs: number): Promise<number> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(head));
    const late = setTimeout(() => socket.destroy(), withinMs);
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0));
    });
  });
}

/**
 * Every operation in spellings that no HTTP library sends, without a token: each is answered like the plain target, or 400.
 */
export async function otherSpellings(
  url: string,
  document: OpenApiDocument,
): Promise<{ sent: number; found: string[] }> {
  const { host } = new URL(url);
  const found: string[] = [];
  let sent = 0;
  for (const { name, method, path } of asked(document)) {
    const ask = (target: string): Promise<number> => {
      sent += 1;
      const body = method === 'GET' ? '' : 'Content-Length: 0\r\n';
      const head = `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${body}\r\n`;
      return statusOf(url, head, 10_000);
    };
    const itself = await ask(path);
    for (const [spelling, spelled, as] of SPELLINGS) {
      const status = await ask(spelled(path, host));
      const right = as === 'itself' ? status === itself && status < 500 : status === 400;
      if (!right) found.push(`${name}, ${spelling}: answered ${status} for ${itself}`);
    }
  }
  return { sent, found };
}
