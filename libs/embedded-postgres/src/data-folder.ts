import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, realpath, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { reachableFolder } from './binaries.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { makeFolder } from './make-folder.js';
import { canWrite, identityOf, isAlive, run, userNamed, type ProcessIdentity, type RunAs } from './run-as.js';

/**
 * A folder that holds one cluster: `pgdata`, the superuser's password, the log, and who holds it. When it lies where
 * PostgreSQL's user cannot go, it holds only `location`, the path of the folder that stands for it.
 */
export interface DataFolder {
  /** What the caller named. */
  asked: string;
  /** Where the data are; the same as `asked` unless PostgreSQL could not go there. */
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
  'owner.json',
  'owner.json.new',
  'location',
]);

/** Makes the folder if need be and settles who runs PostgreSQL in it. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const asked = resolve(dataDir);
  if (process.platform === 'win32') {
    throw new EmbeddedPostgresError(
      'The PostgreSQL that comes with Motcua runs on Linux and macOS; on Windows use WSL, or give DATABASE_URL.',
    );
  }
  await makeFolder(asked);
  const strangers = (await readdir(asked)).filter((name) => !OURS.has(name));
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
 * Root cannot run PostgreSQL. Whoever owns the data already goes on with it; else `postgres` where a package made that
 * user, else `nobody`, which every system has. No user is created behind an operator's back.
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
  await writeFile(join(asked, 'location'), `${path}\n`);
  return { asked, path, pgdata: join(path, 'pgdata'), as };
}

interface Owner extends ProcessIdentity {
  /** Where it can be reached, once it has said so. */
  address?: string;
}

/**
 * Takes the folder for the process `pid`. Two living processes never hold it at once; what a dead one left behind (its
 * PostgreSQL, when it was killed without a chance to stop it) is cleared away.
 */
export async function claim(folder: DataFolder, pid: number): Promise<void> {
  const file = join(folder.path, 'owner.json');
  const own = JSON.stringify(identityOf(pid));
  for (let attempt = 0; attempt < 20; attempt += 1) {
    try {
      await writeFile(file, own, { flag: 'wx', mode: 0o644 });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw new EmbeddedPostgresError(`The data folder ${folder.path} cannot be written; choose another one.`, error);
      }
    }
    const owner = await readOwner(file);
    if (owner && isAlive(owner)) {
      const holder = owner.pid === process.pid ? 'this same process' : `process ${owner.pid}`;
      const who = owner.address ? `${holder} (${owner.address})` : holder;
      throw new EmbeddedPostgresError(
        `The data folder ${folder.asked} is in use by ${who}; stop that one first, or choose another data folder.`,
      );
    }
    await unlink(file).catch(() => undefined);
  }
  throw new EmbeddedPostgresError(`The data folder ${folder.asked} is being opened by others; try again.`);
}

/** Lets whoever finds the folder taken know where its owner can be reached. */
export async function announce(folder: DataFolder, address: string): Promise<void> {
  const file = join(folder.path, 'owner.json');
  const owner: Owner = { ...identityOf(process.pid)!, address };
  await writeFile(`${file}.new`, JSON.stringify(owner), { mode: 0o644 });
  await rename(`${file}.new`, file);
}

export async function release(folder: DataFolder): Promise<void> {
  await rm(join(folder.path, 'owner.json'), { force: true });
}

async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

/** The process that `postmaster.pid` names, when it really is a PostgreSQL on this folder. */
export async function runningPostmaster(pgdata: string): Promise<ProcessIdentity | undefined> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  const identity = Number.isInteger(pid) && pid > 0 ? identityOf(pid) : undefined;
  if (!identity) return undefined;
  // Its number may by now be that of any process; the postmaster is called postgres and works in its data folder.
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
  const deadline = Date.now() + timeoutMs;
  while (isAlive(identity)) {
    if (Date.now() > deadline) return false;
    await new Promise((wait) => setTimeout(wait, 25));
  }
  return true;
}

/**
 * Ends the PostgreSQL that a killed owner left on this folder: it is told to stop as it would have been (fast shutdown,
 * which loses nothing that was committed), at the last immediately.
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
  // Left by a machine that lost power; its number may belong to any process by now.
  await rm(join(folder.pgdata, 'postmaster.pid'), { force: true });
}
