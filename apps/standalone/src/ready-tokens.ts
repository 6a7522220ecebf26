import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DevelopmentIssuer } from '@motcua/platform';
import { personNamed } from './people.js';

/** A token that can be used at once, and the file that holds it. */
export interface ReadyToken {
  subject: string;
  token: string;
  file: string;
}

const TWELVE_HOURS = 12 * 3_600;

/** A fresh token of one of `PEOPLE`, kept in `dataDir` where a command line can take it from. */
export async function readyToken(issuer: DevelopmentIssuer, dataDir: string, subject: string): Promise<ReadyToken> {
  const token = await issuer.token(personNamed(subject), { expiresInSeconds: TWELVE_HOURS });
  const file = join(dataDir, `${subject}.token`);
  await writeFile(`${file}.new`, token, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return { subject, token, file };
}
