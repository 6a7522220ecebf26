import { spawn } from 'node:child_process';
import { stat, readFile } from 'node:fs/promises';
import pg from 'pg';
import type { Binaries } from './binaries.js';
import { runningPostmaster, type DataFolder } from './data-folder.js';
import type { PostgresLog } from './postgres-log.js';
import { isAlive, type ProcessIdentity } from './run-as.js';

export const USER = 'postgres';

/** Repeated starts of a server on a folder, always in the same way. */
export interface ServerPlan {
  folder: DataFolder;
  binaries: Binaries;
  password: string;
  log: PostgresLog;
  /** The server lives as long as this process instead of ours, and its data are removed after it. */
  ephemeralWith: number | undefined;
  settings: Record<string, string | number>;
}

export interface ServerProcess {
  postmaster: ProcessIdentity;
  /** Resolves when the postmaster has ended, for any reason. */
  ended: Promise<void>;
}

/**
 * The watchdog: a shell whose standard input is a pipe from us. When this process ends in any way, the pipe closes, and
 * the shell stops PostgreSQL. A separate session keeps Ctrl-C from reaching PostgreSQL before the services have
 * finished.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _; kill -INT $server 2>/dev/null; } <&3 3<&- &
watch=$!
exec 3<&- </dev/null
wait $server
kill $watch 2>/dev/null
`;

/** The same, but it checks whether the process `$1` exists, and removes the data folder `$2` at the end. */
const EPHEMERAL_WATCHDOG = `
with=$1; data=$2; shift 2
"$@" </dev/null &
server=$!
alive() { if [ -d /proc/self ]; then [ -d /proc/$with ]; else ps -p $with >/dev/null; fi; }
while kill -0 $server 2>/dev/null && alive; do sleep 1; done
kill -INT $server 2>/dev/null
wait $server
rm -rf "$data"/* "$data"
`;

const START_WITHIN_MS = 180_000;

/** The server, once it answers on `port`; otherwise an error with its log. */
export async function startServerProcess(plan: ServerPlan, port: number): Promise<ServerProcess | string> {
  const { folder, binaries, password, ephemeralWith } = plan;
  await plan.log.turn().catch(() => undefined);
  const log = await plan.log.open();
  const from = (await log.stat()).size;
  const flags = Object.entries({ ...plan.settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const watchdog = ephemeralWith ? [EPHEMERAL_WATCHDOG, 'sh', String(ephemeralWith), folder.path] : [WATCHDOG, 'sh'];
  const child = spawn('/bin/sh', ['-c', ...watchdog, binaries.postgres, '-D', folder.pgdata, ...flags], {
    ...folder.as,
    cwd: '/',
    env: quietEnv(),
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  });
  const state = { exited: false };
  const watchdogEnded = new Promise<void>((resolve) => {
    const end = (): void => {
      state.exited = true;
      resolve();
    };
    child.on('exit', end);
    child.on('error', end);
  });
  child.stdin!.on('error', () => undefined);
  await log.close();
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  const deadline = performance.now() + START_WITHIN_MS;
  while (!state.exited && performance.now() < deadline) {
    if (await answers(address(password, port, 'postgres'))) {
      const postmaster = await runningPostmaster(folder.pgdata);
      // If only the watchdog is killed, the server survives.
      if (postmaster) return { postmaster, ended: watchdogEnded.then(() => goneAtLast(postmaster)) };
    }
    await new Promise((wait) => setTimeout(wait, 40));
  }
  if (!state.exited) child.stdin!.end();
  return await whyNot(plan.log.file, from);
}

async function goneAtLast(postmaster: ProcessIdentity): Promise<void> {
  while (isAlive(postmaster)) await new Promise((wait) => setTimeout(wait, 500).unref());
}

async function whyNot(logFile: string, from: number): Promise<string> {
  const turned = ((await stat(logFile).catch(() => undefined))?.size ?? 0) < from;
  const said = (await readFile(logFile)).subarray(turned ? 0 : from).toString('utf8');
  const reasons = [...said.matchAll(/(?:FATAL|PANIC|ERROR|LOG):\s+(.*(?:Address already in use|in use).*|.*)/g)].map(
    (match) => match[0],
  );
  const inUse = reasons.find((line) => /Address already in use/.test(line));
  const fatal = reasons.find((line) => /FATAL|PANIC/.test(line));
  return inUse ?? fatal ?? (said.trim().split('\n').at(-1) || 'it said nothing');
}

/** Without PG* variables, which would redirect our own clients and the server alike. */
export function quietEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && name !== 'LD_LIBRARY_PATH');
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export function address(password: string, port: number, database: string): string {
  return `postgres://${USER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
}
