import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp, EmbeddedPostgresError } from '@motcua/embedded-postgres';

// `npm run backup -- --to <folder>`: a running Motcua, or only the PostgreSQL of one, to a folder that it can start from.
const { values } = parseArgs({
  options: {
    'data-dir': { type: 'string', default: process.env.MOTCUA_DATA_DIR ?? '.motcua' },
    to: { type: 'string' },
  },
});
if (!values.to) {
  process.stderr.write('Say where the backup goes: npm run backup -- --to <empty folder> [--data-dir <folder>]\n');
  process.exit(2);
}
const [from, to] = [resolve(values['data-dir']), resolve(values.to)];
const isThere = (path: string) => stat(path).then(Boolean, () => false);

try {
  const began = Date.now();
  // What `npm start` keeps: the cluster in `postgres`, and beside it what the data cannot be read without.
  const whole = await isThere(join(from, 'secrets.json'));
  await mkdir(to, { recursive: true, mode: 0o755 });
  const backup = await backUp(whole ? join(from, 'postgres') : from, whole ? join(to, 'postgres') : to);
  if (whole) {
    for (const name of (await readdir(from)).filter((file) => file.endsWith('.json'))) {
      await copyFile(join(from, name), join(to, name));
    }
  }
  process.stdout.write(
    `${backup.files} files, ${Math.round(backup.bytes / 2 ** 20)} MB, up to ${backup.upTo}, in ` +
      `${((Date.now() - began) / 1000).toFixed(1)} s. ${
        whole ? `npm start -- --data-dir ${to}` : 'startEmbeddedPostgres on that folder'
      } goes on from there.\n`,
  );
} catch (error) {
  const foreseen = error instanceof EmbeddedPostgresError;
  process.stderr.write(`${foreseen ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
