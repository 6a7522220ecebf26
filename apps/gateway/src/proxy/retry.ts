/** What can go wrong between the gateway and one address of a service. */
export type UpstreamFailureKind =
  /** No connection came about: the service has seen nothing of the request. */
  | 'not-sent'
  /** The connection broke before an answer: the service may or may not have done what was asked. */
  | 'broke-off'
  /** The address answered 503: this instance is starting, stopping or cut off from something it needs. */
  | 'unavailable'
  /** No answer in time: it may still be working on it. */
  | 'timed-out'
  /** It answered something that is not HTTP, or an error that is not a problem document. */
  | 'bad-answer';

/** What of a request decides whether it may be sent again. */
export interface Repeatable {
  method: string;
  /** It carries an `Idempotency-Key`, and its operation documents that header: the service promises to do it once. */
  keyed: boolean;
  /** Not a byte of the body has left, or all of it is kept. */
  bodyIntact: boolean;
}

const IDEMPOTENT_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Whether doing the request twice leaves the same as doing it once (RFC 9110 §9.2.2, or by the service's promise). */
export function isIdempotent(request: Pick<Repeatable, 'method' | 'keyed'>): boolean {
  return IDEMPOTENT_METHODS.has(request.method) || request.keyed;
}

/**
 * Whether a request may go to another address after `failure`. A timeout is never retried: a second address would
 * double the caller's wait and the load on a service that is already slow.
 */
export function mayRetry(failure: UpstreamFailureKind, request: Repeatable): boolean {
  if (!request.bodyIntact) return false;
  switch (failure) {
    case 'not-sent':
      return true;
    case 'broke-off':
    case 'unavailable':
      return isIdempotent(request);
    case 'timed-out':
    case 'bad-answer':
      return false;
  }
}

const NOT_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_CLOSED|UND_ERR_DESTROYED|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/;
const TIMED_OUT = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/;
const BROKE_OFF = /^(ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_SOCKET|UND_ERR_INFO)$/;

/** What an error thrown by the HTTP client means. */
export function failureOf(error: unknown): UpstreamFailureKind {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  const text = typeof code === 'string' ? code : '';
  if (NOT_SENT.test(text) || syscall === 'connect') return 'not-sent';
  if (TIMED_OUT.test(text)) return 'timed-out';
  if (BROKE_OFF.test(text)) return 'broke-off';
  return 'bad-answer';
}
