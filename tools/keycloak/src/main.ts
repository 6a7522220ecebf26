import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from '@motcua/embedded-postgres';
import { startStandalone } from '@motcua/standalone';
import { testProxy } from '@motcua/testing';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { Agent, setGlobalDispatcher } from 'undici';
import { KeycloakUnavailableError, keycloakVersion } from './keycloak-distribution.js';
import { startLocalKeycloak, type LocalKeycloak } from './local-keycloak.js';
import { RealmAdmin } from './realm-admin.js';
import { clientToken, refresh, signIn } from './sign-in.js';

// `npm run keycloak`: a real Keycloak with the settings and the realm of the deployment, behind its proxy, and the
// platform with its tokens only.
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const PORT = Number(process.env['KEYCLOAK_CHECK_PORT'] ?? 26_400);
const GATEWAY_HOST = 'motcua.test';
const KEYCLOAK_HOST = 'id.motcua.test';
const secret = randomBytes(24).toString('hex');
const password = randomBytes(24).toString('hex');

let passed = 0;
let failed = 0;
function holds(rule: string, is: unknown, expected: unknown): void {
  const good = JSON.stringify(is) === JSON.stringify(expected);
  if (good) passed += 1;
  else failed += 1;
  print(
    `${good ? 'ok  ' : 'FAIL'} ${rule}${good ? '' : `: ${JSON.stringify(is)} instead of ${JSON.stringify(expected)}`}`,
  );
}

/** The public address of the gateway, once the proxy has its port. */
let gateway = '';

function ask(token: string, path: string, init: RequestInit = {}): Promise<[status: number, code?: string]> {
  return askAt(`${gateway}/api/v1${path}`, token, init);
}

async function askAt(url: string, token: string, init: RequestInit = {}): Promise<[status: number, code?: string]> {
  const answer = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  });
  const body = (await answer.json().catch(() => ({}))) as { code?: string };
  return answer.ok ? [answer.status] : [answer.status, body.code];
}

const AGENCY = {
  code: 'H41.14',
  name: 'Sở Tư pháp',
  level: 'PROVINCE',
  calendarId: 'vn',
  validFrom: '2025-07-01',
};

async function check(keycloak: LocalKeycloak, dossierService: string): Promise<void> {
  const REDIRECT = `${gateway}/docs/oauth2-redirect.html`;
  const admin = new RealmAdmin(keycloak);
  const { issuer, jwks_uri } = await discovery(keycloak.asked);
  holds('asked inside, Keycloak gives its public name', issuer, keycloak.issuer);
  holds('and addresses inside', jwks_uri.startsWith(keycloak.asked), true);
  const outside = await discovery(keycloak.issuer);
  holds('asked through the proxy, it gives public ones', outside.jwks_uri.startsWith(keycloak.issuer), true);
  const spoofed = { headers: { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test' } };
  const told = await discovery(keycloak.issuer, spoofed);
  holds('whatever host a client names', told.jwks_uri, outside.jwks_uri);
  const person = async (username: string, role: string, attributes: Record<string, string[]> = {}) => {
    await admin.addUser({ username, password, role, attributes });
    return signIn(keycloak.issuer, REDIRECT, username, password);
  };
  const portal = await clientToken(keycloak.issuer, 'motcua-portal', secret);
  const service = await clientToken(keycloak.issuer, 'dossier-service', secret);
  holds('a portal with its secret lists what it submitted', await ask(portal, '/dossiers'), [200]);
  holds('a portal does not register agencies', await ask(portal, '/agencies', { method: 'POST', body: '{}' }), [
    403,
    'auth.role-missing',
  ]);
  holds('a service with its secret reads dossiers', await askAt(`${dossierService}/dossiers`, service), [200]);
  holds('but not at the public door', await ask(service, '/dossiers'), [403, 'gateway.service-token']);
  const ofGateway = await clientToken(keycloak.issuer, 'gateway', secret);
  const records = { method: 'POST', body: JSON.stringify({ ids: ['0198c2a4-7a00-7000-8000-00000000dead'] }) };
  const nation = `${dossierService}/internal/national-records`;
  holds('the gateway reads what the nation is told', await askAt(nation, ofGateway, records), [200]);
  holds('another service does not', await askAt(nation, service, records), [403, 'auth.role-missing']);
  const wrong = await clientToken(keycloak.issuer, 'motcua-portal', 'guessed').then(
    () => 'a token',
    () => 'nothing',
  );
  holds('a client with a wrong secret gets', wrong, 'nothing');

  const control = await person('control-1', 'procedure-control');
  const register = { method: 'POST', body: JSON.stringify(AGENCY) };
  const registered = await ask(control.access_token, '/agencies', register);
  holds(
    'procedure control, signed in by a form, is known as such',
    registered[0] === 403 || registered[0] === 401,
    false,
  );
  const said = { agency: 'H41.14', unit: 'mot-cua', officer_name: 'Trần Thị Bình', officer_title: 'Chuyên viên' };
  const officer = await person('officer-tu-phap', 'one-stop-officer', {
    agency: [said.agency],
    unit: [said.unit],
    officerName: [said.officer_name],
    officerTitle: [said.officer_title],
  });
  const { agency, unit, officer_name, officer_title, roles, aud } = decodeJwt(officer.access_token);
  holds('the token of an officer says whose, and who', { agency, unit, officer_name, officer_title }, said);
  // Keycloak adds its own roles and audience.
  holds(
    'and as what, and for whom',
    [(roles as string[]).includes('one-stop-officer'), [aud].flat().includes('motcua')],
    [true, true],
  );
  holds('an officer lists the dossiers of the own agency', await ask(officer.access_token, '/dossiers'), [200]);
  holds('an officer does not register agencies', await ask(officer.access_token, '/agencies', register), [
    403,
    'auth.role-missing',
  ]);
  const nowhere = await person('officer-nowhere', 'one-stop-officer');
  holds('an officer without an agency lists nothing', await ask(nowhere.access_token, '/dossiers'), [
    403,
    'caller.no-agency',
  ]);

  const tooShort = admin
    .addUser({ username: 'officer-short', password: 'mat-khau-14-ky', role: 'one-stop-officer', attributes: {} })
    .then(
      () => 'taken',
      (error: Error) => (/password/i.test(error.message) ? 'refused' : error.message),
    );
  holds('a password of 14 characters is', await tooShort, 'refused');
  const refreshed = await refresh(keycloak.issuer, nowhere.refresh_token);
  holds('a refresh token gives new tokens once', typeof refreshed?.access_token, 'string');
  holds('and no second time', await refresh(keycloak.issuer, nowhere.refresh_token), undefined);

  const refused = [401, 'auth.token-invalid'];
  holds('an ID token is not an access token', await ask(officer.id_token, '/dossiers'), refused);
  holds('a refresh token is not an access token', await ask(officer.refresh_token, '/dossiers'), refused);
  holds('a token of another realm is refused', await ask(await admin.token(), '/dossiers'), refused);
  const [head, body] = officer.access_token.split('.') as [string, string];
  const claims = { ...decodeJwt(officer.access_token), agency: 'H41.27.05' };
  const forged = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${officer.access_token.split('.')[2]}`;
  holds('a token with another agency written into it is refused', await ask(forged, '/dossiers'), refused);
  const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${body}.`;
  holds('a token without its signature is refused', (await ask(unsigned, '/dossiers'))[0], 401);

  await admin.rotateKeys();
  const later = await signIn(keycloak.issuer, REDIRECT, 'officer-tu-phap', password);
  const kids = [officer, later].map((tokens) => decodeProtectedHeader(tokens.access_token).kid);
  holds('after a rotation of the keys a new token has another key id', kids[0] === kids[1], false);
  holds('the running platform accepts the new key', await ask(later.access_token, '/dossiers'), [200]);
  holds('and still the earlier one, which is published', await ask(officer.access_token, '/dossiers'), [200]);

  await admin.setTokenLifespan(1);
  const short = await signIn(keycloak.issuer, REDIRECT, 'officer-tu-phap', password);
  const expiry = decodeJwt(short.access_token).exp! * 1_000;
  while (Date.now() < expiry + 6_000) await pause(200);
  holds('a token that has expired is refused', await ask(short.access_token, '/dossiers'), [401, 'auth.token-expired']);
}

async function discovery(issuer: string, init?: RequestInit): Promise<{ issuer: string; jwks_uri: string }> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, init);
  return (await answer.json()) as { issuer: string; jwks_uri: string };
}

/** In this process only: the test's names resolve to this machine, and the proxy's authority is trusted. */
function trustProxy(ca: string): void {
  setGlobalDispatcher(
    new Agent({
      connect: {
        ca,
        lookup: (host, options, found) => {
          if (!host.endsWith('.test')) return lookup(host, options, found);
          return options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4);
        },
      },
    }),
  );
}

const started: { stop(): Promise<void> }[] = [];
const dataDir = await mkdtemp(join(tmpdir(), 'motcua-keycloak-'));
const began = Date.now();
const seconds = (): number => Math.round((Date.now() - began) / 1_000);
try {
  const proxy = await testProxy({
    GATEWAY_HOST,
    KEYCLOAK_HOST,
    GATEWAY_UPSTREAM: `127.0.0.1:${PORT}`,
    KEYCLOAK_UPSTREAM: `127.0.0.1:${PORT + 30}`,
    ADMIN_NETWORKS: '127.0.9.0/24',
  });
  started.push(proxy);
  trustProxy(proxy.ca);
  gateway = `https://${GATEWAY_HOST}:${proxy.httpsPort}`;
  // PostgreSQL's own user must reach it.
  await chmod(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'keycloak-postgres'), unsafeFast: true });
  started.push(postgres);
  await postgres.createDatabase('keycloak');
  const keycloak = await startLocalKeycloak({
    port: PORT + 30,
    publicUrl: `https://${KEYCLOAK_HOST}:${proxy.httpsPort}`,
    databaseUrl: postgres.url('keycloak'),
    adminPassword: password,
    environment: {
      GATEWAY_URL: gateway,
      PORTAL_URL: 'http://127.0.0.1:4200',
      ...Object.fromEntries(
        ['CATALOG', 'DOSSIER', 'FEEDBACK', 'REPORTING', 'GATEWAY', 'PORTAL'].map((name) => [
          `${name}_CLIENT_SECRET`,
          secret,
        ]),
      ),
    },
  });
  started.push(keycloak);
  print(`Keycloak ${keycloakVersion()} in production mode gives tokens of ${keycloak.issuer} (${seconds()} s)`);
  const motcua = await startStandalone({
    dataDir: join(dataDir, 'motcua'),
    port: PORT,
    simulatedClock: false,
    sample: false,
    logLevel: 'error',
    environment: {
      OIDC_ISSUER: keycloak.issuer,
      OIDC_DISCOVERY_URL: keycloak.asked,
      OIDC_CLIENT_SECRET: secret,
      TRUSTED_PROXIES: '127.0.0.1',
    },
    say: () => undefined,
  });
  started.push(motcua);
  await check(keycloak, motcua.services.get('dossier-service')!.url);
} catch (error) {
  failed += 1;
  process.stderr.write(`${error instanceof KeycloakUnavailableError ? error.message : (error as Error).stack}\n`);
} finally {
  for (const part of started.reverse()) await part.stop();
  await rm(dataDir, { recursive: true, force: true });
}
print(`${passed} passed, ${failed} failed, ${seconds()} s`);
process.exit(failed === 0 ? 0 : 1);
