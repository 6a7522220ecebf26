import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@motcua/testing';
import pg from 'pg';
import { PostgresPart } from './stores.js';

describe('the PostgreSQL of a deployment', () => {
  let folder: string;
  let postgres: PostgresPart;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'motcua-stores-'));
    postgres = new PostgresPart(join(folder, 'postgres'));
    await postgres.start();
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = async <T>(work: (client: pg.Client) => Promise<T>) => {
    const client = new pg.Client({ connectionString: postgres.url('postgres') });
    client.on('error', () => undefined);
    await client.connect();
    return work(client).finally(() => client.end().catch(() => undefined));
  };

  it('loses every session when it is killed, keeps committed data, and restarts at its own address', async () => {
    await ask((client) => client.query('CREATE TABLE kept (id integer); INSERT INTO kept VALUES (1)'));
    const address = postgres.url('postgres');
    let reason = '';
    const asleep = ask((client) => client.query('SELECT pg_sleep(60)')).catch(
      (error: Error) => (reason = error.message),
    );
    await eventually(() =>
      ask(async (client) => {
        const { rowCount } = await client.query(`SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'`);
        expect(rowCount).toBe(1);
      }),
    );
    const killed = postgres.pid;

    await postgres.kill();
    await asleep;
    expect(reason).toContain('terminated');
    await expect(ask((client) => client.query('SELECT 1'))).rejects.toThrow('ECONNREFUSED');

    await postgres.start();
    expect(postgres.pid).not.toBe(killed);
    expect(postgres.url('postgres')).toBe(address);
    expect((await ask((client) => client.query('SELECT id FROM kept'))).rows).toEqual([{ id: 1 }]);
  });
});
