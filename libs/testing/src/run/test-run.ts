import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One test run: all workers of one jest (or one tool). The workers share servers through its folder. */
export interface TestRun {
  /** The process that defines the run's lifetime. */
  pid: number;
  folder: string;
}

const PREFIX = 'motcua-test-run-';

export function currentRun(): TestRun {
  // A jest worker is a child of the run; everything else is the run itself.
  const worker = process.argv.some((argument) => /jest-worker.*(processChild|threadChild)/.test(argument));
  const pid = worker ? process.ppid : process.pid;
  return { pid, folder: join(tmpdir(), `${PREFIX}${pid}-${startOf(pid)}`) };
}

/** Distinguishes a process from a later one with the same number; empty if the system does not report it. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Whether the process exists and has the start time `start`. */
function isThere(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startOf(pid) === start;
}

/**
 * The result of `start`, run once per test run: the first caller starts it, the others wait and share it. It must be
 * plain data, and its resource must outlive the worker that started it.
 */
export async function oncePerRun<T>(name: string, start: () => Promise<T>): Promise<T> {
  const run = currentRun();
  await mkdir(run.folder, { recursive: true, mode: 0o755 });
  const file = join(run.folder, `${name}.json`);
  const ready = await readFile(file, 'utf8').catch(() => undefined);
  if (ready !== undefined) return JSON.parse(ready) as T;
  const release = await lock(`${name}.starting`, 180_000);
  try {
    const meanwhile = await readFile(file, 'utf8').catch(() => undefined);
    if (meanwhile !== undefined) return JSON.parse(meanwhile) as T;
    void sweep(run);
    const value = await start();
    await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    await rename(`${file}.new`, file);
    return value;
  } finally {
    await release();
  }
}

/** A lock within this run; released by its holder, or when that process ends. Resolves to its release function. */
export async function lock(name: string, timeoutMs: number): Promise<() => Promise<void>> {
  const { folder } = currentRun();
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const file = join(folder, name);
  const own = `${process.pid} ${startOf(process.pid)}`;
  for (const deadline = Date.now() + timeoutMs; ;) {
    try {
      await writeFile(file, own, { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readFile(file, 'utf8').catch(() => '');
    const [pid, start] = holder.split(' ');
    if (pid && !isThere(Number(pid), start ?? '')) await rm(file, { force: true });
    if (Date.now() > deadline) throw new Error(`${name} is still held by process ${pid} after ${timeoutMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Records a line for the report at the end of the run. */
export function noteForReport(kind: string, line: string): void {
  const { folder } = currentRun();
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  appendFileSync(join(folder, `${kind}.notes`), `${line}\n`);
}

/** Folders of runs that ended without cleaning up. */
async function sweep(run: TestRun): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((candidate) => candidate.startsWith(PREFIX))) {
    const [pid, start] = name.slice(PREFIX.length).split('-');
    if (Number(pid) !== run.pid && !isThere(Number(pid), start ?? '')) {
      await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
