import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleOf, operationsOf, type OpenApiDocument, type Operation } from '@motcua/gateway';
import { eventually } from '@motcua/testing';
import { PEOPLE, startStandalone, type Standalone } from './index.js';

let dataDir: string;
let motcua: Standalone;
let document: OpenApiDocument;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'motcua-examples-'));
  motcua = await startStandalone({
    dataDir,
    port: 23_000,
    simulatedClock: false,
    sample: true,
    logLevel: 'warn',
    environment: { EVENT_WATERMARK_MS: '500' },
    say: () => undefined,
  });
  document = (await (await fetch(`${motcua.gateway.url}/openapi.json`)).json()) as OpenApiDocument;
}, 180_000);

afterAll(async () => {
  await motcua?.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

/** The request that a person sends who opens the operation in the documentation and changes nothing. */
async function sendExample(path: string, method: string, operation: Operation): Promise<Response> {
  const parameters = (operation.parameters ?? []) as {
    name: string;
    in: string;
    example?: unknown;
    schema?: { example?: unknown };
  }[];
  const valueOf = (one: (typeof parameters)[number]): unknown => one.example ?? one.schema?.example;
  const inside = (place: string) => parameters.filter((one) => one.in === place && valueOf(one) !== undefined);
  const address = inside('path').reduce(
    (url, one) => url.replace(`{${one.name}}`, encodeURIComponent(String(valueOf(one)))),
    path,
  );
  const query = new URLSearchParams(inside('query').map((one): [string, string] => [one.name, String(valueOf(one))]));
  const headers: Record<string, string> = Object.fromEntries(
    inside('header').map((one) => [one.name, String(valueOf(one))]),
  );
  const person = /can be sent as \*\*(\S+)\*\*/.exec(operation.description ?? '')?.[1];
  if (person)
    headers['authorization'] = `Bearer ${await motcua.issuer.token(PEOPLE.find(({ sub }) => sub === person)!)}`;
  const [type, content] =
    Object.entries(
      (operation.requestBody as { content?: Record<string, { example?: unknown; schema?: unknown }> })?.content ?? {},
    )[0] ?? [];
  const body = content && (content.example ?? exampleOf(content.schema, document));
  if (type) headers['content-type'] = type;
  return fetch(`${motcua.gateway.url}${address}${query.size > 0 ? `?${query}` : ''}`, {
    method: method.toUpperCase(),
    headers: { 'accept-language': 'en', ...headers },
    body: type ? (typeof body === 'string' ? body : JSON.stringify(body)) : undefined,
  });
}

describe('the documentation on freshly seeded data', () => {
  it('says of every operation that needs a token whose token the example can be sent with', () => {
    const unsaid = operationsOf(document)
      .filter(({ operation }) => operation.security?.length && !/can be sent as/.test(operation.description ?? ''))
      .map(({ operation }) => operation.operationId);
    expect(unsaid).toEqual([]);
  });

  it('finds what the sample’s applicants said in the report on satisfaction', async () => {
    const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
    const reform = await motcua.issuer.token(PEOPLE.find(({ sub }) => sub === 'reform-1')!);
    const url = `${motcua.gateway.url}/api/v1/reports/satisfaction?from=${day(-90)}&to=${day(1)}`;
    await eventually(
      async () => {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${reform}` } });
        expect(await answer.json()).toMatchObject({
          total: {
            answers: 6,
            dissatisfied: 2,
            channels: [
              { channel: 'OWNER', judges: true, answers: 6 },
              { channel: 'COUNTER', judges: false, answers: 2, ofAllAnswers: { percent: '25.00' } },
            ],
          },
        });
      },
      { timeoutMs: 30_000 },
    );
  }, 60_000);

  it('has an example for every operation that works as it is sent', async () => {
    const refused: string[] = [];
    for (const { path, method, operation } of operationsOf(document)) {
      const answer = await sendExample(path, method, operation);
      const text = await answer.text();
      if (!answer.ok) refused.push(`${operation.operationId}: ${answer.status} ${text.slice(0, 600)}`);
    }
    expect(refused).toEqual([]);
  }, 120_000);

  it('gives the public the code and the degree of completion of a dossier, and its owner more', async () => {
    const [path, item] = Object.entries(document.paths).find(
      ([, { get }]) => get?.operationId === 'dossier_getDossierProgress',
    )!;
    const anonymous = (await (await sendExample(path, 'get', item.get!)).json()) as object;
    const owner = (await (
      await sendExample(path, 'get', { ...item.get!, description: 'can be sent as **citizen-binh**' })
    ).json()) as object;
    expect(Object.keys(owner).length).toBeGreaterThan(Object.keys(anonymous).length);
    expect(Object.keys(anonymous)).not.toContain('procedure');
    expect(JSON.stringify(anonymous)).not.toMatch(/Trần|Bình|2\.\d{6}|1\.\d{6}/);
  });
});
