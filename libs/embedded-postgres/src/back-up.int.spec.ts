import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { backUp, startEmbeddedPostgres, type EmbeddedPostgres } from './index.js';

jest.setTimeout(120_000);

let base: string;
const servers: EmbeddedPostgres[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'motcua-backup-spec-'));
  await chmod(base, 0o755);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(base, { recursive: true, force: true, maxRetries: 5 });
});

async function start(folder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: join(base, folder) });
  servers.push(server);
  return server;
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** A position of PostgreSQL's log (`16/B374D848`) as a number. */
function position(lsn: string): bigint {
  const [high, low] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

describe('a backup of a PostgreSQL under load', () => {
  it('contains everything committed before its end, and starts elsewhere as a server', async () => {
    const server = await start('data');
    await server.createDatabase('dossier');
    const acknowledged: bigint[] = [];
    const upTo = await connected(server.url('dossier'), async (client) => {
      await client.query('CREATE TABLE taken (n integer PRIMARY KEY, filling text NOT NULL)');
      let going = true;
      const load = (async () => {
        while (going) {
          await client.query(`INSERT INTO taken VALUES ($1, repeat('x', 2000))`, [acknowledged.length + 1]);
          const { rows } = await client.query<{ at: string }>('SELECT pg_current_wal_flush_lsn()::text AS at');
          acknowledged.push(position(rows[0]!.at));
          // Meanwhile log segments are filled and recycled, as under a real load.
          if (acknowledged.length % 200 === 0) await client.query('CHECKPOINT');
        }
      })();
      const grown = async (count: number): Promise<void> => {
        while (acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
      };
      await grown(50);
      const backup = await backUp(join(base, 'data'), join(base, 'backup'));
      await grown(acknowledged.length + 50);
      going = false;
      await load;
      return position(backup.upTo);
    });
    const before = acknowledged.filter((at) => at <= upTo).length;
    expect(before).toBeGreaterThan(50);
    expect(before).toBeLessThan(acknowledged.length);
    const restored = await start('backup');
    const found = await connected(restored.url('dossier'), async (client) => {
      const { rows } = await client.query<{ n: number }>('SELECT n FROM taken ORDER BY n');
      await client.query(`INSERT INTO taken VALUES (0, 'a server of its own')`);
      return rows.map((row) => row.n);
    });
    // Everything up to the backup's end, and later data without gaps.
    expect(found.length).toBeGreaterThanOrEqual(before);
    expect(found).toEqual(found.map((_n, index) => index + 1));
    expect(
      await connected(server.url('dossier'), (client) => client.query('SELECT 1 FROM taken WHERE n = 0')),
    ).toMatchObject({
      rowCount: 0,
    });
  });

  it('leaves no replication slot in the server', async () => {
    const server = await start('data');
    await backUp(join(base, 'data'), join(base, 'backup'));
    const { rows } = await connected(server.url('postgres'), (client) =>
      client.query('SELECT count(*)::int AS slots FROM pg_replication_slots'),
    );
    expect(rows).toEqual([{ slots: 0 }]);
  });

  it('is refused into a folder that is not empty, and without a running server', async () => {
    await start('data');
    await mkdir(join(base, 'full'));
    await writeFile(join(base, 'full', 'thesis.docx'), 'years of work');
    await expect(backUp(join(base, 'data'), join(base, 'full'))).rejects.toThrow(/is not empty; choose another folder/);
    await expect(backUp(join(base, 'nothing'), join(base, 'backup'))).rejects.toThrow(/No PostgreSQL runs on/);
  });
});
