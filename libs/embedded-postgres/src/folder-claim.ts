import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { identityOf, isAlive, type ProcessIdentity } from './run-as.js';

/** The content of an owner file; empty once the owner has released the folder. */
interface Owner extends Partial<ProcessIdentity> {
  /** Its address, once published. */
  address?: string;
}

/** `owner.json` is the name in an earlier version of Motcua: the lowest number. */
const OWNER_FILE = /^owner(?:-(\d{1,15}))?\.json$/;
const DRAFT = /^owner-[\w-]+\.new$/;
const MOST_ATTEMPTS = 50;
/** An owner file created without a hard link is empty for a moment; one that stays empty was truncated by a crash. */
const HALF_WRITTEN_MS = 250;
const NO_HARD_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

export function isOwnerFile(name: string): boolean {
  return OWNER_FILE.test(name) || DRAFT.test(name);
}

/**
 * The right of one process to use a data folder. Owner files are numbered, and the highest number counts: a start takes
 * over from a dead owner by creating the next file, which the file system allows only one process to do. No start
 * removes or replaces the highest file of another process, so a living owner always has its file.
 */
export class FolderClaim {
  private constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly owner: Owner,
  ) {}

  /**
   * Takes the folder for the process `pid`.
   * @param asked the caller's name of the folder, for the refusal
   * @throws EmbeddedPostgresError when a living process owns it; nothing is changed then
   */
  static async take(folder: string, pid: number, asked = folder): Promise<FolderClaim> {
    const own = identityOf(pid);
    if (!own) throw new EmbeddedPostgresError(`Process ${pid} has ended, so it cannot hold ${asked}; start again.`);
    const draft = join(folder, `owner-${randomUUID()}.new`);
    try {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
        const last = await lastOwner(folder);
        if (last && isHeld(last.owner)) throw inUse(asked, last.owner);
        const number = (last?.number ?? 0) + 1;
        const file = join(folder, `owner-${number}.json`);
        await writeFile(draft, JSON.stringify(own), { mode: 0o644 });
        if (!(await makeOnce(draft, file))) continue;
        // Others may have claimed and released the folder meanwhile: a number lower than theirs is not valid.
        if ((await lastOwner(folder))?.number !== number) {
          await rm(file, { force: true });
          continue;
        }
        await removeOlder(folder, number);
        return new FolderClaim(folder, file, own);
      }
    } catch (error) {
      if (error instanceof EmbeddedPostgresError) throw error;
      throw new EmbeddedPostgresError(`The data folder ${folder} cannot be written; choose another one.`, error);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
    throw new EmbeddedPostgresError(`The data folder ${asked} is being opened by others; try again.`);
  }

  /** Publishes the owner's address for others that find the folder taken. */
  async announce(address: string): Promise<void> {
    const draft = join(this.folder, `owner-${randomUUID()}.new`);
    await writeFile(draft, JSON.stringify({ ...this.owner, address }), { mode: 0o644 });
    await rename(draft, this.file);
  }

  /** The file stays, so that its number is not reused: a start that looked earlier could still create it. */
  async release(): Promise<void> {
    // `r+` and no `w`: a deleted folder, as after a test run, is not created again.
    await writeFile(this.file, '{}'.padEnd(200), { flag: 'r+' }).catch(() => undefined);
  }
}

function isHeld(owner: Owner): boolean {
  return owner.pid !== undefined && isAlive({ pid: owner.pid, started: owner.started ?? '' });
}

function inUse(asked: string, owner: Owner): EmbeddedPostgresError {
  const holder = owner.pid === process.pid ? 'this same process' : `process ${owner.pid}`;
  const who = owner.address ? `${holder} (${owner.address})` : holder;
  return new EmbeddedPostgresError(
    `The data folder ${asked} is in use by ${who}; stop that one first, or choose another data folder.`,
  );
}

/** Whether this call created `file`; it has the complete content of `draft` from the start. */
async function makeOnce(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (!NO_HARD_LINKS.has(code)) throw error;
  }
  try {
    await writeFile(file, await readFile(draft), { flag: 'wx', mode: 0o644 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function numberOf(name: string): number | undefined {
  const match = OWNER_FILE.exec(name);
  return match ? Number(match[1] ?? 0) : undefined;
}

async function lastOwner(folder: string): Promise<{ number: number; owner: Owner } | undefined> {
  for (let look = 0; look < MOST_ATTEMPTS; look += 1) {
    const numbers = (await readdir(folder)).flatMap((name) => numberOf(name) ?? []);
    if (numbers.length === 0) return undefined;
    const number = Math.max(...numbers);
    const owner = await readOwner(join(folder, number === 0 ? 'owner.json' : `owner-${number}.json`));
    if (owner) return { number, owner };
  }
  return undefined;
}

/** Undefined when the file was deleted since the folder was listed; no owner when it is incomplete. */
async function readOwner(file: string): Promise<Owner | undefined> {
  for (let look = 0; ; look += 1) {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Owner;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (!(error instanceof SyntaxError)) throw error;
      if (look > 0) return {};
    }
    await new Promise((wait) => setTimeout(wait, HALF_WRITTEN_MS));
  }
}

/** Deletes owner files below ours, and drafts of killed processes. */
async function removeOlder(folder: string, ours: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const number = numberOf(name);
    const file = join(folder, name);
    if (number !== undefined && number < ours) await rm(file, { force: true });
    if (DRAFT.test(name)) {
      const owner = await readOwner(file);
      if (owner?.pid !== undefined && !isHeld(owner)) await rm(file, { force: true });
    }
  }
}
