import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startDevelopmentIssuer, type DevelopmentIssuer } from '@motcua/development-issuer';
import { ServiceToken } from '../auth/service-token.js';
import type { ServiceConfig } from '../config/service-config.js';
import { runWithTraceparent } from '../observability/trace-context.js';
import { ServiceClient, ServiceNotReached, ServiceRefused, type ServiceRequest } from './service-client.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function address(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const NOBODY = 'http://127.0.0.1:9';
const says = (status: number, body: unknown): RequestListener => {
  return (_request, response) => void response.writeHead(status).end(JSON.stringify(body));
};
const hangsUp: RequestListener = (request) => request.resume().on('end', () => request.socket.destroy());
const clientOf = (addresses: string[], token?: ServiceToken, timeoutMs = 2_000) =>
  new ServiceClient({ name: 'neighbour', addresses: addresses.join(','), timeoutMs, token });
const DOSSIER: ServiceRequest = { path: '/dossiers/7' };

describe('a call to another service', () => {
  it('succeeds at the second address when the first refuses the connection', async () => {
    const client = clientOf([NOBODY, await address(says(200, 'second'))]);
    for (let n = 0; n < 3; n += 1) expect(await client.send(DOSSIER)).toBe('second');
  });

  it('goes to another address when one breaks off or answers 503', async () => {
    const starting = await address(says(503, { code: 'service.unavailable' }));
    const well = await address(says(200, 'well'));
    for (const first of [await address(hangsUp), starting]) {
      expect(await clientOf([first, well]).send(DOSSIER)).toBe('well');
    }
  });

  it('starts with the address that answered last', async () => {
    let asked = 0;
    const starting = await address((request, response) => {
      asked += 1;
      says(503, {})(request, response);
    });
    const client = clientOf([starting, await address(says(200, 'well'))]);
    for (let n = 0; n < 3; n += 1) await client.send(DOSSIER);
    expect(asked).toBe(1);
  });

  it('is retried once at a single address that closed an idle connection', async () => {
    let asked = 0;
    const only = await address((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('"well"');
    });
    expect(await clientOf([only]).send(DOSSIER)).toBe('well');
  });

  it('that must be sent once goes elsewhere only when nothing was sent', async () => {
    let asked = 0;
    const counting = await address((_request, response) => {
      asked += 1;
      response.end('"done"');
    });
    const once: ServiceRequest = { method: 'POST', path: '/imports', body: {}, once: true };
    expect(await clientOf([NOBODY, counting]).send(once)).toBe('done');
    const brokeOff = clientOf([await address(hangsUp), counting]);
    await expect(brokeOff.send(once)).rejects.toThrow();
    expect(asked).toBe(1);
    expect(await brokeOff.send(once)).toBe('done');
  });

  it('reports the answer of an address when all fail', async () => {
    const away = await address(says(503, { code: 'service.unavailable' }));
    const refused = { status: 503, code: 'service.unavailable' };
    await expect(clientOf([NOBODY, away]).send(DOSSIER)).rejects.toMatchObject(refused);
    await expect(clientOf([away, NOBODY]).send(DOSSIER)).rejects.toMatchObject(refused);
    await expect(clientOf([NOBODY, NOBODY]).send(DOSSIER)).rejects.toThrow(ServiceNotReached);
  });

  it('passes on any other answer, with the code and the fields of its problem document', async () => {
    const problem = { code: 'dossier.not-found', errors: [{ path: 'id' }] };
    const client = clientOf([await address(says(404, problem)), NOBODY]);
    const refusal = await client.send(DOSSIER).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ServiceRefused);
    expect(refusal).toMatchObject({ status: 404, code: 'dossier.not-found', fields: ['id'], triedBefore: false });
  });

  it('carries the caller’s token and trace, and the body as JSON or unchanged', async () => {
    const told: unknown[] = [];
    const first = await address((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { authorization, accept, traceparent } = request.headers;
        const body = Buffer.concat(chunks).toString();
        told.push([request.method, request.url, authorization, accept, traceparent, body]);
        response.end('{}');
      });
    });
    const client = clientOf([`${first}/base/`]);
    const headers = { authorization: 'Bearer x' };
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await runWithTraceparent(traceparent, async () => {
      await client.send({ ...DOSSIER, headers });
      await client.send({ method: 'POST', path: '/dossiers', body: { a: 1 } });
      await client.send({ method: 'POST', path: '/imports', body: '{}\n', contentType: 'application/x-ndjson' });
    });
    const trace = expect.stringContaining('0af7651916cd43dd8448eb211c80319c');
    expect(told).toEqual([
      ['GET', '/base/dossiers/7', 'Bearer x', 'application/json', trace, ''],
      ['POST', '/base/dossiers', undefined, 'application/json', trace, '{"a":1}'],
      ['POST', '/base/imports', undefined, 'application/json', trace, '{}\n'],
    ]);
  });

  it('ends at its time limit without a retry; the next request tries another address first', async () => {
    let asked = 0;
    const slow = await address(() => void (asked += 1));
    const client = clientOf([slow, await address(says(200, 'well'))], undefined, 300);
    const began = Date.now();
    await expect(client.send(DOSSIER)).rejects.toThrow();
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(await client.send(DOSSIER)).toBe('well');
    expect(asked).toBe(1);
  });
});

describe('A request to another service under a service token', () => {
  let issuer: DevelopmentIssuer;
  const client = { id: 'clients', secret: 'clients-secret' };
  beforeAll(async () => {
    issuer = await startDevelopmentIssuer({
      clients: { [client.id]: { secret: client.secret, claims: { roles: ['service'] } } },
    });
  });
  afterAll(() => issuer.stop());

  const tokenOf = (env: Record<string, string> = {}) => {
    const config = {
      OIDC_ISSUER: issuer.issuer,
      OIDC_AUDIENCE: issuer.audience,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      ...env,
    };
    return new ServiceToken(config as unknown as ServiceConfig);
  };
  const failureAt = (addresses: string[], env?: Record<string, string>): Promise<unknown> =>
    clientOf(addresses, tokenOf(env), 5_000)
      .send({ method: 'POST', path: '/dossiers', body: {} })
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it('carries that token unless the caller’s token is given', async () => {
    const told: unknown[] = [];
    const service = await address((request, response) => {
      told.push(request.headers.authorization);
      response.end('{}');
    });
    const client = clientOf([service], tokenOf());
    await client.send(DOSSIER);
    await client.send({ ...DOSSIER, headers: { authorization: 'Bearer x' } });
    expect(told).toEqual([expect.stringMatching(/^Bearer ey/), 'Bearer x']);
  });

  it('may have been done at the first address when only the second one refuses it', async () => {
    const second = await address(says(422, { code: 'procedure.not-in-force' }));
    for (const first of [await address(hangsUp), await address(says(503, {}))]) {
      expect(await failureAt([first, second])).toMatchObject({ status: 422, triedBefore: true });
    }
  });

  it('may have been done when the only address breaks off and then refuses it', async () => {
    let asked = 0;
    const only = await address((request, response) => {
      asked += 1;
      if (asked === 1) hangsUp(request, response);
      else says(422, { code: 'procedure.not-in-force' })(request, response);
    });
    expect(await failureAt([only])).toMatchObject({ status: 422, triedBefore: true });
  });

  it('was not done when the first address cannot be reached and the second one refuses it', async () => {
    const second = await address(says(422, { code: 'procedure.not-in-force' }));
    const failure = await failureAt([NOBODY, second]);
    expect(failure).toBeInstanceOf(ServiceRefused);
    expect(failure).toMatchObject({ status: 422, triedBefore: false });
  });

  it('was not sent when no address can be reached, or no token is given', async () => {
    expect(await failureAt([NOBODY, NOBODY])).toBeInstanceOf(ServiceNotReached);
    const well = await address(says(200, {}));
    expect(await failureAt([well], { OIDC_CLIENT_SECRET: 'another' })).toBeInstanceOf(ServiceNotReached);
  });

  it('may have been done when one address took it without an answer, in any order of addresses', async () => {
    const first = await address(hangsUp);
    for (const addresses of [
      [first, NOBODY],
      [NOBODY, first],
    ]) {
      expect(await failureAt(addresses)).toMatchObject({ code: 'UND_ERR_SOCKET' });
    }
  });
});
