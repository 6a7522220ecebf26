import { randomBytes } from 'node:crypto';
import { Controller, Get, Inject, Post } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { startService } from '../service/start-service.js';
import type { RunningService } from '../service/service-definition.js';
import { Public } from '../auth/caller.js';
import { ask, MINI_ENV, miniService } from '../testing/mini-service.js';
import { specPostgres, type SpecPostgres } from '../testing/spec-postgres.js';
import { longWork } from './long-work.js';

jest.setTimeout(60_000);

@Public()
@Controller()
class CounterController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  /** Takes the row as a change of a dossier does. */
  @Post('locked')
  async locked(): Promise<object> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT 1 FROM files WHERE id = 1 FOR UPDATE');
      await manager.query('UPDATE files SET changes = changes + 1 WHERE id = 1');
    });
    return {};
  }

  @Post('free')
  async free(): Promise<object> {
    await this.dataSource.query('UPDATE letters SET changes = changes + 1');
    return {};
  }

  @Get('slow')
  async slow(): Promise<object> {
    await this.dataSource.query('SELECT pg_sleep(30)');
    return {};
  }

  @Post('long')
  async long(): Promise<object> {
    await this.dataSource.transaction(async (manager) => {
      await longWork(manager, 'import');
      await manager.query('SELECT pg_sleep(4.2)');
      await manager.query('SELECT 1 FROM files WHERE id = 1 FOR UPDATE');
    });
    return {};
  }
}

/** Generous for two busy cores; without limits there is no answer. */
const SOON_MS = 2_500;

describe('While a person holds a lock in psql', () => {
  let server: SpecPostgres;
  let service: RunningService;
  let person: pg.Client;
  const send = (path: string) => {
    const began = performance.now();
    return ask(`${service.url}${path}`, { method: path === '/slow' ? 'GET' : 'POST' }).then((answer) => ({
      ...answer,
      ms: performance.now() - began,
    }));
  };

  beforeAll(async () => {
    server = await specPostgres();
    const url = await server.newDatabase();
    person = new pg.Client({ connectionString: url, application_name: 'psql' });
    await person.connect();
    await person.query(
      `CREATE TABLE files (id integer PRIMARY KEY, changes integer NOT NULL);
       CREATE TABLE letters (changes integer NOT NULL);
       INSERT INTO files VALUES (1, 0); INSERT INTO letters VALUES (0)`,
    );
    service = await startService(miniService({ controllers: [CounterController], database: { migrations: [] } }), {
      ...MINI_ENV,
      DATABASE_URL: url,
      DATABASE_POOL_SIZE: '6',
      DATABASE_LOCK_TIMEOUT_MS: '1000',
      // A statement waits up to three times for a contended row: for its place in the queue, for the holder, for its
      // predecessor.
      DATABASE_STATEMENT_TIMEOUT_MS: '4000',
      PERSONAL_DATA_KEY: randomBytes(32).toString('base64'),
    });
  });
  afterAll(async () => {
    await service?.stop();
    await person?.end();
    await server?.stop();
  });
  afterEach(() => person.query('ROLLBACK'));

  it.each([
    ['one row', 'SELECT 1 FROM files WHERE id = 1 FOR UPDATE'],
    ['a whole table', 'LOCK TABLE files IN ACCESS EXCLUSIVE MODE'],
  ])('on %s, requests that need it get 503 with Retry-After, and all others are served', async (_, lock) => {
    await person.query(`BEGIN; ${lock}`);
    let over = false;
    const refused: Awaited<ReturnType<typeof send>>[] = [];
    const insisting = Array.from({ length: 30 }, async () => {
      while (!over) refused.push(await send('/locked'));
    });
    const others: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      const answer = await send('/free');
      expect(answer.status).toBe(201);
      others.push(answer.ms);
      expect((await ask(`${service.url}/readyz`)).status).toBe(200);
    }
    over = true;
    await Promise.all(insisting);
    // A pool that is used up makes most of them wait; a pause of the machine only one.
    expect(others.sort((a, b) => a - b)[others.length / 2]).toBeLessThan(SOON_MS);
    expect(refused.length).toBeGreaterThanOrEqual(30);
    for (const { status, json, headers } of refused) {
      expect([status, json.code]).toEqual([503, 'database.busy']);
      expect(headers.get('retry-after')).toBe('2');
      expect(headers.get('content-type')).toContain('application/problem+json');
    }
    await person.query('ROLLBACK');
    expect((await send('/locked')).status).toBe(201);
  });

  it('briefly, requests wait for it and are served', async () => {
    await person.query('BEGIN; SELECT 1 FROM files WHERE id = 1 FOR UPDATE');
    const waiting = send('/locked');
    await server.newDatabase();
    await person.query('ROLLBACK');
    expect((await waiting).status).toBe(201);
  });

  it('an endless statement is cancelled, and its caller is told that it took too long', async () => {
    const answer = await send('/slow');
    expect([answer.status, answer.json.code, answer.headers.get('retry-after')]).toEqual([
      503,
      'database.too-slow',
      '30',
    ]);
    expect(answer.ms).toBeLessThan(10_000);
    expect((await send('/free')).status).toBe(201);
  });

  it('named long work gets its own time limits', async () => {
    expect((await send('/long')).status).toBe(201);
    expect((await send('/slow')).status).toBe(503);
  });
});
