import {
  chown,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { runningPostmaster } from './data-folder.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

export interface Backup {
  /** What was copied, log included. */
  files: number;
  bytes: number;
  /** Its end, as a position of PostgreSQL's log: `0/3000158`. */
  upTo: string;
}

/** Folders whose content belongs to a running server and not to its data (PostgreSQL 18, § 25.3.4). */
const EMPTIED = new Set([
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT = /^(postmaster\.(pid|opts)|pg_internal\.init.*|pgsql_tmp.*|backup_label|tablespace_map)$/;
const WAL_FILE = /^[0-9A-F]{24}$/;

/**
 * Copies a running cluster to an empty folder, while it is being written to: `startEmbeddedPostgres` on that folder, on
 * this machine or another, recovers to a moment at the backup's end, with everything committed before, in all databases
 * alike, whenever a file was copied.
 *
 * PostgreSQL's own pg_basebackup is missing in the npm package, and Debian's refuses a newer server.
 * @throws EmbeddedPostgresError with a message that says what to do
 */
export async function backUp(dataDir: string, to: string): Promise<Backup> {
  const source = await locate(dataDir);
  const target = resolve(to);
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0) {
    throw new EmbeddedPostgresError(`The folder ${target} is not empty; choose another folder for the backup.`);
  }
  const client = new pg.Client({ connectionString: source.url });
  // Idle while files are copied: the next statement reports a lost connection.
  client.on('error', () => undefined);
  await client.connect();
  try {
    // The server keeps the log from here on until this session ends.
    await client.query(`SELECT pg_create_physical_replication_slot('motcua_backup_' || pg_backend_pid(), true, true)`);
    const began = await one<{ file: string }>(
      client,
      `SELECT pg_walfile_name(pg_backup_start('motcua', fast => true)) AS file`,
    );
    const copy = new Copy();
    await copy.folder(source.pgdata, join(target, 'pgdata'));
    // Last, so that it is not older than the files that it describes.
    await copy.file(join(source.pgdata, 'global', 'pg_control'), join(target, 'pgdata', 'global', 'pg_control'));
    const ended = await one<{ lsn: string; file: string; labelfile: string; spcmapfile: string }>(
      client,
      `SELECT lsn::text, pg_walfile_name(lsn) AS file, labelfile, spcmapfile
       FROM pg_backup_stop(wait_for_archive => false)`,
    );
    await copy.text(join(target, 'pgdata', 'backup_label'), ended.labelfile, source.pgdata);
    if (ended.spcmapfile !== '') {
      throw new EmbeddedPostgresError(
        'The cluster has tablespaces of its own, which this backup does not know; copy it by hand.',
      );
    }
    const log = (await readdir(join(source.pgdata, 'pg_wal'))).filter(
      (name) => WAL_FILE.test(name) && name >= began.file && name <= ended.file,
    );
    for (const name of log) {
      await copy.file(join(source.pgdata, 'pg_wal', name), join(target, 'pgdata', 'pg_wal', name));
    }
    await copy.file(source.passwordFile, join(target, 'password'));
    return { files: copy.files, bytes: copy.bytes, upTo: ended.lsn };
  } catch (error) {
    // A partial backup must not be mistaken for a complete one.
    await rm(join(target, 'pgdata'), { recursive: true, force: true });
    throw error;
  } finally {
    await client.end();
  }
}

async function locate(dataDir: string): Promise<{ pgdata: string; passwordFile: string; url: string }> {
  const asked = resolve(dataDir);
  const path = (await readFile(join(asked, 'location'), 'utf8').catch(() => asked)).trim();
  const pgdata = join(path, 'pgdata');
  if (!(await runningPostmaster(pgdata))) {
    throw new EmbeddedPostgresError(
      `No PostgreSQL runs on ${asked}; a stopped one is backed up by copying its folder.`,
    );
  }
  const port = (await readFile(join(pgdata, 'postmaster.pid'), 'utf8')).split('\n')[3]?.trim();
  const passwordFile = join(path, 'password');
  const password = (await readFile(passwordFile, 'utf8')).trim();
  return {
    pgdata,
    passwordFile,
    url: `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
  };
}

async function one<T extends pg.QueryResultRow>(client: pg.Client, query: string): Promise<T> {
  return (await client.query<T>(query)).rows[0]!;
}

/** Copies with owner and permissions; a file that disappears meanwhile was dropped, as the log records. */
class Copy {
  files = 0;
  bytes = 0;

  async folder(from: string, to: string, depth = 0): Promise<void> {
    const { mode, uid, gid } = await lstat(from);
    await mkdir(to, { mode: mode & 0o777 });
    await this.own(to, uid, gid);
    for (const entry of await readdir(from, { withFileTypes: true })) {
      const [source, target] = [join(from, entry.name), join(to, entry.name)];
      if (LEFT_OUT.test(entry.name) || (depth === 1 && entry.name === 'pg_control')) continue;
      if (entry.isDirectory() && depth === 0 && EMPTIED.has(entry.name)) await this.emptyFolder(source, target);
      else if (entry.isDirectory()) await this.folder(source, target, depth + 1).catch(ifGone);
      else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
      else await this.file(source, target).catch(ifGone);
    }
  }

  async file(from: string, to: string): Promise<void> {
    const { mode, uid, gid, size } = await lstat(from);
    await copyFile(from, to);
    const handle = await open(to, 'r+');
    try {
      await handle.chmod(mode & 0o777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await this.own(to, uid, gid);
    this.files += 1;
    this.bytes += size;
  }

  /** A new file, owned like `like`. */
  async text(to: string, content: string, like: string): Promise<void> {
    const { uid, gid } = await lstat(like);
    await writeFile(to, content, { mode: 0o600, flush: true });
    await this.own(to, uid, gid);
    this.files += 1;
    this.bytes += Buffer.byteLength(content);
  }

  private async emptyFolder(from: string, to: string): Promise<void> {
    const { mode, uid, gid } = await lstat(from);
    for (const folder of from.endsWith('pg_wal') ? [to, join(to, 'archive_status'), join(to, 'summaries')] : [to]) {
      await mkdir(folder, { mode: mode & 0o777 });
      await this.own(folder, uid, gid);
    }
  }

  private async own(path: string, uid: number, gid: number): Promise<void> {
    if (process.getuid?.() === 0) await chown(path, uid, gid);
  }
}

function ifGone(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
