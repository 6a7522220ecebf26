import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/**
 * Makes the data folder `folder` and whatever of its path is not there. Level by level, because Node's own recursive
 * `mkdir` never ends under a parent that takes no folders, such as `/proc/nope`.
 * @throws EmbeddedPostgresError that names what is in the way
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  const asked = resolve(folder);
  const missing: string[] = [];
  for (let at = asked; !(await isFolder(at, asked)); at = dirname(at)) missing.unshift(at);
  for (const level of missing) {
    try {
      await mkdir(level, mode);
    } catch (error) {
      // Made by another at the same moment.
      if (await isFolder(level, asked)) continue;
      const { code } = error as NodeJS.ErrnoException;
      throw new EmbeddedPostgresError(
        `The data folder ${asked} cannot be made (${code} at ${level}); choose another one.`,
        error,
      );
    }
  }
}

/** @throws EmbeddedPostgresError when there is something else, or nobody may look. */
async function isFolder(path: string, asked: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw new EmbeddedPostgresError(
      `The data folder ${asked} cannot be made (${code} at ${path}); choose another one.`,
      error,
    );
  }
  const what = path === asked ? 'is' : `cannot be made: ${path} is`;
  throw new EmbeddedPostgresError(`The data folder ${asked} ${what} a file and not a folder; choose another one.`);
}
