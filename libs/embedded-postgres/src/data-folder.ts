import { randomBytes } from 'node:crypto';
import {
  chown,
  link,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { reachableFolder } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { isOwnerFile } from './folder-claim.js';
import { makeFolder } from './make-folder.js';
import { canWrite, identityOf, isAlive, run, userNamed, type ProcessIdentity, type RunAs } from './run-as.js';

/**
 * A folder that holds one cluster: `pgdata`, the superuser's password, the log, and its owner file. If PostgreSQL's
 * user cannot reach it, it contains only `location`, the path of the folder in use.
 */
export interface DataFolder {
  /** The folder that the caller named. */
  asked: string;
  /** The folder of the data; the same as `asked` unless PostgreSQL cannot reach that. */
  path: string;
  pgdata: string;
  as: RunAs | undefined;
}

const OURS = new Set([
  'pgdata',
  'pgdata.new',
  'password',
  'postgres.log',
  'postgres.log.1',
  'postgres.log.1.new',
  'owner.json.new',
  'location',
]);

/** A file that gets the name `location` only when complete. */
const LOCATION_DRAFT = /^location-[0-9a-f]+\.new$/;

/** Creates the folder if missing and determines the user that runs PostgreSQL. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const asked = resolve(dataDir);
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(
      'The PostgreSQL that comes with Motcua runs on Linux and macOS; on Windows use WSL, or give DATABASE_URL.',
    );
  }
  await makeFolder(asked);
  const strangers = (await readdir(asked)).filter(
    (name) => !OURS.has(name) && !isOwnerFile(name) && !LOCATION_DRAFT.test(name),
  );
  if (strangers.length > 0) {
    throw new EmbeddedPostgresError(
      `The folder ${asked} holds other things (${strangers[0]}) and is not a data folder of Motcua; choose another one.`,
    );
  }
  const location = await readFile(join(asked, 'location'), 'utf8').catch(() => undefined);
  const path = location?.trim() ?? asked;
  const as = await unprivilegedUser(join(path, 'pgdata'));
  if (as && !location) {
    const usable = await makeUsable(asked, as);
    if (!usable) return await relocate(asked, as);
  }
  if (!(await canWrite(path, as))) {
    throw new EmbeddedPostgresError(
      `The data folder ${path} cannot be written by the user that PostgreSQL runs as; give it to that user or choose another one.`,
    );
  }
  return { asked, path, pgdata: join(path, 'pgdata'), as };
}

/**
 * Root cannot run PostgreSQL. The current owner of the data runs it; otherwise `postgres` if a package created that
 * user, otherwise `nobody`, which every system has. No user is created silently.
 */
async function unprivilegedUser(pgdata: string): Promise<RunAs | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(pgdata).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = (await userNamed('postgres')) ?? (await userNamed('nobody'));
  if (user) return user;
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root and this machine has neither a user postgres nor nobody; start Motcua as an ordinary user.',
  );
}

async function makeUsable(folder: string, as: RunAs): Promise<boolean> {
  await chown(folder, as.uid, as.gid).catch(() => undefined);
  return await canWrite(folder, as);
}

async function relocate(asked: string, as: RunAs): Promise<DataFolder> {
  const parent = await reachableFolder('/var/lib', 'data');
  const path = join(parent, `${basename(asked).replace(/[^\w.-]/g, '_')}-${randomBytes(6).toString('hex')}`);
  await mkdir(path, { mode: 0o700 });
  await chown(path, as.uid, as.gid);
  // Of two concurrent starts, both use the folder of the first.
  const draft = join(asked, `location-${randomBytes(6).toString('hex')}.new`);
  await writeFile(draft, `${path}\n`);
  try {
    await link(draft, join(asked, 'location'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rename(draft, join(asked, 'location'));
    else await rmdir(path);
  }
  await rm(draft, { force: true });
  const settled = (await readFile(join(asked, 'location'), 'utf8')).trim();
  return { asked, path: settled, pgdata: join(settled, 'pgdata'), as };
}

/** The process that `postmaster.pid` names, when it really is a PostgreSQL on this folder. */
export async function runningPostmaster(pgdata: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  const identity = Number.isInteger(pid) && pid > 0 ? identityOf(pid) : undefined;
  if (!identity) return undefined;
  // Another process may have its number by now; the postmaster is called postgres and works in its data folder.
  if (!/postgres/.test(await nameOf(pid))) return undefined;
  const standsIn = await realpath(`/proc/${pid}/cwd`).catch(() => undefined);
  const here = await realpath(pgdata).catch(() => pgdata);
  return standsIn === undefined || standsIn === here ? identity : undefined;
}

async function nameOf(pid: number): Promise<string> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  return name ?? (await run('ps', ['-p', String(pid), '-o', 'command='])).output;
}

/** Waits until the process is gone; false when it is still there after `timeoutMs`. */
export async function gone(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isAlive(identity)) {
    if (performance.now() >= deadline) return false;
    await new Promise((wait) => setTimeout(wait, 25));
  }
  return true;
}

/** Every PostgreSQL process that works in `pgdata`; none if the system does not report it (macOS). */
async function processesIn(pgdata: string): Promise<ProcessIdentity[]> {
  const here = await realpath(pgdata).catch(() => undefined);
  if (here === undefined) return [];
  const numbers = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    numbers.map(async (pid) => {
      const standsIn = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
      return standsIn === here && /postgres/.test(await nameOf(pid)) ? identityOf(pid) : undefined;
    }),
  );
  return found.filter((one) => one !== undefined);
}

/**
 * Ends the backends of a killed postmaster: idle ones end by themselves, working ones do not. None may write to the
 * data when another server starts; the next start recovers from the log.
 */
async function endBackends(pgdata: string): Promise<void> {
  for (const [signal, waitMs] of [
    [undefined, 1_000],
    ['SIGQUIT', 2_000],
    ['SIGKILL', 10_000],
  ] as const) {
    const left = await processesIn(pgdata);
    if (left.length === 0) return;
    for (const { pid } of signal ? left : []) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
    const ended = await Promise.all(left.map((one) => gone(one, waitMs)));
    if (signal === 'SIGKILL' && !ended.every(Boolean)) {
      throw new EmbeddedPostgresError(
        `Processes left by an earlier PostgreSQL (${left[0]!.pid}) do not end; end them, then start again.`,
      );
    }
  }
}

/**
 * Ends the PostgreSQL that a killed owner left on this folder: first a fast shutdown, which loses no committed data,
 * finally an immediate one.
 */
export async function stopOrphan(folder: DataFolder): Promise<void> {
  const orphan = await runningPostmaster(folder.pgdata);
  if (orphan) {
    try {
      // Its watchdog is about to stop it anyway.
      if (!(await gone(orphan, 1_000))) process.kill(orphan.pid, 'SIGINT');
      if (!(await gone(orphan, 60_000))) process.kill(orphan.pid, 'SIGQUIT');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPERM') {
        throw new EmbeddedPostgresError(
          `A PostgreSQL of another user (process ${orphan.pid}) still runs on ${folder.pgdata}; stop it first.`,
          error,
        );
      }
    }
    if (!(await gone(orphan, 10_000))) {
      throw new EmbeddedPostgresError(
        `A PostgreSQL left by an earlier run (process ${orphan.pid}) does not stop; end it, then start again.`,
      );
    }
  }
  await endBackends(folder.pgdata);
  // Left after a power loss; its number may belong to another process by now.
  await rm(join(folder.pgdata, 'postmaster.pid'), { force: true });
}
