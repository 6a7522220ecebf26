import { readFile } from 'node:fs/promises';
import { StartupError } from '@motcua/platform';

/**
 * What an earlier start wrote into `file`; undefined when there is no such file.
 * @throws StartupError when it is not what was written
 */
export async function readKeptJson<T>(file: string, isWhole: (value: T) => boolean): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new StartupError(`The file ${file} cannot be read (${code}); correct that and start again.`, error);
  }
  const value = parsed<T>(text);
  if (value !== undefined && isWhole(value)) return value;
  throw new StartupError(`The file ${file} is damaged; put it back from a backup.`);
}

function parsed<T>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
