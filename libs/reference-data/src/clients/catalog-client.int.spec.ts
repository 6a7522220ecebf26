import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GOLDEN_EVENTS } from '@motcua/contracts';
import { ServiceClient } from '@motcua/platform';
import { CatalogClient } from './catalog-client.js';

describe('The catalog that is asked for a record', () => {
  let server: Server;
  let catalog: CatalogClient;
  let answer: { status: number; body: unknown };
  const asked: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const addresses = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    catalog = new CatalogClient(new ServiceClient({ name: 'catalog', addresses, timeoutMs: 2_000 }));
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  beforeEach(() => void asked.splice(0));

  const data = (type: string) => GOLDEN_EVENTS.get(type)!.data as Record<string, unknown>;
  const unavailable = { kind: 'unavailable', code: 'reference-data.unavailable', retryAfterSeconds: 5 };

  it('gives it as its event has it, without the catalog’s own fields', async () => {
    answer = { status: 200, body: { ...data('agency.registered'), revision: 3 } };
    expect({ ...(await catalog.agency('H41.14')) }).toEqual(data('agency.registered'));
    answer = { status: 200, body: { ...data('calendar.published'), publishedBy: 'ops-1' } };
    expect(await catalog.calendar('vn')).not.toHaveProperty('publishedBy');
    const abolition = { number: '1', signedOn: '2026-01-01', effectiveOn: '2026-02-01' };
    answer = { status: 200, body: { ...data('procedure.published'), abolition } };
    const found = await catalog.procedure('1.001193', '2026-08-20');
    expect([found?.published.code, found?.abolition]).toEqual([data('procedure.published')['code'], abolition]);
    answer = { status: 200, body: { items: [data('rule-set.published')] } };
    expect(await catalog.ruleSets('2026-08-20')).toHaveLength(1);
    expect(asked).toEqual([
      '/agencies/H41.14',
      '/calendars/vn',
      '/procedures/by-code/1.001193/published?on=2026-08-20',
      '/rule-sets?on=2026-08-20',
    ]);
  });

  it('has no such record where it says so, or where the code is malformed', async () => {
    for (const status of [404, 400]) {
      answer = { status, body: {} };
      expect(await catalog.agency('H41.99')).toBeUndefined();
      expect(await catalog.procedure('x')).toBeUndefined();
      expect(await catalog.calendar('x')).toBeUndefined();
    }
  });

  it('is unavailable, with a time to try again, when it fails or its answer breaks the contract', async () => {
    answer = { status: 500, body: {} };
    await expect(catalog.agency('H41.14')).rejects.toMatchObject(unavailable);
    answer = { status: 200, body: { ...data('agency.registered'), calendarId: undefined } };
    await expect(catalog.agency('H41.14')).rejects.toMatchObject(unavailable);
  });
});
