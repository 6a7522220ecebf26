import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const toolFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Git-ignored folder at the root of the repository for all files of a local Keycloak. */
export const keycloakFolder = join(toolFolder, '..', '..', '.keycloak');

/** Keycloak cannot run here; the message names what to install. */
export class KeycloakUnavailableError extends Error {
  override name = 'KeycloakUnavailableError';
}

/** The version that `tools/keycloak/pom.xml` names. */
export function keycloakVersion(): string {
  const pom = readFileSync(join(toolFolder, 'pom.xml'), 'utf8');
  return /<artifactId>keycloak-quarkus-dist<\/artifactId>\s*<version>([^<]+)</.exec(pom)![1]!;
}

/** Why a local Keycloak cannot be started on this machine; undefined when it can. Cheap; downloads nothing. */
export function whyNoKeycloak(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8', env });
  const version = /version "(\d+)/.exec(java.stderr ?? '')?.[1];
  if (java.status !== 0 || Number(version) < 17) {
    return 'a local Keycloak needs a JDK of at least 17 (Debian: apt install openjdk-17-jdk-headless)';
  }
  if (distribution() === undefined && spawnSync('mvn', ['--version'], { env }).status !== 0) {
    return 'fetching Keycloak needs Maven (Debian: apt install maven)';
  }
  return undefined;
}

/**
 * The folder of Keycloak; fetched once per checkout by Maven according to `tools/keycloak/pom.xml`.
 * @throws KeycloakUnavailableError when Java or Maven is missing or Maven cannot fetch
 */
export async function keycloakDistribution(): Promise<string> {
  const reason = whyNoKeycloak();
  if (reason) throw new KeycloakUnavailableError(reason);
  return distribution() ?? (await fetchDistribution());
}

function distribution(): string | undefined {
  const name = `keycloak-${keycloakVersion()}`;
  try {
    return readdirSync(keycloakFolder).includes(name) ? join(keycloakFolder, name) : undefined;
  } catch {
    return undefined;
  }
}

async function fetchDistribution(): Promise<string> {
  // Into a separate folder, then moved: an aborted download never leaves a partial distribution.
  const incoming = join(keycloakFolder, `incoming.${process.pid}`);
  await mkdir(incoming, { recursive: true });
  try {
    await run('mvn', [
      '--batch-mode',
      '--quiet',
      '--file',
      join(toolFolder, 'pom.xml'),
      'dependency:unpack-dependencies',
      '-DincludeArtifactIds=keycloak-quarkus-dist',
      `-DoutputDirectory=${incoming}`,
      // Maven records there what it has unpacked, and does not unpack it again even if it was moved.
      `-DmarkersDirectory=${join(incoming, 'markers')}`,
    ]);
    const name = `keycloak-${keycloakVersion()}`;
    await rename(join(incoming, name), join(keycloakFolder, name));
    return join(keycloakFolder, name);
  } catch (error) {
    const detail = error as Error & { stdout?: string };
    const line =
      `${detail.stdout ?? ''}\n${detail.message}`.split('\n').find((text) => text.includes('ERROR')) ?? detail.message;
    throw new KeycloakUnavailableError(`Maven could not fetch Keycloak: ${line.trim()}`);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}
