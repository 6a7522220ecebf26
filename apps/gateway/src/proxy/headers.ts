import type { IncomingHttpHeaders } from 'node:http';

/**
 * What is passed on to a service. A list of what may pass, not of what may not: whatever else a client invents
 * (`X-User`, `X-Forwarded-For`, …) could be taken by some service for something the gateway has vouched for.
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

/** RFC 9110 §7.6.1: they speak of one connection, and the gateway has two. */
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

/** The headers to send to a service: those every operation may have and those that this one documents. */
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
 * The headers of a service's answer that are for the client. A service knows nothing of `prefix`, so where it names one
 * of its own addresses, the gateway's is put instead.
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
