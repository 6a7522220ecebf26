import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { breakingChanges, type ContractLock } from './contract-lock.js';
import { generatedFiles, LOCK_FILE } from './generated-files.js';

/**
 * `npm run generate` writes every generated file; `--check` writes nothing and fails if one is out of date. Both fail
 * if a contract was broken; `--break-contracts` is for the rare intended break.
 */
const check = process.argv.includes('--check');
const mayBreak = process.argv.includes('--break-contracts');
const root = new URL('../../../', import.meta.url);

const files = await generatedFiles();
const say = (line: string) => process.stderr.write(`${line}\n`);

const lockAt = new URL(LOCK_FILE, root);
const locked = existsSync(lockAt) ? (JSON.parse(readFileSync(lockAt, 'utf8')) as ContractLock) : undefined;
const next = JSON.parse(files.get(LOCK_FILE) as string) as ContractLock;
const breaks = locked && !mayBreak ? breakingChanges(locked, next) : [];
for (const broken of breaks) say(`contract broken: ${broken}`);

let outdated = 0;
for (const [path, content] of files) {
  const at = new URL(path, root);
  if (existsSync(at) && readFileSync(at, 'utf8') === content) continue;
  outdated += 1;
  if (check) say(`out of date: ${path} (run npm run generate and commit it)`);
  else if (breaks.length === 0) {
    writeFileSync(at, content);
    say(`written: ${path}`);
  }
}
if (breaks.length > 0) {
  say(
    'Give a changed shape a new name, or, if nobody relies on the old one yet, run npm run generate -- --break-contracts.',
  );
}
process.exit(breaks.length > 0 || (check && outdated > 0) ? 1 : 0);
