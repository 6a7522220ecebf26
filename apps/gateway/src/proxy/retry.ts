/** The failures between the gateway and one address of a service. */
export type UpstreamFailureKind =
  /** No connection was made: the service has seen nothing of the request. */
  | 'not-sent'
  /** The connection broke before an answer: the service may have carried out the request. */
  | 'broke-off'
  /** The address answered 503: this instance is starting, stopping or lacks a dependency. */
  | 'unavailable'
  /** No answer in time: it may still be working on it. */
  | 'timed-out'
  /** It answered something that is not HTTP, or an error that is not a problem document. */
  | 'bad-answer';

/** The properties that decide whether a request may be retried. */
export interface Repeatable {
  method: string;
  /** It carries an `Idempotency-Key`, and its operation documents that header: the service guarantees to do it once. */
  keyed: boolean;
  /** No byte of the body was sent, or all of it is buffered. */
  bodyIntact: boolean;
}

const IDEMPOTENT_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** Whether the request is idempotent (RFC 9110 §9.2.2, or by the service's guarantee). */
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

/** The failure that an error of the HTTP client means. */
export function failureOf(error: unknown): UpstreamFailureKind {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  const text = typeof code === 'string' ? code : '';
  if (NOT_SENT.test(text) || syscall === 'connect') return 'not-sent';
  if (TIMED_OUT.test(text)) return 'timed-out';
  if (BROKE_OFF.test(text)) return 'broke-off';
  return 'bad-answer';
}
