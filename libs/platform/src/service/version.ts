import { readFileSync } from 'node:fs';

/** Of Motcua as a whole: every package and every document bears the same. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
