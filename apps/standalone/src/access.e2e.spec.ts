import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PERSONAL_DATA_PURPOSES } from '@motcua/contracts';
import { ServiceToken } from '@motcua/platform';
import { api, eventually, type ApiAnswer } from '@motcua/testing';
import { SERVICE_NAMES, type ServiceName } from './services.js';
import { startStandalone, type Standalone } from './start-standalone.js';
import { ACCESS_REQUESTS, spendSubjects, type About, type AccessRequest } from './testing/access-requests.js';
import {
  accessHead,
  accessRow,
  ASKERS,
  readAccessPage,
  SIDES,
  undecided,
  type Asker,
  type Expected,
  type Side,
} from './testing/access-table.js';
import { AccessWorld } from './testing/access-world.js';

const rows = readAccessPage(join(__dirname, '../../../docs/access.md'));

let dataDir: string;
let motcua: Standalone;
let world: AccessWorld;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'motcua-access-'));
  motcua = await startStandalone({
    dataDir,
    port: 23_100,
    simulatedClock: true,
    sample: true,
    logLevel: 'warn',
    // Some 2,000 requests, of which a tenth without a token, come from one address within a minute.
    environment: {
      EVENT_WATERMARK_MS: '500',
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_ANONYMOUS_PER_MINUTE: '0',
      WRITE_LIMIT_APPLICANT_PER_HOUR: '0',
      WRITE_LIMIT_PORTAL_PER_HOUR: '0',
    },
    say: () => undefined,
  });
  world = await AccessWorld.open(motcua);
}, 180_000);

afterAll(async () => {
  await motcua?.stop();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

interface Asked {
  answer: ApiAnswer;
  request: AccessRequest;
  /** Whether the subject of the request had changed afterwards. */
  changed: boolean;
}

async function ask(name: string, asker: Asker, about: About): Promise<Asked> {
  const { method, path } = world.operations.get(name.split(' · ')[0]!)!;
  const request = await ACCESS_REQUESTS[name]!.ask(world, about, asker);
  const before = method === 'GET' ? undefined : await request.look?.();
  const address = path.replace(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = request.parameters?.[parameter];
    if (value === undefined) throw new Error(`${name} was asked without its ${parameter}`);
    return encodeURIComponent(value);
  });
  const lines = request.lines && request.lines.map((line) => JSON.stringify(line)).join('\n');
  const answer = await world.send(asker, method, address, {
    query: request.query,
    body: lines ?? request.body,
    headers: {
      'accept-language': 'en',
      ...request.headers,
      ...(lines ? { 'content-type': 'application/x-ndjson' } : {}),
    },
  });
  const changed = before !== undefined && JSON.stringify(await request.look!()) !== JSON.stringify(before);
  if (answer.status < 300 && method !== 'GET') spendSubjects();
  return { answer, request, changed };
}

function gave({ status, body }: ApiAnswer): Expected {
  const counts = body?.total?.value ?? body?.items?.length;
  return status === 200 && Array.isArray(body?.items) && body.items.length === 0 && counts === 0 ? 'empty' : status;
}

/** A refusal without what names the request itself: its id, and the address and ids that it came with. */
function bare({ answer, request }: Asked): unknown {
  const { status, headers, body } = answer;
  const { requestId: _requestId, instance: _instance, ...problem } = body;
  const named = [...Object.values(request.parameters ?? {}), ...Object.values(request.query ?? {}).map(String)];
  const text = named.reduce((all, value) => all.replaceAll(value, '<named>'), JSON.stringify({ status, problem }));
  return { text, headers: [...headers.keys()].filter((name) => name !== 'content-length') };
}

describe('Who may do what', () => {
  it('is decided for every operation that the API has', () => {
    const message = undecided([...world.operations.keys()], rows);
    if (message) throw new Error(message);
    expect(rows.map(({ name }) => name).filter((name) => !(name in ACCESS_REQUESTS))).toEqual([]);
    expect(Object.keys(ACCESS_REQUESTS).filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
    expect(rows.map(({ operationId }) => operationId).filter((id) => !world.operations.has(id))).toEqual([]);
  });

  it.each(rows.map((row) => [row.name, row] as const))(
    '%s',
    async (name, row) => {
      const { sided } = ACCESS_REQUESTS[name]!;
      const answers = new Map<string, Expected>();
      const wrong: string[] = [];
      for (const asker of ASKERS) {
        for (const side of sided ? SIDES : (['own'] as const)) {
          const asked = await ask(name, asker, side);
          const got = gave(asked.answer);
          const expected = row.expected[asker][side];
          // An empty list is an answer like any other, unless emptiness is what is asked for.
          answers.set(`${asker} ${side}`, got === 'empty' && side === 'own' ? 200 : got);
          wrong.push(...faults(asker, side, asked));
          // An asker who may read it without the variant knows that it exists.
          const knows = rows.find((one) => one.name === row.operationId)!.expected[asker].other === 200;
          if (side === 'other' && !knows && (expected === 'empty' || expected === 403 || expected === 404)) {
            const absent = await ask(name, asker, 'absent');
            if (JSON.stringify(bare(absent)) !== JSON.stringify(bare(asked))) {
              wrong.push(
                `${asker}: the foreign can be told from the absent: ${JSON.stringify(bare(asked))} and ${JSON.stringify(bare(absent))}`,
              );
            }
          }
        }
      }
      const answerOf = (asker: Asker, side: Side): Expected | undefined => answers.get(`${asker} ${side}`);
      const expectedOf = (asker: Asker, side: Side): Expected | undefined =>
        sided || side === 'own' ? row.expected[asker][side] : undefined;
      const table = (of: (asker: Asker, side: Side) => Expected | undefined): string =>
        `${accessHead()}\n${accessRow(name, of)}`;
      expect(table(answerOf)).toBe(table(expectedOf));
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it('counts to an officer, whatever is asked, what the province counts for the agency, and no more', async () => {
    const { agency } = world.party('own');
    const year = { preset: 'year', year: new Date().getFullYear() };
    const province = world.asker('reform-office');
    for (const role of ['one-stop-officer', 'processing-officer', 'agency-head'] as const) {
      const officer = world.asker(role);
      for (const path of ['/api/v1/dossiers', '/api/v1/feedback']) {
        const { total } = await officer.get(path);
        expect(total).toEqual((await province.get(path, { query: { agencyCode: agency } })).total);
        expect(total.value).toBeGreaterThan(0);
        expect(total.value).toBeLessThan((await province.get(path)).total.value);
      }
      for (const report of ['period', 'feedback', 'satisfaction']) {
        const path = `/api/v1/reports/${report}`;
        // Reports follow the events; both are asked until they have come equally far.
        await eventually(async () => {
          const own = await officer.get(path, { query: { ...year, groupBy: 'agency' } });
          const ofAgency = await province.get(path, { query: { ...year, groupBy: 'agency', agency } });
          expect({ rows: own.rows, total: own.total }).toEqual({ rows: ofAgency.rows, total: ofAgency.total });
        });
      }
    }
  });

  it('gives nobody the rest of a list that somebody else began', async () => {
    for (const path of ['/api/v1/dossiers', '/api/v1/feedback']) {
      const begun = await world.as('other', 'one-stop-officer').get(path, { query: { limit: 1 } });
      expect(begun.nextCursor).toEqual(expect.any(String));
      const rest = await world.asker('one-stop-officer').send('GET', path, { query: { cursor: begun.nextCursor } });
      const { agency: agencyCode } = world.party('own');
      const own = await world.asker('reform-office').get(path, { query: { limit: 200, agencyCode } });
      const ids = own.items.map((item: { id: string }) => item.id);
      expect(rest.status).toBe(200);
      expect(rest.body.items.filter((item: { id: string }) => !ids.includes(item.id))).toEqual([]);
    }
  });

  it('gives nobody the answer that is kept under somebody else’s Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'access-one-key-of-two' };
    const { body } = await ACCESS_REQUESTS['dossier_submitDossier']!.ask(world, 'own', 'applicant');
    const first = await world.as('other', 'applicant').post('/api/v1/dossiers', body, { headers });
    const second = await world.asker('applicant').post('/api/v1/dossiers', body, { headers });
    expect(second.id).not.toBe(first.id);
    expect((await world.as('other', 'applicant').post('/api/v1/dossiers', body, { headers })).id).toBe(first.id);
  });

  describe('has for services', () => {
    /** What the client of each service is, as the issuer says it when that service asks. */
    async function clients(): Promise<[ServiceName, string][]> {
      return Promise.all(
        SERVICE_NAMES.map(async (name): Promise<[ServiceName, string]> => [
          name,
          await motcua.services.get(name)!.app.get(ServiceToken).get(),
        ]),
      );
    }
    const inEnglish = { headers: { 'accept-language': 'en' } };

    it('no answer at the public door, whatever their purpose', async () => {
      const { id, code } = await world.dossier('own', 'accepted');
      for (const [name, token] of await clients()) {
        const door = api(motcua.gateway.url, token);
        const paths = [
          '/dossiers',
          `/dossiers/${id}`,
          `/dossiers/by-code/${code}/progress`,
          '/procedures',
          '/reports/period',
        ];
        const asked = [
          ...paths.map((path) => `/api/v1${path}`),
          ...PERSONAL_DATA_PURPOSES.map((purpose) => `/api/v1/dossiers/${id}?purpose=${purpose}`),
          `/%61pi/v1/dossiers/${id}?purpose=NATIONAL_SYNC`,
        ];
        for (const path of asked) {
          const refusal = await door.refusal('GET', path, inEnglish);
          expect([name, path, refusal.status, refusal.code]).toEqual([name, path, 403, 'gateway.service-token']);
        }
        for (const path of ['/internal/national-records', '/%69nternal/national-records']) {
          for (const prefix of ['', '/api/v1']) {
            const refusal = await door.refusal('POST', prefix + path, { body: { ids: [id] } });
            expect([name, prefix + path, refusal.status]).toEqual([name, prefix + path, 404]);
          }
        }
      }
      const reader = world.asker('agency-head');
      expect((await reader.get(`/api/v1/dossiers/${id}`, { query: { purpose: 'PROCESSING' } })).persons.masked).toBe(
        false,
      );
    });

    it('persons’ data for one of them only, at an address that the public does not reach', async () => {
      const { id } = await world.dossier('own', 'accepted');
      for (const [name, token] of await clients()) {
        const asked = api(motcua.services.get('dossier-service')!.url, token);
        const statusOf = async (path: string): Promise<number> => (await asked.send('GET', path)).status;
        for (const purpose of PERSONAL_DATA_PURPOSES) {
          const may = name === 'gateway' && purpose === 'NATIONAL_SYNC';
          expect([name, purpose, await statusOf(`/dossiers/${id}?purpose=${purpose}`)]).toEqual([
            name,
            purpose,
            may ? 200 : 403,
          ]);
        }
        const may = name === 'gateway' ? 200 : 403;
        const records = await asked.send('POST', '/internal/national-records', { body: { ids: [id] } });
        expect([name, records.status, await statusOf('/internal/national-listing')]).toEqual([name, may, may]);
        // What each may read without persons, it still reads.
        expect([name, (await asked.get(`/dossiers/${id}`)).persons.masked]).toEqual([name, true]);
      }
    });
  });

  /** What a refusal has changed, and what strangers have read of the other side. */
  function faults(asker: Asker, side: Side, { answer, request, changed }: Asked): string[] {
    const found: string[] = [];
    if (answer.status >= 400 && changed) found.push(`${asker} (${side}) was refused, and something has changed`);
    if (answer.status >= 500) found.push(`${asker} (${side}) was answered ${JSON.stringify(answer.body)}`);
    const text = JSON.stringify(answer.body);
    const named = JSON.stringify([request.parameters, request.query, request.body]);
    for (const secret of world.secretsFrom(asker)) {
      if (text.includes(secret) && !named.includes(secret))
        found.push(`${asker} (${side}) read “${secret}” of the other`);
    }
    return found;
  }
});
