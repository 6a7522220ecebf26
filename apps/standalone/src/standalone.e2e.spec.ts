import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, runTypescript, type TestProcess } from '@motcua/testing';

const MAIN = join(__dirname, 'main.ts');
const PATIENCE = { timeoutMs: 120_000, intervalMs: 200 };
const PORT = 24_000;

let folder: string;
let dataDir: string;
const started: TestProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'motcua-standalone-'));
  await chmod(folder, 0o755);
  dataDir = join(folder, 'data');
});
afterAll(async () => {
  for (const process of started) process.signal('SIGKILL');
  await Promise.all(started.map((process) => process.ended));
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
}, 60_000);

function start(...args: string[]): TestProcess {
  const motcua = runTypescript(MAIN, { args: ['--data-dir', dataDir, '--port', String(PORT), ...args] });
  started.push(motcua);
  return motcua;
}

async function up(motcua: TestProcess): Promise<string> {
  await eventually(() => {
    if (motcua.child.exitCode !== null) throw Object.assign(new Error(motcua.output()), { fatal: true });
    expect(motcua.output()).toContain('Motcua is up');
    expect(motcua.output()).toContain('Ctrl-C stops it');
  }, PATIENCE);
  return /API and documentation +(http\S+)\/docs/.exec(motcua.output())![1]!;
}

/** The command that the start printed, as a person pastes it. */
async function paste(motcua: TestProcess): Promise<string> {
  const command = /^curl -si [\s\S]*?'\{.*\}'$/m.exec(motcua.output())![0];
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command]);
  return stdout;
}

/** By the command that the start printed. */
async function tokenOf(motcua: TestProcess, person: string): Promise<string> {
  const command = new RegExp(`^curl -s \\S+/${person}$`, 'm').exec(motcua.output())![0];
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command]);
  return stdout;
}

async function dossiersOf(url: string, token: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/dossiers?limit=200`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { items: unknown[] }).items.length;
}

/** Says what is wrong in a sentence, never in a stack, and ends with code 1. */
async function expectRefusal(motcua: TestProcess, sentence: RegExp): Promise<void> {
  expect(await motcua.ended).toEqual({ code: 1, signal: null });
  expect(motcua.output()).toMatch(sentence);
  expect(motcua.output()).not.toMatch(/^\s+at /m);
}

describe('Motcua in one process', () => {
  let url: string;
  let citizen: string;
  let before: number;

  it('starts on an empty folder with sample data, and the command that it prints submits a dossier', async () => {
    const motcua = start();
    url = await up(motcua);
    expect(motcua.output()).toContain('Putting the sample data in');
    expect(await paste(motcua)).toMatch(/^HTTP\/1\.1 201 /);
    citizen = await tokenOf(motcua, 'citizen-an');
    expect(await dossiersOf(url, citizen)).toBeGreaterThan(5);
    const tokens = (await (await fetch(`${url}/docs-tokens`)).json()) as { tokens: { subject: string }[] };
    expect(tokens.tokens.map(({ subject }) => subject)).toContain('head-tu-phap');
  }, 150_000);

  it('keeps its secrets and its logs from other users', () => {
    for (const name of ['secrets.json', 'motcua.log', 'postgres/postgres.log']) {
      expect([name, (statSync(join(dataDir, name)).mode & 0o077).toString(8)]).toEqual([name, '0']);
    }
    expect(readFileSync(join(dataDir, 'secrets.json'), 'utf8')).toMatch(/dossierPersonalDataKey/);
  });

  it('prints and keeps no token: the commands that it prints give ones for a quarter of an hour', async () => {
    expect(started[0]!.output()).not.toMatch(/eyJ/);
    expect(readdirSync(dataDir).filter((name) => name.endsWith('.token'))).toEqual([]);
    for (const person of ['officer-tu-phap', 'citizen-an']) {
      const claims = (await tokenOf(started[0]!, person)).split('.')[1]!;
      const { sub, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, number>;
      expect([sub, exp! - iat!]).toEqual([person, 900]);
    }
  });

  it('goes on by itself when its PostgreSQL is killed, and says so', async () => {
    const pid = readFileSync(join(dataDir, 'postgres/pgdata/postmaster.pid'), 'utf8').split('\n')[0]!;
    process.kill(Number(pid), 'SIGKILL');
    await eventually(() => expect(started[0]!.output()).toMatch(/PostgreSQL listens on port \d+ again\./), PATIENCE);
    await eventually(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), PATIENCE);
    expect(started[0]!.output()).toContain(`PostgreSQL (process ${pid}) has ended by itself; it is started again.`);
    expect(await paste(started[0]!)).toMatch(/^HTTP\/1\.1 201 /);
  }, 150_000);

  it('tells a second instance on the same folder who has it', async () => {
    await expectRefusal(start(), /in use by process \d+ \(http:\/\/127\.0\.0\.1:24000\); stop that one first/);
  }, 60_000);

  it('has everything again after it was killed, without another seeding, and its tokens are still good', async () => {
    before = await dossiersOf(url, citizen);
    started[0]!.signal('SIGKILL');
    await started[0]!.ended;
    const again = start();
    url = await up(again);
    expect(again.output()).not.toContain('sample data');
    expect(await dossiersOf(url, citizen)).toBe(before);
    expect(await paste(again)).toMatch(/^HTTP\/1\.1 201 /);
    before += 1;
  }, 150_000);

  it('opens its gateway when every service behind it answers, at each start', () => {
    const log = readFileSync(join(dataDir, 'motcua.log'), 'utf8').trim().split('\n');
    const lines = log.map((line) => JSON.parse(line) as { service: string; msg: string; url: string });
    const listening = lines.filter(({ msg }) => msg === 'listening').map(({ service }) => service);
    // The sample is put in without a gateway.
    expect(listening.length).toBe(4 + 5 + 5);
    expect([listening[8], listening[13]]).toEqual(['gateway', 'gateway']);
  });

  it('stops on Ctrl-C, PostgreSQL with it', async () => {
    const running = started.at(-1)!;
    const postmaster = Number(readFileSync(join(dataDir, 'postgres/pgdata/postmaster.pid'), 'utf8').split('\n')[0]);
    running.signal('SIGINT');
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.output()).toContain('Stopped.');
    expect(() => process.kill(postmaster, 0)).toThrow();
    expect(existsSync(join(dataDir, 'postgres/pgdata/postmaster.pid'))).toBe(false);
  }, 60_000);

  it('takes the next ports when its own are in use, and says so', async () => {
    const taken: Server[] = [];
    for (const port of [PORT, PORT + 12]) {
      const server = createServer().listen(port, '127.0.0.1');
      await new Promise((resolve) => server.once('listening', resolve));
      taken.push(server);
    }
    try {
      const motcua = start();
      url = await up(motcua);
      expect(motcua.output()).toContain(`Port ${PORT} is in use: the gateway takes ${PORT + 1}.`);
      expect(await dossiersOf(url, await tokenOf(motcua, 'citizen-an'))).toBe(before);
      motcua.signal('SIGTERM');
      expect((await motcua.ended).code).toBe(0);
    } finally {
      for (const server of taken) server.close();
    }
  }, 150_000);

  it('does not start with new keys on data that were kept under lost ones', async () => {
    const secrets = join(dataDir, 'secrets.json');
    const kept = readFileSync(secrets, 'utf8');
    await rm(secrets);
    await expectRefusal(start(), /secrets\.json is missing and without it .*; put it back from a backup, or move/);
    expect(existsSync(secrets)).toBe(false);
    writeFileSync(secrets, kept.slice(0, 100));
    await expectRefusal(start(), /secrets\.json is damaged; put it back from a backup/);
    const other = { ...JSON.parse(kept), dossierPersonalDataKey: Buffer.alloc(32, 7).toString('base64') };
    writeFileSync(secrets, JSON.stringify(other));
    await expectRefusal(start(), /PERSONAL_DATA_KEY of dossier-service is not the one .*; put the right one back/);
    writeFileSync(secrets, kept, { mode: 0o600 });
  }, 150_000);

  it('says what to do about a data folder of another PostgreSQL', async () => {
    writeFileSync(join(dataDir, 'postgres/pgdata/PG_VERSION'), '16\n');
    await expectRefusal(start(), /made by PostgreSQL 16 and this is PostgreSQL 18; move the folder away/);
  }, 60_000);

  it('says what is wrong with how it was called', async () => {
    await expectRefusal(start('--port', 'x'), /The port "x" is not a number/);
    await expectRefusal(start('--prot', '3000'), /Unknown option '--prot'/);
    await mkdir(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'file'), '');
    await expectRefusal(
      start('--data-dir', join(folder, 'other', 'file')),
      /other.file is a file and not a folder; choose another/,
    );
    await expectRefusal(
      start('--data-dir', '/proc/nope/x'),
      /cannot be made \(ENOENT at \/proc\/nope\); choose another/,
    );
  }, 60_000);
});
