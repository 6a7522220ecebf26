const NEVER_SENT = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Whether this undici code means that no connection was made, so that no part of the request can have arrived. */
export function neverSent(code: unknown): boolean {
  return typeof code === 'string' && NEVER_SENT.test(code);
}
