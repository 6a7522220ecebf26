import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Neighbour } from './neighbour.js';

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
const says = (status: number, body: string): RequestListener => {
  return (_request, response) => void response.writeHead(status).end(body);
};
const text = async (answer: Promise<Response>): Promise<string> => (await answer).text();

describe('another service that is asked', () => {
  it('answers at its second address while nobody listens at the first', async () => {
    const neighbour = new Neighbour(`${NOBODY},${await address(says(200, 'second'))}`, 2_000);
    for (let n = 0; n < 3; n += 1) expect(await text(neighbour.get('/dossiers/7'))).toBe('second');
  });

  it('is asked at another address when one breaks off or says 503', async () => {
    const cut = await address((request) => request.socket.destroy());
    const starting = await address(says(503, 'starting'));
    const well = await address(says(200, 'well'));
    for (const first of [cut, starting]) {
      expect(await text(new Neighbour(`${first},${well}`, 2_000).get('/dossiers/7'))).toBe('well');
    }
  });

  it('is asked once more at its only address when that broke off: it had closed an idle connection', async () => {
    let asked = 0;
    const only = await address((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('well');
    });
    expect(await text(new Neighbour(only, 2_000).get('/dossiers/7'))).toBe('well');
  });

  it('says what the last address said when none is well', async () => {
    const away = await address(says(503, 'starting'));
    expect((await new Neighbour(`${NOBODY},${away}`, 2_000).get('/dossiers/7')).status).toBe(503);
    await expect(new Neighbour(`${NOBODY},${NOBODY}`, 2_000).get('/dossiers/7')).rejects.toThrow();
  });

  it('is believed when it answers anything else, and is told who asks', async () => {
    let told: unknown;
    const first = await address((request, response) => {
      told = [request.url, request.headers['authorization'], request.headers['accept']];
      response.writeHead(404).end();
    });
    const neighbour = new Neighbour(`${first}/base/,${NOBODY}`, 2_000);
    expect((await neighbour.get('/dossiers/7', { authorization: 'Bearer x' })).status).toBe(404);
    expect(told).toEqual(['/base/dossiers/7', 'Bearer x', 'application/json']);
  });

  it('is not waited for longer than the bound, nor asked again after it', async () => {
    let asked = 0;
    const slow = await address(() => void (asked += 1));
    const began = Date.now();
    await expect(new Neighbour(`${slow},${slow}`, 300).get('/dossiers/7')).rejects.toThrow();
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(asked).toBe(1);
  });
});
