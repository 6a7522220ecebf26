import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';

/** The claims of a token; services read `roles`, `agency`, `unit`, `officer_name` and `officer_title`. */
export interface TokenClaims {
  sub: string;
  roles?: string[];
  agency?: string;
  unit?: string;
  officer_name?: string;
  officer_title?: string;
  [claim: string]: unknown;
}

/** Options for invalid tokens in tests. */
export interface TokenOptions {
  /** Default one hour; negative for a token that has expired. */
  expiresInSeconds?: number;
  /** Not valid before this many seconds from now. */
  notBeforeSeconds?: number;
  audience?: string | string[];
  issuer?: string;
  /** The `typ` header; default `at+jwt` (RFC 9068). */
  type?: string;
  /** Signed with a key that the issuer does not publish. */
  unpublishedKey?: boolean;
}

interface DevelopmentIssuerOptions {
  /** 0, the default, for any free port. */
  port?: number;
  /** Loopback only. */
  host?: string;
  audience?: string;
  /** Clients for client credentials: id -> secret and claims. */
  clients?: Record<string, { secret: string; claims?: Partial<TokenClaims> }>;
  /**
   * People for `GET /dev-tokens` and `GET /dev-tokens/<subject>`; each ready token is valid for a quarter of an hour.
   */
  people?: TokenClaims[];
  /** A key of `newSigningKey` from an earlier run, so that its tokens stay valid; default a new one. */
  signingKey?: JWK;
}

/** An OpenID Connect issuer for development and tests only. */
export interface DevelopmentIssuer {
  issuer: string;
  /** The same as `issuer`. */
  url: string;
  audience: string;
  token(claims: TokenClaims, options?: TokenOptions): Promise<string>;
  /** Signs with a new key from now on; the key set keeps the earlier ones unless `forget`. */
  rotate(options?: { forget?: boolean }): Promise<void>;
  addClient(id: string, secret: string, claims?: Partial<TokenClaims>): void;
  stop(): Promise<void>;
}

/** It cannot start; the message says what to do. */
export class DevelopmentIssuerError extends Error {
  override name = 'DevelopmentIssuerError';

  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

const ALGORITHM = 'ES256';
/** Lifetime of a ready token: long enough for one task. */
const READY_TOKEN_SECONDS = 900;

/**
 * Discovery document, key set and token endpoint on loopback. `/token` gives tokens by client credentials, and to any
 * caller that names the claims (`/token?sub=an&roles=one-stop-officer&agency=H01`): it has no passwords, so it listens
 * on loopback only.
 * @throws DevelopmentIssuerError when the address is not loopback or the port is in use
 */
export async function startDevelopmentIssuer(options: DevelopmentIssuerOptions = {}): Promise<DevelopmentIssuer> {
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) {
    throw new DevelopmentIssuerError(
      `The development issuer gives tokens to anybody, so it listens on loopback only and not on ${host}; ` +
        'use a real OpenID Connect provider (OIDC_ISSUER) instead.',
    );
  }
  const issuer = new Issuer(options.audience ?? 'motcua', options.clients ?? {}, options.people ?? []);
  await issuer.begin(options.signingKey ?? (await newSigningKey()));
  await issuer.listen(host, options.port ?? 0);
  return {
    issuer: issuer.url,
    url: issuer.url,
    audience: issuer.audience,
    token: (claims, tokenOptions) => issuer.token(claims, tokenOptions),
    rotate: (rotation) => issuer.rotate(rotation),
    addClient: (id, secret, claims) => issuer.addClient(id, secret, claims),
    stop: () => issuer.stop(),
  };
}

class Issuer {
  url = '';
  private keys: SigningKey[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));

  constructor(
    readonly audience: string,
    private readonly clients: NonNullable<DevelopmentIssuerOptions['clients']>,
    private readonly people: TokenClaims[],
  ) {}

  async begin(signingKey: JWK): Promise<void> {
    this.keys = [await keyOf(signingKey)];
  }

  async listen(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new DevelopmentIssuerError(`The development issuer cannot listen on ${host}:${port} (${error.code}).`, error),
        ),
      );
      this.server.listen(port, host, () => resolve());
    });
    const shown = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
    this.url = `http://${shown}:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  addClient(id: string, secret: string, claims?: Partial<TokenClaims>): void {
    this.clients[id] = { secret, claims };
  }

  async rotate(options: { forget?: boolean } = {}): Promise<void> {
    const key = await newKey();
    this.keys = options.forget ? [key] : [key, ...this.keys];
  }

  async token(claims: TokenClaims, options: TokenOptions = {}): Promise<string> {
    const key = options.unpublishedKey ? await newKey() : this.keys[0]!;
    const now = Math.floor(Date.now() / 1000);
    const lifetime = options.expiresInSeconds ?? 3_600;
    const jwt = new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: options.type ?? 'at+jwt' })
      .setIssuer(options.issuer ?? this.url)
      .setAudience(options.audience ?? this.audience)
      .setIssuedAt(Math.min(now, now + lifetime - 1))
      .setExpirationTime(now + lifetime)
      .setJti(randomUUID());
    if (options.notBeforeSeconds !== undefined) jwt.setNotBefore(now + options.notBeforeSeconds);
    return jwt.sign(key.privateKey);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      // A web page that resolves to this machine (DNS rebinding) must not be able to fetch tokens.
      const host = (request.headers.host ?? '').replace(/:\d+$/, '');
      if (!isLoopback(host)) return send(response, 403, { error: 'access_denied' });
      const url = new URL(request.url ?? '/', this.url);
      if (request.method === 'GET' && url.pathname === '/.well-known/openid-configuration') {
        return send(response, 200, this.metadata());
      }
      if (request.method === 'GET' && url.pathname === '/jwks') {
        return send(response, 200, { keys: this.keys.map((key) => key.publicJwk) });
      }
      if (url.pathname === '/token' && (request.method === 'GET' || request.method === 'POST')) {
        return await this.answerToken(request, response, url);
      }
      if (request.method === 'GET' && url.pathname === '/dev-tokens') {
        return send(response, 200, { tokens: await this.readyTokens() });
      }
      const person = this.people.find(({ sub }) => url.pathname === `/dev-tokens/${encodeURIComponent(sub)}`);
      if (request.method === 'GET' && person) {
        // Plain text, for `$(curl …)` in a command.
        const headers = { 'content-type': 'text/plain', 'cache-control': 'no-store' };
        response.writeHead(200, headers).end(await this.readyToken(person));
        return;
      }
      send(response, 404, { error: 'not_found' });
    } catch {
      send(response, 400, { error: 'invalid_request' });
    }
  }

  private metadata(): object {
    return {
      issuer: this.url,
      jwks_uri: `${this.url}/jwks`,
      token_endpoint: `${this.url}/token`,
      authorization_endpoint: `${this.url}/authorize`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: [ALGORITHM],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    };
  }

  private async answerToken(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const asked = new URLSearchParams([...url.searchParams, ...new URLSearchParams(await bodyOf(request))]);
    const claims =
      asked.get('grant_type') === 'client_credentials' ? this.clientClaims(request, asked) : claimsOf(asked);
    if (!claims) return send(response, 401, { error: 'invalid_client' });
    const expiresIn = Math.min(Math.max(Number(asked.get('expires_in')) || 3_600, 1), 86_400);
    const token = await this.token(claims, { expiresInSeconds: expiresIn });
    send(response, 200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn });
  }

  private readyTokens(): Promise<object[]> {
    return Promise.all(
      this.people.map(async ({ sub, roles, agency, unit, ...rest }) => ({
        subject: sub,
        roles: roles ?? [],
        ...(agency ? { agency } : {}),
        ...(unit ? { unit } : {}),
        token: await this.readyToken({ sub, roles, agency, unit, ...rest }),
      })),
    );
  }

  private readyToken(person: TokenClaims): Promise<string> {
    return this.token(person, { expiresInSeconds: READY_TOKEN_SECONDS });
  }

  private clientClaims(request: IncomingMessage, asked: URLSearchParams): TokenClaims | undefined {
    const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const [basicId, ...basicSecret] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
    const id = basicId === undefined ? asked.get('client_id') : decodeURIComponent(basicId);
    const secret = basicId === undefined ? asked.get('client_secret') : decodeURIComponent(basicSecret.join(':'));
    const client = id && Object.hasOwn(this.clients, id) ? this.clients[id] : undefined;
    if (!client || !secret || !sameText(secret, client.secret)) return undefined;
    return { roles: ['service'], ...client.claims, sub: client.claims?.sub ?? id!, client_id: id };
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

function claimsOf(asked: URLSearchParams): TokenClaims {
  const roles = asked
    .getAll('roles')
    .flatMap((value) => value.split(/[\s,]+/))
    .filter((role) => role !== '');
  const stated = ['agency', 'unit', 'officer_name', 'officer_title'].flatMap((claim) => {
    const value = asked.get(claim);
    return value ? [[claim, value]] : [];
  });
  return { sub: asked.get('sub') ?? 'developer', roles, ...(Object.fromEntries(stated) as Record<string, string>) };
}

async function newKey(): Promise<SigningKey> {
  return keyOf(await newSigningKey());
}

/** A private key that can be stored in a file and passed as `signingKey`. */
export async function newSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex') };
}

async function keyOf(jwk: JWK): Promise<SigningKey> {
  const { kty, crv, x, y } = jwk;
  const kid = jwk.kid ?? 'development';
  return {
    kid,
    privateKey: (await importJWK(jwk, ALGORITHM)) as CryptoKey,
    publicJwk: { kty, crv, x, y, kid, alg: ALGORITHM, use: 'sig' },
  };
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 10_000) throw new RangeError('too large');
  }
  return body;
}

function send(response: ServerResponse, status: number, body: object): void {
  const json = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(json);
}
