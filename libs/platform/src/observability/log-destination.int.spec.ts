import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINI_ENV } from '../testing/mini-service.js';
import { LogDestination } from './log-destination.js';

// Imported by path: the testing library depends on the platform, so the platform cannot import the package.
const hooks = join(__dirname, '..', '..', '..', 'testing', 'src', 'processes', 'typescript-hooks.mjs');
const program = join(__dirname, '..', 'testing', 'run-mini-service.ts');

let base: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'motcua-log-spec-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(base, { recursive: true, force: true });
});

const line = (number: number): string => `${JSON.stringify({ number, msg: 'x'.repeat(80) })}\n`;

interface Line {
  number?: number;
  msg: string;
  lines?: number;
}

function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((one) => (one === '' ? [] : [JSON.parse(one) as Line]));
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 30_000; !(await condition());) {
    if (performance.now() > deadline) throw new Error('it did not come true within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A pipe that nobody reads until `readAll`. */
function unreadPipe(): { fd: number; readAll(): string } {
  const path = join(base, 'pipe');
  spawnSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const buffer = Buffer.alloc(1_000_000);
  return {
    fd,
    readAll() {
      try {
        return buffer.subarray(0, readSync(reader, buffer)).toString('utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
        closeSync(reader);
        throw error;
      }
    },
  };
}

describe('a log file', () => {
  it('is readable by its owner only, even if others could read it before', async () => {
    const [fresh, old] = [join(base, 'fresh.log'), join(base, 'old.log')];
    await writeFile(old, '');
    await chmod(old, 0o644);
    for (const file of [fresh, old]) {
      const log = new LogDestination({ file });
      log.write(line(1));
      await log.flush(5_000);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(await readFile(file, 'utf8')).toBe(line(1));
    }
  });

  it('rotates by size while lines are written, and keeps the latest ones', async () => {
    const file = join(base, 'turning.log');
    const log = new LogDestination({ file }, { fileBytes: 100_000 });
    let number = 0;
    const write = async (): Promise<void> => {
      for (let count = 0; count < 100; count += 1) log.write(line((number += 1)));
      await log.flush(5_000);
    };
    for (let round = 0; round < 50; round += 1) await write();
    const text = (await readFile(`${file}.1`, 'utf8')) + (await readFile(file, 'utf8'));
    const numbers = linesOf(text).map((one) => one.number);
    expect(numbers.at(-1)).toBe(5_000);
    expect(numbers).toEqual(numbers.map((_, index) => 5_001 - numbers.length + index));
    expect((await stat(file)).size).toBeLessThan(150_000);
    expect((await stat(`${file}.1`)).size).toBeLessThan(150_000);
    expect((await stat(`${file}.1`)).mode & 0o777).toBe(0o600);
  });

  it('that cannot be created yet is created as soon as possible, and the lost lines are counted', async () => {
    const file = join(base, 'in-the-way.log');
    await mkdir(file);
    const log = new LogDestination({ file });
    log.write(line(1));
    await until(() => log.dropped === 1);
    await rmdir(file);
    let seen: string[] = [];
    await until(async () => {
      log.write(line(2));
      await log.flush(50);
      seen = linesOf(await readFile(file, 'utf8').catch(() => '')).map((one) => String(one.msg));
      return seen.length > 0;
    });
    expect(seen).toContain('log lines were lost');
  });
});

describe('a log with a blocked reader', () => {
  it('blocks nobody; when it is read again it reports the number of lost lines and continues', async () => {
    const pipe = unreadPipe();
    const log = new LogDestination({ fd: pipe.fd }, { waitingBytes: 50_000 });
    const began = performance.now();
    for (let number = 1; number <= 10_000; number += 1) log.write(line(number));
    // A million bytes into a pipe of 64 KB: the writer did not wait.
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(log.dropped).toBeGreaterThan(5_000);
    const lost = log.dropped;
    let text = '';
    await until(() => (text += pipe.readAll()).includes('log lines were lost'));
    log.write(line(10_001));
    await until(() => (text += pipe.readAll()).includes('"number":10001'));
    const lines = linesOf(text);
    expect(lines.find((one) => one.msg === 'log lines were lost')!.lines).toBe(lost);
    expect(lines.filter((one) => one.number !== undefined)).toHaveLength(10_001 - lost);
  });

  it('does not end the process when the disk is full', async () => {
    const log = new LogDestination({ fd: openSync('/dev/full', 'w') }, { waitingBytes: 50_000 });
    for (let number = 1; number <= 10_000; number += 1) log.write(line(number));
    await log.flush(100);
    log.write(line(10_001));
    expect(log.dropped).toBeGreaterThan(5_000);
  });

  it.each(['a socket', 'a pipe'])(
    'as %s does not prevent a service from answering or ending',
    async (kind) => {
      const command = [process.execPath, '--import', hooks, program];
      // Between a service and a shell's next program is a pipe; between it and Node a socket.
      const child =
        kind === 'a socket'
          ? spawn(command[0]!, command.slice(1), { env: environment(), stdio: ['ignore', 'pipe', 'inherit'] })
          : spawn('/bin/sh', ['-c', '{ "$@"; echo ended >&3; } | sleep 60', 'sh', ...command], {
              env: environment(),
              stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
            });
      children.push(child);
      const port = Number(environment()['HTTP_PORT']);
      const ended =
        kind === 'a socket'
          ? new Promise((resolve) => child.once('exit', resolve))
          : new Promise((resolve) => child.stdio[3]!.once('data', resolve));
      const url = `http://127.0.0.1:${port}`;
      await until(() =>
        fetch(`${url}/livez`).then(
          ({ ok }) => ok,
          () => false,
        ),
      );
      // A line of 250 bytes for each: more than the pipe and the kernel's buffers take.
      for (let round = 0; round < 40; round += 1) {
        const asked = Array.from({ length: 50 }, () => fetch(`${url}/nothing-${'x'.repeat(80)}`));
        for (const answer of await Promise.all(asked)) expect(answer.status).toBe(404);
      }
      const metrics = await (await fetch(`${url}/metrics`)).text();
      expect(metrics).toMatch(/^log_lines_dropped_total\{.*\} 0$/m);
      const pid = kind === 'a socket' ? child.pid! : await serviceOf(child.pid!);
      process.kill(pid, 'SIGTERM');
      await ended;
    },
    60_000,
  );
});

let chosenPort = 0;
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], ...MINI_ENV, LOG_LEVEL: 'info', HTTP_PORT: String(chosenPort) };
}
beforeEach(async () => {
  const { createServer } = await import('node:net');
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  chosenPort = (probe.address() as { port: number }).port;
  await new Promise((resolve) => probe.close(resolve));
});

/** The service under a shell, which starts a subshell for each side of a pipe. */
async function serviceOf(shell: number): Promise<number> {
  const childrenOf = async (pid: number): Promise<number[]> => {
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    return text.trim().split(' ').filter(Boolean).map(Number);
  };
  const below = [shell];
  for (const pid of below) below.push(...(await childrenOf(pid)));
  for (const pid of below) {
    if ((await readFile(`/proc/${pid}/comm`, 'utf8')).startsWith('node')) return pid;
  }
  throw new Error('the service is not there');
}
