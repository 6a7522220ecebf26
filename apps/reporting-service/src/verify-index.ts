import { readFileSync } from 'node:fs';
import { DomainError } from '@motcua/contracts';
import { makeAgain } from './reform-index/domain/ranking-file.js';

/**
 * `npm run verify-index -- FILE`: makes the ranking of a file again from the edition and the facts in it, without network or database.
 * Leaves with 0 if the file is that ranking byte for byte, 1 if not, 2 if it is no ranking.
 */
const [file] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

function verify(name: string): number {
  try {
    const { made, same } = makeAgain(readFileSync(name, 'utf8'));
    say(
      same
        ? `${name}: the ranking follows from its edition and facts, byte for byte.`
        : `${name}: another ranking follows:`,
    );
    if (!same) say(made);
    return same ? 0 : 1;
  } catch (error) {
    say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof DomainError) for (const { path, message } of error.fields) say(`  ${path}: ${message.en}`);
    return 2;
  }
}

if (file === undefined) say('Say which file: npm run verify-index -- FILE');
process.exitCode = file === undefined ? 2 : verify(file);
