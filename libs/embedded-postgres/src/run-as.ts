import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The operating-system user that PostgreSQL runs as: it refuses to run as root. */
export interface RunAs {
  uid: number;
  gid: number;
}

export interface Outcome {
  code: number | null;
  output: string;
  /** Set when the program could not even be started. */
  error?: NodeJS.ErrnoException;
}

/** Runs a program to its end and collects both output streams. */
export function run(
  program: string,
  args: string[],
  options: { as?: RunAs; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...options.as,
      // The current folder may be closed to the other user.
      cwd: options.cwd ?? '/',
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ code: null, output, error }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** uid and gid of a user by name, from the system's user database; undefined when there is no such user. */
export async function userNamed(name: string): Promise<RunAs | undefined> {
  const uid = await run('id', ['-u', name]);
  const gid = await run('id', ['-g', name]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { uid: Number(uid.output.trim()), gid: Number(gid.output.trim()) };
}

/** Whether `as` may enter and write `folder`. */
export async function canWrite(folder: string, as: RunAs | undefined): Promise<boolean> {
  const { code } = await run('/bin/sh', ['-c', 'cd "$1" && test -w .', 'sh', folder], { as });
  return code === 0;
}

/** Identifies a process beyond its number: numbers are reused, in containers often. */
export interface ProcessIdentity {
  pid: number;
  /** Its start time according to the system; empty if unknown. */
  started: string;
}

export function identityOf(pid: number): ProcessIdentity | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has a number but nothing else.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { pid, started: `${boot}/${fields[19]}` };
  } catch {
    return { pid, started: startOf(pid) };
  }
}

/** When a process started, where there is no `/proc` (macOS). */
export function startOf(pid: number): string {
  const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'lstart='], {
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    encoding: 'utf8',
  });
  return (stdout ?? '').trim();
}

export function isAlive(identity: ProcessIdentity): boolean {
  const now = identityOf(identity.pid);
  // An earlier version of Motcua did not record the start time without /proc.
  return now !== undefined && (identity.started === '' || now.started === identity.started);
}
