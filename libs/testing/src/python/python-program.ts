import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python program cannot run here; the message names what to install. */
export class PythonUnavailableError extends Error {
  override name = 'PythonUnavailableError';
}

/** Why `what` cannot be done with a Python program on this machine; undefined when it can. Cheap; downloads nothing. */
export function whyNoPython(what: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const answer = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(sys.version_info >= (3, 10))'], {
    encoding: 'utf8',
    env,
  });
  if (answer.status === 0 && answer.stdout.trim() === 'True') return undefined;
  return `${what} needs Python 3.10 or newer with venv (Debian: apt install python3-venv)`;
}

export interface PythonProgram {
  name: string;
  /** The file that names each package in one version. */
  requirements: string;
  /** A git-ignored folder; created, and recreated when `requirements` has changed. */
  environment: string;
}

/**
 * The command of a program that pip installs, once per checkout, with the machine's pip settings.
 * @throws PythonUnavailableError when Python is missing or pip cannot fetch
 */
export async function pythonProgram({ name, requirements, environment }: PythonProgram): Promise<string> {
  const reason = whyNoPython(name);
  if (reason) throw new PythonUnavailableError(reason);
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const mark = join(environment, 'installed');
  if ((await readFile(mark, 'utf8').catch(() => '')) !== wanted) {
    await mkdir(dirname(environment), { recursive: true });
    await rm(environment, { recursive: true, force: true });
    try {
      await run('python3', ['-m', 'venv', environment]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '-r', requirements];
      await run(join(environment, 'bin', 'python'), pip);
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      const line = stderr?.split('\n').find((text) => /error/i.test(text)) ?? message;
      throw new PythonUnavailableError(`pip could not install ${name}: ${line.trim()}`);
    }
    // Last, so that an interrupted installation is repeated.
    await writeFile(`${mark}.new`, wanted);
    await rename(`${mark}.new`, mark);
  }
  return join(environment, 'bin', name);
}
