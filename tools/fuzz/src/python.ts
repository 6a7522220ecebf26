import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonProgram } from '@motcua/testing';

export const toolFolder = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Git-ignored folder at the root of the repository for all files of fuzzing. */
export const fuzzFolder = join(toolFolder, '..', '..', '.fuzz');

/**
 * The command of Schemathesis, in the versions of requirements.txt.
 * @throws PythonUnavailableError when Python is missing or pip cannot fetch
 */
export function schemathesis(): Promise<string> {
  return pythonProgram({
    name: 'schemathesis',
    requirements: join(toolFolder, 'requirements.txt'),
    environment: join(fuzzFolder, 'venv'),
  });
}
