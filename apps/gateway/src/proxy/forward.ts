import type { Readable } from 'node:stream';
import type { RequestBody } from './request-body.js';
import { failureOf, isIdempotent, mayRetry, type UpstreamFailureKind } from './retry.js';
import { UpstreamFailure } from './upstream-failure.js';
import type { Upstream, UpstreamAddress } from './upstream.js';

export interface ForwardedRequest {
  method: string;
  /** With the query, as the client wrote it, without the gateway's prefix. */
  path: string;
  headers: Record<string, string>;
  body: RequestBody;
  /** See `Repeatable.keyed`. */
  keyed: boolean;
  /** How long the answer may take to begin once the whole request is sent, and between two pieces of it. */
  timeoutMs: number;
  /** Fires when the client has gone. */
  signal: AbortSignal;
}

export interface ForwardedAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

/** Told of everything that happens on the way, for metrics and logs. */
export interface ForwardingObserver {
  retried(service: string, failure: UpstreamFailureKind): void;
}

/**
 * Sends a request to one address of `upstream`, and to the next one as long as `mayRetry` allows.
 * @throws UpstreamFailure when no address gave an answer that can be passed on; whatever the signal was aborted with
 * when the client has gone.
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
  let address = upstream.next(tried, Date.now());
  for (;;) {
    if (!address) throw new UpstreamFailure(upstream.service, 'not-sent');
    const outcome = await attempt(address, request);
    if ('answer' in outcome && asksToClose(outcome.answer)) address.rest(Date.now());
    if ('answer' in outcome && !(outcome.answer.status === 503 && mayRepeat)) {
      return passable(upstream.service, outcome.answer);
    }
    const failure = 'answer' in outcome ? 'unavailable' : outcome.failure;
    if (failure === 'not-sent') address.rest(Date.now());
    brokeOff ||= failure === 'broke-off';
    tried.add(address);
    const again = mayRetry(failure, { ...request, bodyIntact: request.body.intact() });
    let next = again ? upstream.next(tried, Date.now()) : undefined;
    if (again && !next && failure === 'broke-off' && !repeatedOnLast) {
      // A kept-alive connection that the service had just closed: worth one more try even where there is no other address.
      repeatedOnLast = true;
      next = address;
    }
    if ('answer' in outcome) {
      if (!next) return passable(upstream.service, outcome.answer);
      outcome.answer.body.resume();
    } else if (!next) {
      // That the last address was not reached does not undo what an earlier one may have done.
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
    // Nobody may be listening yet (or ever, after a retry); an error of the body shows where it is read.
    body.on('error', () => undefined);
    return { answer: { status: statusCode, headers, body } };
  } catch (error) {
    request.signal.throwIfAborted();
    // The client's own fault: its body did not come in time.
    if ((error as { statusCode?: unknown }).statusCode === 408) throw error;
    return { failure: failureOf(error), error };
  }
}

/** How an instance that is about to stop says so (ADR 55). */
function asksToClose({ headers }: ForwardedAnswer): boolean {
  return /(^|,)\s*close\s*(,|$)/i.test(String(headers['connection'] ?? ''));
}

/** Errors of services are problem documents; anything else that says "error" comes from something that is not one. */
function passable(service: string, answer: ForwardedAnswer): ForwardedAnswer {
  const type = String(answer.headers['content-type'] ?? '');
  const hasBody = answer.headers['content-length'] !== '0';
  if (answer.status < 400 || /^application\/problem\+json\b/i.test(type) || (!hasBody && answer.status < 500)) {
    return answer;
  }
  answer.body.resume();
  throw new UpstreamFailure(service, 'bad-answer', new Error(`status ${answer.status} with ${type || 'no'} content`));
}
