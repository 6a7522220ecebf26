import { eventually, runTypescript, testBroker, testDatabase, testIssuer } from '@motcua/testing';
import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

jest.setTimeout(120_000);

const main = join(__dirname, 'main.ts');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('the service as a process of its own', () => {
  it('starts, is ready, and stops within its bound when told to', async () => {
    const [database, broker, issuer, port] = await Promise.all([
      testDatabase(),
      testBroker('postgres'),
      testIssuer(),
      freePort(),
    ]);
    const running = runTypescript(main, {
      env: {
        ...broker.env,
        ...issuer.env,
        DATABASE_URL: database.url,
        HTTP_PORT: String(port),
        CATALOG_URL: 'http://127.0.0.1:9',
        DOSSIER_URL: 'http://127.0.0.1:9',
        PERSONAL_DATA_KEY: randomBytes(32).toString('base64'),
      },
    });
    try {
      await eventually(
        async () => {
          if (running.child.exitCode !== null) throw new Error(running.output());
          const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
          expect(ready.status).toBe(200);
        },
        { timeoutMs: 60_000 },
      );
      const published = await fetch(`http://127.0.0.1:${port}/published-feedback`);
      expect(await published.json()).toEqual({ items: [], total: { value: 0, capped: false } });
      running.signal('SIGTERM');
      expect(await running.ended).toEqual({ code: 0, signal: null });
    } finally {
      running.child.kill('SIGKILL');
      await running.ended;
      await Promise.all([issuer.stop(), broker.stop(), database.drop()]);
    }
  });

  it('does not start on a wrong configuration, and says all that is wrong in one readable list', async () => {
    const running = runTypescript(main, {
      env: { CATALOG_URL: 'nowhere', FEEDBACK_ANSWER_DAYS: '1.3', DATABASE_URL: '', OIDC_ISSUER: '' },
    });
    expect(await running.ended).toEqual({ code: 1, signal: null });
    for (const variable of [
      'CATALOG_URL',
      'DOSSIER_URL',
      'FEEDBACK_ANSWER_DAYS',
      'PERSONAL_DATA_KEY',
      'DATABASE_URL',
    ]) {
      expect(running.output()).toContain(variable);
    }
    expect(running.output()).not.toMatch(/^\s+at /m);
  });
});
