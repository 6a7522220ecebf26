import type { Readable } from 'node:stream';
import type { RequestBody } from './request-body.js';
import { failureOf, isIdempotent, mayRetry, type UpstreamFailureKind } from './retry.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { Upstream, UpstreamAddress } from './upstream.js';

export interface ForwardedRequest {
  method: string;
  /** With the query, without the gateway's prefix. */
  path: string;
  headers: Record<string, string>;
  body: RequestBody;
  /** See `Repeatable.keyed`. */
  keyed: boolean;
  /** Time limit for the beginning of the answer after the whole request, and between two pieces of it. */
  timeoutMs: number;
  /** Fires when the client has disconnected. */
  signal: AbortSignal;
}

export interface ForwardedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

/** Called for every event on the way, for metrics and logs. */
export interface ForwardingObserver {
  retried(service: string, failure: UpstreamFailureKind): void;
}

/**
 * Sends a request to one address of `upstream`, and to the next one as long as `mayRetry` allows.
 * @throws UpstreamFailure when no address gave an answer that can be passed on; the signal's reason when the client has
 *   disconnected.
 */
export async function forward(
  upstream: Upstream,
  request: ForwardedRequest,
  observer: ForwardingObserver,
): Promise<ForwardedAnswer> {
  const tried = new Set<UpstreamAddress>();
  const mayRepeat = isIdempotent(request);
  let repeatedOnLast = false;
  let brokeOff = false;
  let address = upstream.next(tried, performance.now());
  for (;;) {
    if (!address) throw new UpstreamFailure(upstream.service, 'not-sent');
    const outcome = await attempt(address, request);
    if ('answer' in outcome && asksToClose(outcome.answer)) address.rest(performance.now());
    if ('answer' in outcome && !(outcome.answer.status === 503 && mayRepeat)) {
      return passable(upstream.service, outcome.answer);
    }
    const failure = 'answer' in outcome ? 'unavailable' : outcome.failure;
    if (failure === 'not-sent') address.rest(performance.now());
    brokeOff ||= failure === 'broke-off';
    tried.add(address);
    const again = mayRetry(failure, { ...request, bodyIntact: request.body.intact() });
    let next = again ? upstream.next(tried, performance.now()) : undefined;
    if (again && !next && failure === 'broke-off' && !repeatedOnLast) {
      // The service may just have closed a kept-alive connection: one more attempt even without another address.
      repeatedOnLast = true;
      next = address;
    }
    if ('answer' in outcome) {
      if (!next) return passable(upstream.service, outcome.answer);
      outcome.answer.body.resume();
    } else if (!next) {
      // An earlier address may have carried it out, even if the last one was not reached.
      const kind = failure === 'not-sent' && brokeOff ? 'broke-off' : failure;
      throw new UpstreamFailure(upstream.service, kind, outcome.error, mayRepeat);
    }
    observer.retried(upstream.service, failure);
    address = next;
  }
}

type Outcome = { answer: ForwardedAnswer } | { failure: UpstreamFailureKind; error: unknown };

async function attempt(address: UpstreamAddress, request: ForwardedRequest): Promise<Outcome> {
  const { content, contentLength } = request.body;
  try {
    const { statusCode, headers, body } = await address.pool.request({
      method: request.method as 'GET',
      path: address.basePath + request.path,
      headers: {
        ...request.headers,
        ...(content === null || contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
      },
      body: content as Buffer | null,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
      signal: request.signal,
    });
    // There may be no listener yet (or ever, after a retry); an error of the body surfaces where it is read.
    body.on('error', () => undefined);
    return { answer: { status: statusCode, headers, body } };
  } catch (error) {
    request.signal.throwIfAborted();
    // The client's fault: its body did not arrive in time.
    if ((error as { statusCode?: unknown }).statusCode === 408) throw error;
    return { failure: failureOf(error), error };
  }
}

/** The sign of an instance that is about to stop (ADR 55). */
function asksToClose({ headers }: ForwardedAnswer): boolean {
  return /(^|,)\s*close\s*(,|$)/i.test(String(headers['connection'] ?? ''));
}

/** Errors of services are problem documents; any other error answer does not come from a service. */
function passable(service: string, answer: ForwardedAnswer): ForwardedAnswer {
  const type = String(answer.headers['content-type'] ?? '');
  const hasBody = answer.headers['content-length'] !== '0';
  if (answer.status < 400 || /^application\/problem\+json\b/i.test(type) || (!hasBody && answer.status < 500)) {
    return answer;
  }
  answer.body.resume();
  throw new UpstreamFailure(service, 'bad-answer', new Error(`status ${answer.status} with ${type || 'no'} content`));
}
