import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { canonicalJson, DomainError } from '@motcua/contracts';
import { differencesBetween } from './reform-index/domain/analysis.js';
import { makeAgain } from './reform-index/domain/ranking-file.js';

/**
 * `npm run verify-index -- FILE`: makes the ranking of a file again from the edition and the facts in it, without network or database.
 * Leaves with 0 if the file is that ranking byte for byte, 1 if not, 2 if it is no ranking.
 */
const [file] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
const MOST_DIFFERENCES = 20;

function verify(name: string): number {
  try {
    const text = readFileSync(name, 'utf8');
    const { made, same, edition, units } = makeAgain(text);
    // A ranking that follows from another edition is no proof: the reader compares this with what was published.
    say(`Edition ${edition.code}, SHA-256 ${createHash('sha256').update(canonicalJson(edition)).digest('hex')}`);
    const reported = units.filter((unit) => Object.keys(unit.reported ?? {}).length > 0).length;
    say(`${units.length} units, ${reported} of them with points taken over as they were published`);
    if (same) say('The ranking follows from the edition and the facts, byte for byte.');
    else for (const line of differing(text, made)) say(line);
    return same ? 0 : 1;
  } catch (error) {
    say(error instanceof SyntaxError ? `The file is no JSON: ${error.message}` : String((error as Error).message));
    if (error instanceof DomainError) for (const { path, message } of error.fields) say(`  ${path}: ${message.en}`);
    return 2;
  }
}

/** In what a file is not the ranking that follows, or only not its text. */
function differing(text: string, made: string): string[] {
  const differences = differencesBetween(JSON.parse(text), JSON.parse(made));
  if (differences.length === 0)
    return ['The ranking follows, but the file is written otherwise (spaces, order): save it as it was answered.'];
  const more = differences.length - MOST_DIFFERENCES;
  return [
    `Another ranking follows. ${differences.length} places differ:`,
    ...differences
      .slice(0, MOST_DIFFERENCES)
      .map(({ path, before, after }) => `  ${path}: the file has ${shown(before)}, it follows ${shown(after)}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : canonicalJson(value));

if (file === undefined) say('Say which file: npm run verify-index -- FILE');
process.exitCode = file === undefined ? 2 : verify(file);
