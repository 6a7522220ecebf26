/** The used part of an issuer's discovery document (OpenID Connect Discovery 1.0, section 3). */
export interface IssuerMetadata {
  issuer: string;
  jwks_uri: string;
  token_endpoint: string;
}

export interface IssuerAddress {
  /** As in the `iss` claim of its tokens. */
  issuer: string;
  /** Its address as seen from this service, if another. */
  askedAt?: string;
}

const ANSWER_WITHIN_MS = 5_000;

/**
 * The issuer's own document.
 * @throws Error when it is unavailable, or when the document names another issuer and so must not be used (section 4.3)
 */
export async function discover(
  { issuer, askedAt = issuer }: IssuerAddress,
  timeoutMs?: number,
): Promise<IssuerMetadata> {
  const url = `${askedAt.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const metadata = (await askIssuer(url, {}, timeoutMs)) as IssuerMetadata;
  if (metadata.issuer !== issuer) {
    throw new Error(`the discovery document names another issuer: ${String(metadata.issuer)}`);
  }
  return metadata;
}

/** JSON of one of the issuer's endpoints; redirects are not followed. */
export async function askIssuer(
  url: string,
  { headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
  timeoutMs = ANSWER_WITHIN_MS,
): Promise<unknown> {
  const answer = await fetch(url, {
    ...init,
    headers: { accept: 'application/json', ...headers },
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return await answer.json();
}
