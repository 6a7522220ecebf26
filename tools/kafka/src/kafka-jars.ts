import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const toolFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Git-ignored folder at the root of the repository for all files of a local Kafka. */
export const kafkaFolder = join(toolFolder, '..', '..', '.kafka');
const jarFolder = join(kafkaFolder, 'lib');

/** The settings with which Kafka is deployed. */
export const deployFolder = join(toolFolder, '..', '..', 'deploy', 'kafka');

/** Kafka cannot run here; the message names what to install. */
export class KafkaUnavailableError extends Error {
  override name = 'KafkaUnavailableError';
}

/** Whether a local Kafka can be started on this machine, and if not, what is missing. Cheap; downloads nothing. */
export function kafkaAvailable(
  env: NodeJS.ProcessEnv = process.env,
): { available: true } | { available: false; reason: string } {
  const java = javaVersion(env);
  if (java === undefined || java < 17) {
    return {
      available: false,
      reason: 'a local Apache Kafka needs a JDK of at least 17 (Debian: apt install openjdk-17-jdk-headless)',
    };
  }
  if (!jarsArePresent() && spawnSync('mvn', ['--version'], { env }).status !== 0) {
    return { available: false, reason: 'fetching Apache Kafka needs Maven (Debian: apt install maven)' };
  }
  return { available: true };
}

/**
 * The class path of Kafka; fetched once per checkout by Maven into `.kafka/lib` according to `tools/kafka/pom.xml`.
 * @throws KafkaUnavailableError when Java or Maven is missing or Maven cannot fetch
 */
export async function kafkaClassPath(): Promise<string> {
  const state = kafkaAvailable();
  if (!state.available) throw new KafkaUnavailableError(state.reason);
  if (!jarsArePresent()) await fetchJars();
  return join(jarFolder, '*');
}

function javaVersion(env: NodeJS.ProcessEnv): number | undefined {
  const answer = spawnSync('java', ['-version'], { encoding: 'utf8', env });
  if (answer.status !== 0) return undefined;
  const version = /version "(\d+)(?:\.(\d+))?/.exec(answer.stderr);
  return version ? Number(version[1]) : undefined;
}

function jarsArePresent(): boolean {
  try {
    return readdirSync(jarFolder).some((name) => name.startsWith('kafka-server-4'));
  } catch {
    return false;
  }
}

async function fetchJars(): Promise<void> {
  // Into a separate folder, then moved: concurrent starts or an aborted download never leave a partial class path.
  const incoming = `${jarFolder}.${process.pid}`;
  await mkdir(incoming, { recursive: true });
  try {
    await run('mvn', [
      '--batch-mode',
      '--quiet',
      '--file',
      join(toolFolder, 'pom.xml'),
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${incoming}`,
    ]);
    if ((await readdir(incoming)).length === 0) throw new Error('Maven copied nothing');
    await rename(incoming, jarFolder).catch((error: NodeJS.ErrnoException) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '') || !jarsArePresent()) throw error;
    });
  } catch (error) {
    const detail = error as Error & { stdout?: string };
    const line =
      `${detail.stdout ?? ''}\n${detail.message}`.split('\n').find((text) => text.includes('ERROR')) ?? detail.message;
    throw new KafkaUnavailableError(`Maven could not fetch Apache Kafka: ${line.trim()}`);
  } finally {
    await rm(incoming, { recursive: true, force: true });
  }
}
