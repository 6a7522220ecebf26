import { createHash, randomBytes } from 'node:crypto';

export interface SignedIn {
  access_token: string;
  id_token: string;
  refresh_token: string;
}

/**
 * Signs in like a person at /docs: authorization code with proof key (RFC 7636) as the public client `motcua-swagger`,
 * through Keycloak's own login form.
 * @param redirectUri one that the realm allows the client.
 */
export async function signIn(
  issuer: string,
  redirectUri: string,
  username: string,
  password: string,
): Promise<SignedIn> {
  const verifier = randomBytes(32).toString('base64url');
  const client = { client_id: 'motcua-swagger', redirect_uri: redirectUri };
  const page = await fetch(
    `${issuer}/protocol/openid-connect/auth?${new URLSearchParams({
      ...client,
      response_type: 'code',
      scope: 'openid',
      state: 'check',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })}`,
    { redirect: 'manual' },
  );
  const form = /<form[^>]*id="kc-form-login"[^>]*action="([^"]+)"/.exec(await page.text())?.[1];
  if (!form) throw new Error(`Keycloak showed no login form (${page.status})`);
  const cookies = page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!);
  const answer = await fetch(form.replaceAll('&amp;', '&'), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies.join('; ') },
    body: new URLSearchParams({ username, password }),
  });
  const code = new URL(answer.headers.get('location') ?? 'about:blank').searchParams.get('code');
  if (!code) throw new Error(`Keycloak did not let ${username} in (${answer.status})`);
  const tokens = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', ...client, code, code_verifier: verifier }),
  });
  if (!tokens.ok) throw new Error(`Keycloak gave no tokens for the code: ${await tokens.text()}`);
  return (await tokens.json()) as SignedIn;
}

/** New tokens for a refresh token of `motcua-swagger`; undefined when it is no longer valid. */
export async function refresh(issuer: string, token: string): Promise<SignedIn | undefined> {
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'motcua-swagger', refresh_token: token }),
  });
  return answer.ok ? ((await answer.json()) as SignedIn) : undefined;
}

/** A token by client credentials. */
export async function clientToken(issuer: string, id: string, secret: string): Promise<string> {
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
  });
  if (!answer.ok) throw new Error(`Keycloak gave ${id} no token: ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}
