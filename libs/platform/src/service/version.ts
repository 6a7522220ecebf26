import { readFileSync } from 'node:fs';

/** The version of Motcua: every package and every document has the same. */
export const VERSION = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
