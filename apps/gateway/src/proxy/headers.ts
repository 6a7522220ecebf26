import type { IncomingHttpHeaders } from 'node:http';

/**
 * The headers forwarded to a service. An allow-list: a service could mistake any other header of a client (`X-User`,
 * `X-Forwarded-For`, …) for one set by the gateway.
 */
const PASSED_ON = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'content-encoding',
  'content-language',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-unmodified-since',
  'prefer',
  'range',
  'tracestate',
  'user-agent',
];

/** RFC 9110 §7.6.1: they belong to one connection, and the gateway has two. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers for a service: the common ones and those that the operation documents. */
export function requestHeaders(
  incoming: IncomingHttpHeaders,
  documented: readonly string[],
  trace: { requestId: string; traceparent?: string },
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of [...PASSED_ON, ...documented]) {
    const value = incoming[name];
    if (value !== undefined && !HOP_BY_HOP.has(name)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  headers['x-request-id'] = trace.requestId;
  const traceparent = trace.traceparent ?? incoming['traceparent'];
  if (typeof traceparent === 'string') headers['traceparent'] = traceparent;
  return headers;
}

/**
 * The headers of a service's answer for the client. A service does not know `prefix`, so its own addresses are replaced
 * by the gateway's.
 */
export function answerHeaders(
  answer: Record<string, string | string[] | undefined>,
  prefix: string,
): Record<string, string | string[]> {
  const named = String(answer['connection'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const kept = Object.entries(answer).filter(
    (entry): entry is [string, string | string[]] =>
      entry[1] !== undefined && !HOP_BY_HOP.has(entry[0]) && !named.includes(entry[0]),
  );
  return Object.fromEntries(
    kept.map(([name, value]) => [
      name,
      NAMES_AN_ADDRESS.has(name) && typeof value === 'string' && /^\/(?!\/)/.test(value) ? prefix + value : value,
    ]),
  );
}

const NAMES_AN_ADDRESS = new Set(['location', 'content-location']);
