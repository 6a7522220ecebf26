import { request } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { DevelopmentIssuerError, startDevelopmentIssuer, type DevelopmentIssuer } from './development-issuer.js';

describe('The development issuer', () => {
  let issuer: DevelopmentIssuer;

  beforeAll(async () => {
    issuer = await startDevelopmentIssuer();
  });
  afterAll(() => issuer.stop());

  it('gives any caller a token with the named claims', async () => {
    const answer = await fetch(
      `${issuer.url}/token?sub=an&roles=one-stop-officer,agency-head&agency=H01&expires_in=60`,
    );
    const given = (await answer.json()) as { access_token: string; token_type: string; expires_in: number };
    expect(given).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    const keys = createRemoteJWKSet(new URL(`${issuer.url}/jwks`));
    const { payload } = await jwtVerify(given.access_token, keys, { issuer: issuer.url, audience: issuer.audience });
    expect(payload).toMatchObject({ sub: 'an', roles: ['one-stop-officer', 'agency-head'], agency: 'H01' });
  });

  it.each(['0.0.0.0', '192.0.2.1', '::'])('refuses to listen on %s', async (host) => {
    await expect(startDevelopmentIssuer({ host })).rejects.toThrow(DevelopmentIssuerError);
  });

  it('reports that its port is in use', async () => {
    const port = Number(new URL(issuer.url).port);
    await expect(startDevelopmentIssuer({ port })).rejects.toThrow(/^The development issuer cannot listen on /);
  });

  it('refuses a request under another host name', async () => {
    const status = await new Promise((resolve) => {
      request(`${issuer.url}/token?sub=an`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});
