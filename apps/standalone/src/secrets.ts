import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey } from '@motcua/platform';

/** What this installation alone knows; made on its first start. */
export interface Secrets {
  /** Under which dossier-service keeps personal data; without it they cannot be read again. */
  dossierPersonalDataKey: string;
  feedbackPersonalDataKey: string;
  /** By service: with what it asks the development issuer for tokens. */
  clientSecrets: Record<string, string>;
  /** With what the gateway logs in at the national portal's simulator. */
  nationalPortalPassword: string;
  /** The development issuer's, so that a token outlives a restart. */
  signingKey: Awaited<ReturnType<typeof newSigningKey>>;
}

/** The secrets kept in `dataDir`, made and written there (readable by their owner only) if there are none. */
export async function ensureSecrets(dataDir: string, services: readonly string[]): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (kept !== undefined) {
    const secrets = JSON.parse(kept) as Secrets;
    if (secrets.nationalPortalPassword) return secrets;
    // Of an installation from before there was a national portal.
    const completed = { ...secrets, nationalPortalPassword: randomBytes(24).toString('base64url') };
    await keep(file, completed);
    return completed;
  }
  const secrets: Secrets = {
    nationalPortalPassword: randomBytes(24).toString('base64url'),
    dossierPersonalDataKey: randomBytes(32).toString('base64'),
    feedbackPersonalDataKey: randomBytes(32).toString('base64'),
    clientSecrets: Object.fromEntries(services.map((name) => [name, randomBytes(24).toString('base64url')])),
    signingKey: await newSigningKey(),
  };
  await keep(file, secrets);
  return secrets;
}

/** Whole or not at all: half a file after a crash would be taken for lost secrets. */
async function keep(file: string, secrets: Secrets): Promise<void> {
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
