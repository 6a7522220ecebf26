import { Controller, Get } from '@nestjs/common';
import { DomainError, type Role } from '@motcua/contracts';
import { startDevelopmentIssuer, type DevelopmentIssuer, type TokenOptions } from '@motcua/development-issuer';
import {
  base64url,
  decodeProtectedHeader,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { ServiceConfig } from '../config/service-config.js';
import type { RunningService } from '../service/service-definition.js';
import { startService } from '../service/start-service.js';
import { ask, MINI_ENV, miniService } from '../testing/mini-service.js';
import { CurrentCaller, Public, Roles, type Caller } from './caller.js';
import { ServiceToken } from './service-token.js';
import { TokenVerifier } from './token-verifier.js';

@Controller('who')
class WhoController {
  @Get()
  who(@CurrentCaller() caller: Caller): object {
    return caller;
  }

  @Roles('one-stop-officer', 'agency-head')
  @Get('officers')
  officers(): object {
    return { welcome: true };
  }

  @Public()
  @Get('public')
  anyone(@CurrentCaller() caller: Caller | undefined): object {
    return { subject: caller?.subject ?? null };
  }
}

const CLIENT = { id: 'dossier-service', secret: 'a secret: with/odd+chars' };
let issuer: DevelopmentIssuer;
let service: RunningService;

beforeAll(async () => {
  issuer = await startDevelopmentIssuer({ clients: { [CLIENT.id]: { secret: CLIENT.secret } } });
  service = await startService(miniService({ controllers: [WhoController] }), {
    ...MINI_ENV,
    OIDC_ISSUER: issuer.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
  });
});

afterAll(async () => {
  await service.stop();
  await issuer.stop();
});

const officer = { sub: 'an', roles: ['one-stop-officer'], agency: 'H01.02', unit: 'counter-3' };

function withToken(token: string): RequestInit {
  return { headers: { authorization: `Bearer ${token}` } };
}

async function asked(path: string, token?: string): Promise<Awaited<ReturnType<typeof ask>>> {
  return ask(`${service.url}${path}`, token === undefined ? {} : withToken(token));
}

const ALL_BUT_DATE = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

describe('a caller with a good token', () => {
  it('is known by subject, roles, agency and unit', async () => {
    const answer = await asked('/who', await issuer.token(officer));
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ subject: 'an', roles: ['one-stop-officer'], agency: 'H01.02', unit: 'counter-3' });
  });

  it('is known by name and title where they can be printed; a name that shows as another text counts as absent', async () => {
    const known = async (claims: object): Promise<unknown[]> => {
      const { name, title } = (await asked('/who', await issuer.token({ ...officer, ...claims }))).json;
      return [name, title];
    };
    const named = { officer_name: ' Trần Thị Bình ', officer_title: 'Chuyên viên' };
    expect(await known(named)).toEqual(['Trần Thị Bình', 'Chuyên viên']);
    for (const officer_name of ['', '\u2800', 'Bình\u0000', 'Bình\u202e', 'x'.repeat(201), ['Bình'], { a: 1 }]) {
      expect(await known({ officer_name, officer_title: 'Chuyên viên' })).toEqual([undefined, 'Chuyên viên']);
    }
    // Everybody may change the own name at an identity provider.
    expect(await known({ name: 'Trần Thị Bình', title: 'Giám đốc' })).toEqual([undefined, undefined]);
  });

  it('gets answers that no cache may keep; what is public may be kept', async () => {
    expect((await asked('/who', await issuer.token(officer))).headers.get('cache-control')).toBe('no-store');
    expect((await asked('/who/public')).headers.get('cache-control')).toBeNull();
  });

  it('of Keycloak has the roles of the realm', async () => {
    const token = await issuer.token(
      { sub: 'an', realm_access: { roles: ['agency-head', 'offline_access'] }, typ: 'Bearer' },
      { type: 'JWT' },
    );
    expect((await asked('/who', token)).json.roles).toEqual(['agency-head']);
  });

  it('may do what one of its roles allows', async () => {
    expect((await asked('/who/officers', await issuer.token(officer))).status).toBe(200);
  });

  it('may not do what none of its roles allows', async () => {
    const answer = await asked('/who/officers', await issuer.token({ sub: 'binh', roles: ['applicant'] }));
    expect(answer.status).toBe(403);
    expect(answer.json.code).toBe('auth.role-missing');
  });

  it('is identified on public routes too, which need no token', async () => {
    expect((await asked('/who/public', await issuer.token(officer))).json).toEqual({ subject: 'an' });
    expect((await asked('/who/public')).json).toEqual({ subject: null });
  });

  it('is accepted while the issuer rotates its keys', async () => {
    const before = await issuer.token(officer);
    await issuer.rotate();
    const after = await issuer.token(officer);
    expect((await asked('/who', before)).status).toBe(200);
    expect((await asked('/who', after)).status).toBe(200);
  });
});

describe('a verified token', () => {
  const at = (verifier: TokenVerifier, token: string, seconds: number) => {
    jest.useFakeTimers({ now: Date.now() + seconds * 1_000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
    return verifier.verify(token).finally(() => jest.useRealTimers());
  };

  it('is known again, as the same caller, until the moment when it expires', async () => {
    const verifier = new TokenVerifier({ issuer: issuer.issuer, audience: issuer.audience });
    const token = await issuer.token(officer, { expiresInSeconds: 60 });
    const first = await verifier.verify(token);
    expect(await verifier.verify(token)).toBe(first);
    expect((await at(verifier, token, 58)).subject).toBe('an');
    await expect(at(verifier, token, 70)).rejects.toMatchObject({ code: 'auth.token-expired' });
  });

  it('does not make a token valid that differs in one letter', async () => {
    const verifier = new TokenVerifier({ issuer: issuer.issuer, audience: issuer.audience });
    const token = await issuer.token(officer);
    await verifier.verify(token);
    const [head, claims, signature] = token.split('.') as [string, string, string];
    const other = base64url.encode(
      JSON.stringify({ ...JSON.parse(new TextDecoder().decode(base64url.decode(claims))), agency: 'H02' }),
    );
    await expect(verifier.verify(`${head}.${other}.${signature}`)).rejects.toMatchObject({
      code: 'auth.token-invalid',
    });
  });

  it('is invalid once the issuer has withdrawn its key and the keys were fetched again', async () => {
    const own = await startDevelopmentIssuer();
    const verifier = new TokenVerifier({ issuer: own.issuer, audience: own.audience, cooldownMs: 0 });
    const token = await own.token(officer);
    await verifier.verify(token);
    await own.rotate({ forget: true });
    expect((await verifier.verify(token)).subject).toBe('an');
    await verifier.verify(await own.token(officer));
    await expect(verifier.verify(token)).rejects.toMatchObject({ code: 'auth.token-invalid' });
    await own.stop();
  });
});

describe('a caller without a good token', () => {
  it('gets 401 with WWW-Authenticate', async () => {
    const answer = await asked('/who');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="motcua"');
    expect(answer.json.code).toBe('auth.token-missing');
  });

  it.each<[string, TokenOptions, string]>([
    ['has expired', { expiresInSeconds: -60 }, 'auth.token-expired'],
    ['is not valid yet', { notBeforeSeconds: 600 }, 'auth.token-invalid'],
    ['is for another audience', { audience: 'another' }, 'auth.token-invalid'],
    ['is of another issuer', { issuer: 'https://elsewhere.example' }, 'auth.token-invalid'],
    ['is signed with a key that the issuer does not publish', { unpublishedKey: true }, 'auth.token-invalid'],
    ['is a logout token', { type: 'logout+jwt' }, 'auth.token-invalid'],
  ])('is refused when it %s', async (_what, options, code) => {
    const answer = await asked('/who', await issuer.token(officer, options));
    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe(code);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it.each(['', ' ', '\u200b', '\u00a0\t'])('is refused when its subject is blank: %j', async (sub) => {
    const token = await issuer.token({ ...officer, sub });
    for (const path of ['/who', '/who/officers', '/who/public']) {
      expect(await asked(path, token)).toMatchObject({ status: 401, json: { code: 'auth.token-invalid' } });
    }
  });

  it('is refused when its subject is not a string', async () => {
    for (const sub of [7, null, ['an'], {}]) {
      const token = await issuer.token({ ...officer, sub: sub as unknown as string });
      expect((await asked('/who', token)).status).toBe(401);
    }
  });

  it('is refused when it is an ID token or a refresh token of Keycloak', async () => {
    for (const typ of ['ID', 'Refresh', 'Offline']) {
      expect((await asked('/who', await issuer.token({ ...officer, typ }))).status).toBe(401);
    }
  });

  it('is refused when it has expired, but not within the allowed clock difference', async () => {
    expect((await asked('/who', await issuer.token(officer, { expiresInSeconds: -2 }))).status).toBe(200);
  });

  it('is refused when it is unsigned, or signed with a secret', async () => {
    const claims = { ...officer, iss: issuer.issuer, aud: issuer.audience, exp: Math.floor(Date.now() / 1000) + 600 };
    const unsigned = `${base64url.encode('{"alg":"none"}')}.${base64url.encode(JSON.stringify(claims))}.`;
    const signed = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32));
    for (const token of [unsigned, signed]) expect((await asked('/who', token)).status).toBe(401);
  });

  it('is refused when it is signed with the published key as if that were a shared secret', async () => {
    const claims = { ...officer, iss: issuer.issuer, aud: issuer.audience, exp: Math.floor(Date.now() / 1000) + 600 };
    const good = await issuer.token(officer);
    const { kid } = decodeProtectedHeader(good);
    const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { keys: JWK[] };
    const published = keys.find((key) => key.kid === kid)!;
    const pem = await exportSPKI((await importJWK(published, 'ES256')) as CryptoKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(published), published.x!]) {
      const forged = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
        .sign(new TextEncoder().encode(secret.padEnd(32)));
      expect((await asked('/who', forged)).json).toMatchObject({ status: 401, code: 'auth.token-invalid' });
    }
    expect((await asked('/who', good)).status).toBe(200);
  });

  it('is refused when it brings its own key, or the address of one, in its header', async () => {
    const claims = { ...officer, iss: issuer.issuer, aud: issuer.audience, exp: Math.floor(Date.now() / 1000) + 600 };
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    for (const header of [{ jwk }, { jku: 'http://127.0.0.1:1/jwks' }, { x5u: 'http://127.0.0.1:1/cert' }]) {
      const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...header }).sign(privateKey);
      expect((await asked('/who', forged)).status).toBe(401);
    }
  });

  it('is refused once its key was withdrawn and the keys were fetched again', async () => {
    const other = await startDevelopmentIssuer();
    const verifier = new TokenVerifier({ issuer: other.issuer, audience: other.audience, cooldownMs: 0 });
    const before = await other.token({ sub: 'an' });
    await expect(verifier.verify(before)).resolves.toMatchObject({ subject: 'an' });
    await other.rotate({ forget: true });
    await expect(verifier.verify(await other.token({ sub: 'an' }))).resolves.toMatchObject({ subject: 'an' });
    await expect(verifier.verify(before)).rejects.toMatchObject({ kind: 'unauthenticated' });
    await other.stop();
  });

  it.each(['', 'x', 'a.b.c', 'Bearer', 'ey.ey.ey', 'a b c'])('is refused when it is %j', async (token) => {
    expect((await asked('/who', token)).status).toBe(401);
  });

  it('is refused by another scheme', async () => {
    const answer = await ask(`${service.url}/who`, { headers: { authorization: 'Basic YTpi' } });
    expect(answer.status).toBe(401);
  });
});

describe('when the issuer is unavailable', () => {
  it('a service with cached keys continues; one without answers 503 with Retry-After', async () => {
    const other = await startDevelopmentIssuer();
    const token = await other.token({ sub: 'an', roles: ['applicant' satisfies Role] });
    const options = { issuer: other.issuer, audience: other.audience, cooldownMs: 0 };
    const knows = new TokenVerifier({ ...options, keysMaxAgeMs: 0 });
    await knows.verify(token);
    await other.stop();
    await expect(knows.verify(token)).resolves.toMatchObject({ subject: 'an' });
    const refusal = await new TokenVerifier(options).verify(token).catch((error: unknown) => error as DomainError);
    expect(refusal).toMatchObject({ kind: 'unavailable', code: 'auth.issuer-unavailable', retryAfterSeconds: 5 });
  });

  it('a token with an unknown key cannot be judged, so the answer is 503 and not 401', async () => {
    const other = await startDevelopmentIssuer();
    const verifier = new TokenVerifier({ issuer: other.issuer, audience: other.audience, cooldownMs: 0 });
    await verifier.verify(await other.token({ sub: 'an' }));
    const unknown = await other.token({ sub: 'an' }, { unpublishedKey: true });
    await other.stop();
    await expect(verifier.verify(unknown)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('requests get a problem with Retry-After', async () => {
    const lost = await startService(miniService({ controllers: [WhoController] }), MINI_ENV);
    const answer = await ask(`${lost.url}/who`, withToken(await issuer.token(officer)));
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect((await ask(`${lost.url}/who/public`)).status).toBe(200);
    await lost.stop();
  });
});

describe('tokens with unknown keys', () => {
  it('do not make the service ask the issuer repeatedly', async () => {
    const other = await startDevelopmentIssuer();
    const asks = jest.spyOn(globalThis, 'fetch');
    const verifier = new TokenVerifier({ issuer: other.issuer, audience: other.audience, cooldownMs: 200 });
    await verifier.verify(await other.token({ sub: 'an' }));
    const before = asks.mock.calls.length;
    const forged = await Promise.all(
      Array.from({ length: 50 }, () => other.token({ sub: 'an' }, { unpublishedKey: true })),
    );
    await Promise.all(forged.map((token) => expect(verifier.verify(token)).rejects.toThrow()));
    expect(asks.mock.calls.length - before).toBeLessThanOrEqual(4);
    asks.mockRestore();
    await other.stop();
  });
});

describe('a clock that is set back by an hour', () => {
  it('does not delay a token with a new key by that hour', async () => {
    const own = await startDevelopmentIssuer();
    const verifier = new TokenVerifier({ issuer: own.issuer, audience: own.audience, cooldownMs: 200 });
    await verifier.verify(await own.token(officer));
    await own.rotate();
    const token = await own.token(officer);
    jest.useFakeTimers({ now: Date.now() - 3_600_000, doNotFake: ALL_BUT_DATE });
    try {
      expect((await verifier.verify(token)).subject).toBe('an');
    } finally {
      jest.useRealTimers();
      await own.stop();
    }
  });
});

describe('an issuer whose document names another issuer', () => {
  it('is believed neither about its keys nor about where tokens are got', async () => {
    // Same server, same document, which names it by its address: the name asked for is not the one it gives itself.
    const asked = issuer.issuer.replace('127.0.0.1', 'localhost');
    expect(asked).not.toBe(issuer.issuer);
    const config = { OIDC_ISSUER: asked, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret };
    await expect(new ServiceToken(config as ServiceConfig).get()).rejects.toMatchObject({
      code: 'auth.service-token-unavailable',
      cause: { message: expect.stringContaining('another issuer') },
    });
    const verifier = new TokenVerifier({ issuer: asked, audience: issuer.audience });
    await expect(verifier.verify(await issuer.token(officer))).rejects.toMatchObject({
      code: 'auth.issuer-unavailable',
      cause: { message: expect.stringContaining('another issuer') },
    });
  });
});

describe('an issuer asked at OIDC_DISCOVERY_URL', () => {
  it('is trusted for tokens with its own name, and issues this service’s token', async () => {
    const askedAt = issuer.issuer.replace('127.0.0.1', 'localhost');
    const verifier = new TokenVerifier({ issuer: issuer.issuer, askedAt, audience: issuer.audience });
    expect((await verifier.verify(await issuer.token(officer))).subject).toBe('an');
    const config = {
      OIDC_ISSUER: issuer.issuer,
      OIDC_DISCOVERY_URL: askedAt,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
    };
    const token = await new ServiceToken(config as ServiceConfig).get();
    expect((await verifier.verify(token)).subject).toBe(CLIENT.id);
  });

  it('is not trusted for tokens with another issuer name', async () => {
    const verifier = new TokenVerifier({
      issuer: 'https://id.example.vn',
      askedAt: issuer.issuer,
      audience: issuer.audience,
    });
    await expect(verifier.verify(await issuer.token(officer))).rejects.toMatchObject({
      code: 'auth.issuer-unavailable',
      cause: { message: expect.stringContaining('another issuer') },
    });
  });
});

describe('the token of a service', () => {
  it('is got by client credentials, accepted by other services and kept until it is about to expire', async () => {
    const own = service.app.get(ServiceToken);
    const header = await own.header();
    const answer = await ask(`${service.url}/who`, { headers: { authorization: header } });
    expect(answer.json).toEqual({ subject: CLIENT.id, roles: ['service'] });
    expect(await own.header()).toBe(header);
    own.forget();
    expect(await own.header()).not.toBe(header);
  });

  it('is not given for a wrong secret', async () => {
    const answer = await ask(`${issuer.url}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: CLIENT.id,
        client_secret: 'guessed',
      }),
    });
    expect(answer.status).toBe(401);
  });
});
