const QUERY_CANCELED = '57014';

/**
 * Whether PostgreSQL ended a statement because it ran longer than `statement_timeout`. A manual cancel has the same
 * SQLSTATE, so only the text distinguishes them; it must be in English.
 */
export function isStatementTimeout(error: unknown): boolean {
  const thrown = error as { driverError?: unknown } | undefined;
  const { code, message } = Object(thrown?.driverError ?? thrown) as { code?: unknown; message?: unknown };
  return code === QUERY_CANCELED && typeof message === 'string' && message.includes('statement timeout');
}
