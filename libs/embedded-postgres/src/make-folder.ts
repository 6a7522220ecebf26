import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/**
 * Creates the data folder `folder` and missing parents. Level by level, because Node's recursive `mkdir` never ends
 * under a parent that allows no folders, such as `/proc/nope`.
 * @throws EmbeddedPostgresError that names the obstacle
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  const asked = resolve(folder);
  const missing: string[] = [];
  for (let at = asked; !(await isFolder(at, asked)); at = dirname(at)) missing.unshift(at);
  for (const level of missing) {
    try {
      await mkdir(level, mode);
    } catch (error) {
      // Created by another process at the same moment.
      if (await isFolder(level, asked)) continue;
      const { code } = error as NodeJS.ErrnoException;
      throw new EmbeddedPostgresError(
        `The data folder ${asked} cannot be made (${code} at ${level}); choose another one.`,
        error,
      );
    }
  }
}

/** @throws EmbeddedPostgresError when it is not a folder, or cannot be read. */
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
