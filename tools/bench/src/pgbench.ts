import { execFile } from 'node:child_process';
import { access, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The path of pgbench: on PATH, or in Debian's versioned folder; undefined when it is not installed. */
export async function findPgbench(): Promise<string | undefined> {
  const debian = (await readdir('/usr/lib/postgresql').catch(() => [])).map((v) => `/usr/lib/postgresql/${v}/bin`);
  for (const folder of [...(process.env.PATH ?? '').split(':'), ...debian]) {
    const file = join(folder, 'pgbench');
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return undefined;
}

/** Transactions per second of `script` with a number of clients. */
export async function pgbench(
  program: string,
  databaseUrl: string,
  script: string,
  clients: number,
  seconds: number,
): Promise<number> {
  const url = new URL(databaseUrl);
  const folder = await mkdtemp(join(tmpdir(), 'motcua-pgbench-'));
  try {
    const file = join(folder, 'submission.sql');
    await writeFile(file, script);
    const { stdout } = await run(
      program,
      ['-h', url.hostname, '-p', url.port, '-U', url.username, '-n', '-M', 'prepared', '-f', file]
        .concat(['-c', String(clients), '-j', String(Math.min(clients, 2)), '-T', String(seconds)])
        .concat([url.pathname.slice(1)]),
      { env: { ...process.env, PGPASSWORD: decodeURIComponent(url.password) } },
    );
    const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (tps === undefined) throw new Error(`pgbench said nothing of its rate: ${stdout}`);
    return Number(tps);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
