import { randomBytes } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newSigningKey } from '@motcua/development-issuer';
import { StartupError } from '@motcua/platform';
import { readKeptJson } from './kept-json.js';

/** The secrets of this installation, made on its first start. */
export interface Secrets {
  /** The key of dossier-service for personal data, which nobody can read without it. */
  dossierPersonalDataKey: string;
  feedbackPersonalDataKey: string;
  /** By service: its client secret at the development issuer. */
  clientSecrets: Record<string, string>;
  /** The gateway's password at the simulated national portal. */
  nationalPortalPassword: string;
  /** The development issuer's, so that a token outlives a restart. */
  signingKey: Awaited<ReturnType<typeof newSigningKey>>;
}

/**
 * The secrets kept in `dataDir`, made and written there (readable by their owner only) if there are neither secrets nor
 * data: new keys would open nothing that was kept under the lost ones.
 * @throws StartupError when they are lost or damaged
 */
export async function ensureSecrets(
  dataDir: string,
  services: readonly string[],
  hasData: () => Promise<boolean>,
): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const kept = await readKeptJson<Secrets>(file, isWhole);
  if (kept?.nationalPortalPassword) return kept;
  if (kept) {
    // An installation that is older than the national portal has none.
    const completed = { ...kept, nationalPortalPassword: randomBytes(24).toString('base64url') };
    await keep(file, completed);
    return completed;
  }
  if (await hasData()) {
    throw new StartupError(
      `The file ${file} is missing and without it the personal data cannot be read; ` +
        `put it back from a backup, or move the folder ${dataDir} away to start with an empty one.`,
    );
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

function isWhole(secrets: Partial<Secrets>): boolean {
  const { dossierPersonalDataKey, feedbackPersonalDataKey, clientSecrets, signingKey } = secrets;
  const isKey = (key: unknown): boolean => typeof key === 'string' && Buffer.from(key, 'base64').length === 32;
  const isGroup = (group: unknown): boolean => typeof group === 'object' && group !== null;
  return [dossierPersonalDataKey, feedbackPersonalDataKey].every(isKey) && [clientSecrets, signingKey].every(isGroup);
}
