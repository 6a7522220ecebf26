import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const toolFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Everything that fuzzing leaves behind lies under this git-ignored folder at the root of the repository. */
export const fuzzFolder = join(toolFolder, '..', '..', '.fuzz');
const environment = join(fuzzFolder, 'venv');

/** Schemathesis cannot run here; the message is one sentence that names what to install. */
export class PythonUnavailableError extends Error {
  override name = 'PythonUnavailableError';
}

/** Why Schemathesis cannot run on this machine; undefined when it can. Cheap; fetches nothing. */
export function whyNoPython(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const answer = spawnSync('python3', ['-c', 'import sys, venv, ensurepip; print(sys.version_info >= (3, 10))'], {
    encoding: 'utf8',
    env,
  });
  if (answer.status === 0 && answer.stdout.trim() === 'True') return undefined;
  return 'fuzzing needs Python 3.10 or newer with venv (Debian: apt install python3-venv)';
}

/**
 * The command of Schemathesis; installed once per checkout into `.fuzz/venv` in the versions of requirements.txt, from
 * wherever the machine's pip fetches.
 * @throws PythonUnavailableError when Python is missing or pip cannot fetch
 */
export async function schemathesis(): Promise<string> {
  const reason = whyNoPython();
  if (reason) throw new PythonUnavailableError(reason);
  const requirements = join(toolFolder, 'requirements.txt');
  const wanted = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const mark = join(environment, 'installed');
  if ((await readFile(mark, 'utf8').catch(() => '')) !== wanted) {
    await mkdir(fuzzFolder, { recursive: true });
    await rm(environment, { recursive: true, force: true });
    try {
      await run('python3', ['-m', 'venv', environment]);
      await run(join(environment, 'bin', 'python'), [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-input',
        '-r',
        requirements,
      ]);
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      const line = stderr?.split('\n').find((text) => /error/i.test(text)) ?? message;
      throw new PythonUnavailableError(`pip could not install Schemathesis: ${line.trim()}`);
    }
    // Last, so that an installation that was broken off is begun again.
    await writeFile(`${mark}.new`, wanted);
    await rename(`${mark}.new`, mark);
  }
  return join(environment, 'bin', 'schemathesis');
}
