import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { forgetIdempotencyKeys, idempotent, IdempotencyMigration, contentHash } from '../http/idempotency.js';
import { cappedCount } from '../http/page.js';
import { toRefusal } from '../http/refusals.js';
import { ServiceLogger } from '../observability/service-logger.js';
import { PersonalDataCipher } from '../privacy/personal-data-cipher.js';
import { fittingCipher, personalDataKeyMigrations } from '../privacy/fitting-cipher.js';
import { StartupError } from '../service/startup-error.js';
import { specPostgres, type SpecPostgres } from '../testing/spec-postgres.js';
import { openDataSource, type DatabaseOptions } from './open-data-source.js';

class SlowTable1756000000001 implements MigrationInterface {
  name = 'SlowTable1756000000001';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE slow (id integer PRIMARY KEY)');
    await queryRunner.query('SELECT pg_sleep(0.3)');
  }
  async down(): Promise<void> {}
}

class Broken1756000000002 implements MigrationInterface {
  name = 'Broken1756000000002';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE half (id integer)');
    await queryRunner.query('SELECT 1 FROM no_such_table');
  }
  async down(): Promise<void> {}
}

const READY_FOR_QUERY = Buffer.from('Z\0\0\0\x05I', 'latin1');
/** What PostgreSQL's processes say when the postmaster is killed. */
const POSTMASTER_GONE = Buffer.from(
  'E\0\0\0\x54SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0',
  'latin1',
);

/** Passes connections on to a server; an answer for which `dies` says so is the last one, with the server's death in its packet. */
function relayTo(port: number, dies: (answer: Buffer) => boolean = () => false): Server {
  return createServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    socket.pipe(upstream);
    upstream.on('data', (answer) => {
      if (!dies(answer)) return void socket.write(answer);
      socket.end(Buffer.concat([answer, POSTMASTER_GONE]));
      upstream.destroy();
    });
    upstream.on('end', () => socket.end());
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
  });
}

const logger = new ServiceLogger({ service: 'spec', level: 'silent' });
let server: SpecPostgres;

beforeAll(async () => {
  server = await specPostgres();
}, 60_000);
afterAll(() => server.stop());

function open(url: string, options: Partial<DatabaseOptions & { waitMs: number }> = {}): Promise<DataSource> {
  return openDataSource({ service: 'spec', url, poolSize: 10, waitMs: 0, logger, migrations: [], ...options });
}

describe('the database of a service', () => {
  it('is migrated once when two instances start at the same moment', async () => {
    const url = await server.newDatabase();
    const sources = await Promise.all([1, 2, 3].map(() => open(url, { migrations: [SlowTable1756000000001] })));
    const rows = await sources[0]!.query('SELECT name FROM schema_migrations');
    expect(rows).toEqual([{ name: 'SlowTable1756000000001' }]);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('is left as it was by a migration that fails, and the service says which', async () => {
    const url = await server.newDatabase();
    await expect(open(url, { migrations: [SlowTable1756000000001, Broken1756000000002] })).rejects.toThrow(
      /could not be migrated: relation "no_such_table" does not exist/,
    );
    const source = await open(url, { migrations: [SlowTable1756000000001] });
    expect(await source.query(`SELECT to_regclass('half') AS half, to_regclass('slow') AS slow`)).toEqual([
      { half: null, slow: 'slow' },
    ]);
    await source.destroy();
  });

  it('keeps its sessions in UTC', async () => {
    const source = await open(await server.newDatabase());
    expect(await source.query('SHOW timezone')).toEqual([{ TimeZone: 'UTC' }]);
    await source.destroy();
  });

  it('that does not exist is reported in a sentence with what to do', async () => {
    const refusal = await open(server.url('nobody_made_this')).catch((error: unknown) => error as Error);
    expect(refusal).toBeInstanceOf(StartupError);
    expect((refusal as Error).message).toBe(
      `The database of spec at 127.0.0.1:${server.port}/nobody_made_this cannot be used: ` +
        'database "nobody_made_this" does not exist. Create the database, or correct DATABASE_URL.',
    );
  });

  it('that refuses the password is reported without the password', async () => {
    const url = new URL(server.url('postgres'));
    url.password = 'hunter2';
    const refusal = await open(url.href).catch((error: unknown) => error as Error);
    expect((refusal as Error).message).toContain('Correct the user and password in DATABASE_URL.');
    expect((refusal as Error).message).not.toContain('hunter2');
  });

  it('that is still starting is waited for, within a bound', async () => {
    const url = new URL(await server.newDatabase());
    const real = Number(url.port);
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    url.port = String((probe.address() as { port: number }).port);
    await new Promise((resolve) => probe.close(resolve));

    await expect(open(url.href, { waitMs: 300 })).rejects.toThrow(/Start PostgreSQL, or correct DATABASE_URL/);

    const opening = open(url.href, { waitMs: 20_000 });
    const relay = relayTo(real);
    setTimeout(() => relay.listen(Number(url.port), '127.0.0.1'), 300);
    const source = await opening;
    expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await source.destroy();
    await new Promise((resolve) => relay.close(resolve));
  });

  it('that goes away with the very packet that says it is ready is answered for as being away', async () => {
    let dying = false;
    const url = new URL(await server.newDatabase());
    const relay = relayTo(Number(url.port), (answer) => dying && answer.subarray(-6).equals(READY_FOR_QUERY));
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    url.port = String((relay.address() as AddressInfo).port);
    const source = await open(url.href);
    const tenAtOnce = () =>
      Promise.allSettled(Array.from({ length: 10 }, () => source.query('SELECT 1 AS one, pg_sleep(0.05)::text')));
    dying = true;
    const refused = (await tenAtOnce()).filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(toRefusal(reason).refusal).toMatchObject({ status: 503 });
    dying = false;
    for (const result of await tenAtOnce()) expect(result.status).toBe('fulfilled');
    await source.destroy();
    await new Promise((resolve) => relay.close(resolve));
  });
});

describe('a count for a list', () => {
  it('is exact up to its cap and says so when there are more', async () => {
    const source = await open(await server.newDatabase());
    const rows = 'SELECT n FROM generate_series(1, $1) AS n WHERE n > $2';
    expect(await cappedCount(source.manager, rows, [100, 40], 60)).toEqual({ value: 60, capped: false });
    expect(await cappedCount(source.manager, rows, [101, 40], 60)).toEqual({ value: 60, capped: true });
    expect(await cappedCount(source.manager, rows, [0, 40])).toEqual({ value: 0, capped: false });
    await source.destroy();
  });
});

describe('a request with an Idempotency-Key', () => {
  let source: DataSource;
  beforeAll(async () => {
    source = await open(await server.newDatabase(), { migrations: [IdempotencyMigration] });
    await source.query('CREATE TABLE effects (n integer)');
  });
  afterAll(() => source.destroy());

  const request = (key: string | undefined, body: unknown = { a: 1 }, caller = 'an'): any => ({
    caller,
    operation: 'dossier.submit',
    key,
    requestHash: contentHash(body),
  });

  async function submit(asked: any, fail = false): Promise<any> {
    return source.transaction((manager) =>
      idempotent(manager, asked, async () => {
        await manager.query('INSERT INTO effects VALUES (1)');
        if (fail) throw new Error('refused');
        const [{ count }] = await manager.query('SELECT count(*)::int AS count FROM effects');
        return { status: 201, body: { number: count, at: new Date(0), 'name with spaces': 'Nguyễn' } };
      }),
    );
  }

  const effects = async (): Promise<number> => (await source.query('SELECT count(*)::int AS n FROM effects'))[0].n;

  it('is done once and answered the same the second time', async () => {
    const before = await effects();
    const first = await submit(request('k1'));
    const second = await submit(request('k1'));
    expect(second).toEqual({ ...JSON.parse(JSON.stringify(first)), replayed: true });
    expect(JSON.stringify(second.body)).toBe(JSON.stringify(first.body));
    expect(await effects()).toBe(before + 1);
  });

  it('is the same request whatever the order of its members', async () => {
    expect(contentHash({ a: 1, b: [1, { c: 2, d: undefined }] })).toBe(contentHash({ b: [1, { c: 2 }], a: 1 }));
    expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: '1' }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });

  it('is refused when its key was used for something else', async () => {
    await submit(request('k2'));
    await expect(submit(request('k2', { a: 2 }))).rejects.toMatchObject({
      kind: 'precondition',
      code: 'idempotency.key-reused',
    });
  });

  it('has a key of its own per caller', async () => {
    const mine = await submit(request('k3'));
    const yours = await submit(request('k3', { a: 1 }, 'binh'));
    expect(yours.replayed).toBeUndefined();
    expect(yours.body.number).toBe(mine.body.number + 1);
  });

  it('sent twenty times at once is done once', async () => {
    const before = await effects();
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(request('k4'))));
    expect(await effects()).toBe(before + 1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter((answer) => answer.replayed)).toHaveLength(19);
  });

  it('that was refused may be tried again with the same key', async () => {
    const before = await effects();
    await expect(submit(request('k5'), true)).rejects.toThrow('refused');
    expect(await effects()).toBe(before);
    expect((await submit(request('k5'))).status).toBe(201);
    expect(await effects()).toBe(before + 1);
  });

  it('is done anew each time without a key', async () => {
    const before = await effects();
    await submit(request(undefined));
    await submit(request(undefined));
    expect(await effects()).toBe(before + 2);
  });

  it('leaves no readable personal data behind when its answer is kept under a cipher', async () => {
    const cipher = new PersonalDataCipher(Buffer.alloc(32, 1).toString('base64'));
    const first = await submit({ ...request('k6'), cipher });
    const [kept] = await source.query(`SELECT body FROM idempotency_keys WHERE key = 'k6'`);
    expect(kept.body.includes('Nguyễn')).toBe(false);
    expect((await submit({ ...request('k6'), cipher })).body).toEqual(JSON.parse(JSON.stringify(first.body)));
  });

  it('is forgotten after its retention', async () => {
    await submit(request('k7'));
    expect(await forgetIdempotencyKeys(source.manager, new Date(0))).toBe(0);
    expect(await forgetIdempotencyKeys(source.manager, new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    expect((await submit(request('k7'))).replayed).toBeUndefined();
  });
});

describe('the key of personal data', () => {
  const sample = 'SELECT name AS kept FROM people LIMIT 1';
  const right = Buffer.alloc(32, 1).toString('base64');
  const wrong = Buffer.alloc(32, 2).toString('base64');
  let source: DataSource;
  const cipherUnder = (key: string, ...previous: string[]) =>
    fittingCipher(source, new PersonalDataCipher(key, previous), { service: 'spec', sample });

  beforeEach(async () => {
    source = await open(await server.newDatabase(), { migrations: personalDataKeyMigrations });
    await source.query('CREATE TABLE people (name bytea)');
  });
  afterEach(() => source.destroy());

  it('that a database began with is the only one that a service starts with', async () => {
    await cipherUnder(right);
    await expect(cipherUnder(wrong)).rejects.toThrow(
      /^The PERSONAL_DATA_KEY of spec is not the one under which its database keeps personal data; put the right one back, or name/,
    );
    expect((await cipherUnder(right)).decrypt(new PersonalDataCipher(right).encrypt('An'))).toBe('An');
  });

  it('is held to the data where these are older than its witness', async () => {
    await source.query('INSERT INTO people VALUES ($1)', [new PersonalDataCipher(right).encrypt('An')]);
    await expect(cipherUnder(wrong)).rejects.toThrow(StartupError);
    await cipherUnder(right);
  });

  it('may be changed as long as the earlier one is named, and from then on both are needed', async () => {
    await cipherUnder(right);
    await cipherUnder(wrong, right);
    await cipherUnder(wrong, right);
    for (const alone of [right, wrong]) await expect(cipherUnder(alone)).rejects.toThrow(StartupError);
  });

  it('is that of one of two instances that start at once with different ones', async () => {
    const outcomes = await Promise.allSettled([right, wrong].map((key) => cipherUnder(key)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
