import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FolderClaim } from './folder-claim.js';
import { identityOf, startOf } from './run-as.js';

// Imported by path: the testing library depends on this one.
const hooks = join(__dirname, '..', '..', 'testing', 'src', 'processes', 'typescript-hooks.mjs');
const racer = join(__dirname, 'testing', 'race-for-folder.ts');
const RACES = 150;

jest.setTimeout(120_000);

let base: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'motcua-claim-spec-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(base, { recursive: true, force: true });
});

interface Racer {
  pid: number;
  ask(question: object): Promise<string>;
}

function startRacer(): Racer {
  const child = spawn(process.execPath, ['--import', hooks, racer], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return {
    pid: child.pid!,
    async ask(question) {
      child.stdin!.write(`${JSON.stringify(question)}\n`);
      return String((await lines.next()).value);
    },
  };
}

/** The remains of a killed process. */
function deadOwner(): string {
  const { pid } = spawnSync('true');
  return JSON.stringify({ pid, started: 'an earlier time' });
}

async function ownerPid(folder: string): Promise<number | undefined> {
  const files = (await readdir(folder)).filter((name) => /^owner-\d+\.json$/.test(name));
  expect(files).toHaveLength(1);
  return (JSON.parse(await readFile(join(folder, files[0]!), 'utf8')) as { pid?: number }).pid;
}

async function crashedFolder(name: string, file = 'owner-3.json', owner = deadOwner()): Promise<string> {
  const folder = join(base, name);
  await mkdir(folder);
  await writeFile(join(folder, file), owner);
  return folder;
}

describe('two processes that start at once on the folder of one that was killed', () => {
  it(`have one winner, ${RACES} times out of ${RACES}, and the winner's owner file stays`, async () => {
    const racers = [startRacer(), startRacer()];
    const outcomes = { won: 0, refused: 0, files: 0 };
    for (let race = 0; race < RACES; race += 1) {
      const folder = await crashedFolder(`race-${race}`);
      const at = Date.now() + 5;
      const said = await Promise.all(racers.map((one) => one.ask({ folder, at })));
      outcomes.won += said.filter((one) => one === 'won').length;
      outcomes.refused += said.filter((one) => one.includes('is in use by process')).length;
      const winner = racers[said.indexOf('won')];
      if (winner?.pid === (await ownerPid(folder))) outcomes.files += 1;
    }
    expect(outcomes).toEqual({ won: RACES, refused: RACES, files: RACES });
  });

  it('have one winner each time when the folder changes owners repeatedly', async () => {
    const racers = [startRacer(), startRacer()];
    const folder = await crashedFolder('over-and-over');
    let won = 0;
    for (let race = 0; race < RACES; race += 1) {
      const at = Date.now() + 5;
      const said = await Promise.all(racers.map((one) => one.ask({ folder, at })));
      won += said.filter((one) => one === 'won').length;
      await racers[said.indexOf('won')]?.ask({ folder, release: true });
    }
    expect(won).toBe(RACES);
    expect(await readdir(folder)).toEqual([`owner-${3 + RACES}.json`]);
  });
});

describe('a process', () => {
  it('is distinguished from a later one with its number by its start time, even if only ps knows it', () => {
    const child = spawn('sleep', ['60']);
    children.push(child);
    expect(startOf(child.pid!)).toMatch(/^\w{3} \w{3} +\d+ [\d:]{8} \d{4}$/);
    expect(startOf(child.pid!)).toBe(startOf(child.pid!));
    expect(startOf(spawnSync('true').pid)).toBe('');
  });
});

describe('a data folder', () => {
  it('released by its owner is available at once, and the number of its owner file is not reused', async () => {
    const folder = join(base, 'given');
    await mkdir(folder);
    const first = await FolderClaim.take(folder, process.pid);
    await expect(FolderClaim.take(folder, process.pid)).rejects.toThrow(/in use by this same process/);
    await first.release();
    const second = await FolderClaim.take(folder, process.pid);
    expect(await readdir(folder)).toEqual(['owner-2.json']);
    // The first one has nothing to release any more.
    await first.release();
    expect(await ownerPid(folder)).toBe(process.pid);
    await second.release();
  });

  it('whose owner was killed is available although another process has its number', async () => {
    const reused = JSON.stringify({ pid: process.ppid, started: 'before the machine was started again' });
    const folder = await crashedFolder('reused', 'owner-7.json', reused);
    await FolderClaim.take(folder, process.pid);
    expect(await readdir(folder)).toEqual(['owner-8.json']);
  });

  it('whose owner file was truncated by a power loss is available', async () => {
    const folder = await crashedFolder('cut', 'owner-7.json', '{"pid":12');
    await FolderClaim.take(folder, process.pid);
    expect(await ownerPid(folder)).toBe(process.pid);
  });

  it('owned by an earlier version of Motcua is refused, and available when that one is dead', async () => {
    const living = JSON.stringify(identityOf(process.ppid));
    const folder = await crashedFolder('earlier', 'owner.json', living);
    await expect(FolderClaim.take(folder, process.pid)).rejects.toThrow(`in use by process ${process.ppid};`);
    expect(await readFile(join(folder, 'owner.json'), 'utf8')).toBe(living);
    await writeFile(join(folder, 'owner.json'), deadOwner());
    await FolderClaim.take(folder, process.pid);
    expect(await readdir(folder)).toEqual(['owner-1.json']);
  });

  it('taken meanwhile is left alone by a start that looked before', async () => {
    const folder = await crashedFolder('late');
    const holder = await FolderClaim.take(folder, process.pid);
    // The file that a start with the dead owner of file 2 would create; file 4 is the current owner's.
    await writeFile(join(folder, 'owner-3.json'), JSON.stringify(identityOf(process.ppid)));
    await expect(FolderClaim.take(folder, process.ppid)).rejects.toThrow('in use by this same process');
    await holder.release();
    await FolderClaim.take(folder, process.pid);
    expect(await readdir(folder)).toEqual(['owner-5.json']);
  });
});
