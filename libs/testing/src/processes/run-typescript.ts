import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
// The hooks are not TypeScript, so they stay beside the source.
const hooks = join(folder.replace(/([\\/])dist([\\/])/, '$1src$2'), 'typescript-hooks.mjs');

/** A Node.js process that a test started. */
export interface TestProcess {
  child: ChildProcess;
  pid: number;
  /** The output so far of both streams. */
  output(): string;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  signal(signal: NodeJS.Signals): void;
}

/** Runs a TypeScript file of the workspace in a separate process, as in production: ESM, decorators, no jest. */
export function runTypescript(
  file: string,
  init: { args?: string[]; env?: Record<string, string | undefined>; detached?: boolean } = {},
): TestProcess {
  const env = { ...process.env, ...init.env };
  for (const name of Object.keys(env)) {
    if (name === 'NODE_OPTIONS' || name.startsWith('JEST_')) delete env[name];
  }
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', hooks, file, ...(init.args ?? [])], {
    env,
    stdio: init.detached ? 'ignore' : ['ignore', 'pipe', 'pipe'],
    detached: init.detached ?? false,
  });
  if (init.detached) child.unref();
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('exit', (code, signal) => resolve({ code, signal }));
    child.on('error', (error) => {
      output += error.message;
      resolve({ code: null, signal: null });
    });
  });
  return { child, pid: child.pid!, output: () => output, ended, signal: (signal) => void child.kill(signal) };
}
