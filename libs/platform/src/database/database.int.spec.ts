import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { contentHash, earlierResult, forgetIdempotencyKeys, idempotent, idempotencyMigrations } from './idempotency.js';
import { cappedCount } from '../http/page.js';
import { toRefusal } from '../http/refusals.js';
import { ServiceLogger } from '../observability/service-logger.js';
import { PersonalDataCipher } from '../privacy/personal-data-cipher.js';
import { AccountNames } from '../privacy/account-names.js';
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
/** The message of PostgreSQL's processes when the postmaster is killed. */
const POSTMASTER_GONE = Buffer.from(
  'E\0\0\0\x54SFATAL\0VFATAL\0C57P01\0Mterminating connection due to unexpected postmaster exit\0\0',
  'latin1',
);

/** Forwards connections to a server and cuts them with the answer that `dies` selects. */
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

type Options = Partial<DatabaseOptions & { waitMs: number; lockTimeoutMs: number; statementTimeoutMs: number }>;

function open(url: string, options: Options = {}): Promise<DataSource> {
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

  it('is unchanged by a failed migration, and the service names it', async () => {
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

  it('that does not exist is reported with what to do', async () => {
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

  it('that is still starting is waited for, within a time limit', async () => {
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

  it('that disconnects right after ReadyForQuery is reported as unavailable', async () => {
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
  it('is exact up to its limit and says when there are more', async () => {
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
    source = await open(await server.newDatabase(), { migrations: idempotencyMigrations });
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
        return { number: count, at: new Date(0), 'name with spaces': 'Nguyễn' };
      }),
    );
  }

  const effects = async (): Promise<number> => (await source.query('SELECT count(*)::int AS n FROM effects'))[0].n;

  it('is done once and gets the same answer the second time', async () => {
    const before = await effects();
    const first = await submit(request('k1'));
    const second = await submit(request('k1'));
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(await effects()).toBe(before + 1);
  });

  it('is the same request for any order of its members', async () => {
    expect(contentHash({ a: 1, b: [1, { c: 2, d: undefined }] })).toBe(contentHash({ b: [1, { c: 2 }], a: 1 }));
    expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: '1' }));
    expect(contentHash([1, 2])).not.toBe(contentHash([2, 1]));
  });

  it('is refused when its key was used for another request', async () => {
    await submit(request('k2'));
    await expect(submit(request('k2', { a: 2 }))).rejects.toMatchObject({
      kind: 'precondition',
      code: 'idempotency.key-reused',
      fields: [{ path: 'Idempotency-Key' }],
    });
  });

  it('has a separate key per caller', async () => {
    const mine = await submit(request('k3'));
    const yours = await submit(request('k3', { a: 1 }, 'binh'));
    expect(yours.number).toBe(mine.number + 1);
  });

  it('sent twenty times at once is done once', async () => {
    const before = await effects();
    const results = await Promise.all(Array.from({ length: 20 }, () => submit(request('k4'))));
    expect(await effects()).toBe(before + 1);
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
  });

  it('that was refused may be repeated with the same key', async () => {
    const before = await effects();
    await expect(submit(request('k5'), true)).rejects.toThrow('refused');
    expect(await effects()).toBe(before);
    await submit(request('k5'));
    expect(await effects()).toBe(before + 1);
  });

  it('is done again each time without a key', async () => {
    const before = await effects();
    await submit(request(undefined));
    await submit(request(undefined));
    expect(await effects()).toBe(before + 2);
  });

  it('is answered from what an earlier version kept encrypted, and only with the key', async () => {
    const cipher = new PersonalDataCipher(Buffer.alloc(32, 1).toString('base64'));
    const asked = { ...request('k6'), cipher };
    const first = await submit(asked);
    const [kept] = await source.query(`SELECT body, encrypted FROM idempotency_keys WHERE key = 'k6'`);
    expect([JSON.parse(kept.body), kept.encrypted]).toEqual([JSON.parse(JSON.stringify(first)), false]);
    await source.query(`UPDATE idempotency_keys SET body = $1, encrypted = true WHERE key = 'k6'`, [
      cipher.encrypt(kept.body.toString()),
    ]);
    expect(await submit(asked)).toEqual(JSON.parse(JSON.stringify(first)));
    expect(await earlierResult(source, asked)).toEqual({ result: JSON.parse(JSON.stringify(first)) });
    await expect(submit(request('k6'))).rejects.toThrow('encrypted');
  });

  it('is answered from the result that the previous version kept, and vice versa', async () => {
    await submit(request('k8'));
    expect(await source.query(`SELECT status FROM idempotency_keys WHERE key = 'k8'`)).toEqual([{ status: null }]);
    await source.query(`UPDATE idempotency_keys SET status = 201, body = '{"number":7}' WHERE key = 'k8'`);
    expect(await submit(request('k8'))).toEqual({ number: 7 });
  });

  it('is forgotten after its retention', async () => {
    const { number } = await submit(request('k7'));
    expect(await forgetIdempotencyKeys(source.manager, new Date(0))).toBe(0);
    expect(await forgetIdempotencyKeys(source.manager, new Date(Date.now() + 60_000))).toBeGreaterThan(0);
    expect((await submit(request('k7'))).number).toBe(number + 1);
  });
});

describe('the key of personal data', () => {
  const sample = 'SELECT name AS kept FROM people LIMIT 1';
  const right = Buffer.alloc(32, 1).toString('base64');
  const wrong = Buffer.alloc(32, 2).toString('base64');
  let source: DataSource;
  let names: AccountNames;
  const cipherUnder = (key: string, ...previous: string[]) =>
    fittingCipher(
      source,
      new PersonalDataCipher(key, previous),
      { service: 'spec', sample, accounts: [{ table: 'owners', column: 'account' }] },
      (names = new AccountNames()),
    );

  beforeEach(async () => {
    source = await open(await server.newDatabase(), { migrations: personalDataKeyMigrations });
    await source.query('CREATE TABLE people (name bytea); CREATE TABLE owners (account text)');
  });
  afterEach(() => source.destroy());

  it('that a database began with is required to start', async () => {
    await cipherUnder(right);
    await expect(cipherUnder(wrong)).rejects.toThrow(
      /^The PERSONAL_DATA_KEY of spec is not the one under which its database keeps personal data; put the right one back, or name/,
    );
    expect((await cipherUnder(right)).decrypt(new PersonalDataCipher(right).encrypt('An'))).toBe('An');
  });

  it('is checked against the data if they are older than its witness', async () => {
    await source.query('INSERT INTO people VALUES ($1)', [new PersonalDataCipher(right).encrypt('An')]);
    await expect(cipherUnder(wrong)).rejects.toThrow(StartupError);
    await cipherUnder(right);
  });

  it('may be changed if the earlier one is listed; from then on both are required', async () => {
    await cipherUnder(right);
    await cipherUnder(wrong, right);
    await cipherUnder(wrong, right);
    for (const alone of [right, wrong]) await expect(cipherUnder(alone)).rejects.toThrow(StartupError);
  });

  it('may be changed, and accounts keep their names and their records', async () => {
    await cipherUnder(right);
    const name = names.of('079123456789');
    await cipherUnder(wrong, right);
    expect(names.of('079123456789')).toBe(name);
  });

  it('renames at the first start accounts stored under a citizen’s number, and leaves the others', async () => {
    await source.query(`INSERT INTO owners VALUES ('079123456789'), ('123456789'), ('1795000000000'), ('citizen-an')`);
    await cipherUnder(right);
    const kept = await source.query<{ account: string }[]>('SELECT account FROM owners ORDER BY account');
    const expected = [names.of('079123456789'), names.of('123456789'), '1795000000000', 'citizen-an'];
    expect(kept.map(({ account }) => account).sort()).toEqual(expected.sort());
  });

  describe('under the bounds of a request', () => {
    let bounded: DataSource;
    const starting = async () => {
      const outcome = await fittingCipher(
        bounded,
        new PersonalDataCipher(right),
        { service: 'spec', sample, accounts: [{ table: 'owners', column: 'account' }] },
        (names = new AccountNames()),
      );
      return outcome.constructor;
    };

    beforeEach(async () => {
      const url = source.options.type === 'postgres' ? source.options.url : undefined;
      bounded = await open(url!, { lockTimeoutMs: 2_000, statementTimeoutMs: 2_200 });
    });
    afterEach(() => bounded.destroy());

    it('is waited for by two instances that start while another holds the keys longer', async () => {
      const other = source.createQueryRunner();
      await other.startTransaction();
      await other.query('LOCK TABLE personal_data_keys IN EXCLUSIVE MODE');
      const starts = Promise.all([starting(), starting()]);
      await Promise.all([
        expect(starts).resolves.toEqual([PersonalDataCipher, PersonalDataCipher]),
        other.query('SELECT pg_sleep(3)').then(() => other.commitTransaction()),
      ]);
      await other.release();
    });

    it('renames the accounts of a large table without a time limit', async () => {
      await source.query(`
        CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2.5); RETURN NEW; END';
        CREATE TRIGGER slowly BEFORE UPDATE ON owners FOR EACH ROW EXECUTE FUNCTION slowly();
        INSERT INTO owners VALUES ('079123456789')`);
      await starting();
      const [owner] = await source.query<{ account: string }[]>('SELECT account FROM owners');
      expect(owner!.account).toBe(names.of('079123456789'));
    });
  });

  it('is the key of one of two instances that start at once with different keys', async () => {
    const outcomes = await Promise.allSettled([right, wrong].map((key) => cipherUnder(key)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
