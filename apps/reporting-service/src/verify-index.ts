import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson, DomainError } from '@motcua/contracts';
import { makeAgain } from './reform-index/domain/ranking-file.js';

/**
 * `npm run verify-index -- FILE`: makes the ranking of a file again from the edition and the facts in it, without network or database.
 * Leaves with 0 if the file is that ranking byte for byte, 1 if not, 2 if it is no ranking.
 */
const [file] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

function verify(name: string): number {
  try {
    const { made, same, edition, units } = makeAgain(readFileSync(name, 'utf8'));
    // A ranking that follows from another edition is no proof: the reader compares this with what was published.
    say(`Edition ${edition.code}, SHA-256 ${createHash('sha256').update(canonicalJson(edition)).digest('hex')}`);
    const reported = units.filter((unit) => Object.keys(unit.reported ?? {}).length > 0).length;
    say(`${units.length} units, ${reported} of them with points taken over as they were published`);
    say(same ? 'The ranking follows from the edition and the facts, byte for byte.' : 'Another ranking follows:');
    if (!same) say(made);
    return same ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    if (error instanceof DomainError) for (const { path, message } of error.fields) say(`  ${path}: ${message.en}`);
    return 2;
  }
}

if (file === undefined) say('Say which file: npm run verify-index -- FILE');
process.exitCode = file === undefined ? 2 : verify(file);
