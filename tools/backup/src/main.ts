import { copyFile, cp, mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { commandLine, refuseCommand } from '@motcua/deployment';
import { backUp, EmbeddedPostgresError } from '@motcua/embedded-postgres';

const USAGE = `npm run backup -- --to DIR [--data-dir DIR]
  A running Motcua, or only the PostgreSQL of one, to a folder that it can start from.
  --to DIR         where to; empty, or not there yet
  --data-dir DIR   of the Motcua that npm start runs (MOTCUA_DATA_DIR, or .motcua), or of a cluster
`;
const values = commandLine(USAGE, {
  'data-dir': { type: 'string', default: process.env.MOTCUA_DATA_DIR ?? '.motcua' },
  to: { type: 'string' },
});
if (!values.to) refuseCommand('Say where the backup goes: npm run backup -- --to <empty folder> [--data-dir <folder>]');
const [from, to] = [resolve(values['data-dir']), resolve(values.to)];
const isThere = (path: string) => stat(path).then(Boolean, () => false);
/** The simulated national portal's data: later than the cluster, like the real portal's. */
const PORTAL = 'national-portal';

try {
  const began = Date.now();
  // What `npm start` keeps: the cluster in `postgres`, and beside it the secrets needed to read the data.
  const whole = await isThere(join(from, 'secrets.json'));
  // PostgreSQL's own user may pass through it; nobody may list it.
  await mkdir(to, { recursive: true, mode: 0o711 });
  const backup = await backUp(whole ? join(from, 'postgres') : from, whole ? join(to, 'postgres') : to);
  if (whole) {
    for (const name of (await readdir(from)).filter((file) => file.endsWith('.json'))) {
      await copyFile(join(from, name), join(to, name));
    }
    if (await isThere(join(from, PORTAL))) await cp(join(from, PORTAL), join(to, PORTAL), { recursive: true });
  }
  process.stdout.write(
    `${backup.files} files, ${Math.round(backup.bytes / 2 ** 20)} MB, up to ${backup.upTo}, in ` +
      `${((Date.now() - began) / 1000).toFixed(1)} s. ${
        whole ? `npm start -- --data-dir ${to}` : 'startEmbeddedPostgres on that folder'
      } goes on from there.\n`,
  );
} catch (error) {
  // Only an empty one.
  await rmdir(to).catch(() => undefined);
  const foreseen = error instanceof EmbeddedPostgresError;
  process.stderr.write(`${foreseen ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
