// Checks frozen reports offline, from the files alone: hash, identities, shares, adjustments, and the chain where the files have it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const FORMAT = 'motcua-frozen-report/1';

/** JSON with sorted members and without blanks: RFC 8785 for texts and integers, and a report has no other numbers. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

const hashOf = (document) => createHash('sha256').update(canonical(document)).digest('hex');
const sum = (cells, names) => names.reduce((total, name) => total + (cells[name] ?? 0), 0);
const sumOf = (maps) => {
  const total = {};
  for (const map of maps) for (const [name, count] of Object.entries(map)) total[name] = (total[name] ?? 0) + count;
  return total;
};

/** Half up to two decimals, in integers; null without a whole, or where an adjustment took more than there was. */
function percent(part, whole) {
  if (whole <= 0 || part < 0 || part > whole) return null;
  const hundredths = (BigInt(part) * 20_000n + BigInt(whole)) / (2n * BigInt(whole));
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

function checkCells(where, cells, definition, differ) {
  for (const [name, count] of Object.entries(cells)) {
    if (!Number.isSafeInteger(count)) differ(`${where}: ${name} is ${JSON.stringify(count)}, not an integer`);
  }
  for (const { name, whole, parts } of definition.identities) {
    const [left, right] = [sum(cells, whole), sum(cells, parts)];
    if (left !== right) differ(`${where}: ${name} does not hold: ${left} is not ${right}`);
  }
}

function checkStanding(where, { own, standing }, lines, definition, differ) {
  const added = sumOf(lines.map((line) => line.standing));
  const expected = { ...own };
  for (const cell of definition.flows) expected[cell] = (own[cell] ?? 0) + (added[cell] ?? 0);
  for (const { cell, in: came, out, whole } of definition.openings) {
    expected[cell] = own[cell] - sum(added, came) + sum(added, out);
    expected[whole] = expected[cell] + sum(expected, came);
  }
  for (const cell of new Set([...Object.keys(expected), ...Object.keys(standing)])) {
    if (expected[cell] !== standing[cell]) {
      differ(`${where}: ${cell} is ${standing[cell]}, but with the adjustments it is ${expected[cell]}`);
    }
  }
  for (const cell of Object.keys(added)) {
    if (!definition.flows.includes(cell)) differ(`${where}: an adjustment adds to ${cell}, which is no flow`);
  }
}

function checkShares(where, { standing, shares }, definition, differ) {
  const value = ({ plus, minus }) => sum(standing, plus) - sum(standing, minus);
  const named = new Map(shares.map((share) => [share.name, share]));
  for (const { name, numerator, denominator } of definition.shares) {
    const told = named.get(name);
    const [part, whole] = [value(numerator), value(denominator)];
    if (told?.numerator !== part || told.denominator !== whole || told.percent !== percent(part, whole)) {
      differ(
        `${where}: the share ${name} is ${JSON.stringify(told)}, not ${part} of ${whole} (${percent(part, whole)})`,
      );
    }
  }
}

function checkFigures(where, figures, lines, definition, differ) {
  checkCells(where, figures.own, definition, differ);
  checkCells(`${where}, with adjustments`, figures.standing, definition, differ);
  checkStanding(where, figures, lines, definition, differ);
  checkShares(where, figures, definition, differ);
}

function checkRows(name, rows, total, linesOf, definition, differ) {
  for (const kind of ['own', 'standing']) {
    const all = sumOf(rows.map((row) => row[kind]));
    for (const [cell, count] of Object.entries(total[kind])) {
      if ((all[cell] ?? 0) !== count)
        differ(`${name}: the rows have ${all[cell] ?? 0} in ${cell}, the total has ${count}`);
    }
  }
  for (const row of rows) checkFigures(`${name} ${row.code}`, row, linesOf(row.code), definition, differ);
}

function checkOne({ document, hash }, differ) {
  if (document.format !== FORMAT) return differ(`the format is ${document.format}, not ${FORMAT}`);
  const made = hashOf(document);
  if (made !== hash) differ(`the hash is ${hash}, but the document makes ${made}`);
  const { definition, adjustments, total, byAgency, byField, period, producers } = document;
  checkFigures('the total', total, adjustments, definition, differ);
  const of = (what) => (code) => adjustments.filter((line) => line[what].code === code);
  checkRows('agency', byAgency, total, of('agency'), definition, differ);
  checkRows('field', byField, total, of('field'), definition, differ);
  for (const { topic, until } of producers) {
    if (!(until >= period.to)) differ(`${topic} was heard until ${until}, before the end of the period`);
  }
}

/** A report names the hash of the one before it, and begins with what that one ended with. */
function checkLink(later, earlier, differ) {
  const { document } = later;
  const before = hashOf(earlier.document);
  if (document.previous !== before)
    differ(`previous is ${document.previous}, but number ${earlier.document.number} has ${before}`);
  if (earlier.document.period.to !== document.period.from) return;
  const learnt = document.adjustments.filter(({ firstDay }) => firstDay === earlier.document.period.firstDay);
  const open = earlier.document.total.own.inProgress + sum(sumOf(learnt.map(({ cells }) => cells)), ['inProgress']);
  const { carriedOver } = document.total.own;
  if (carriedOver !== open)
    differ(
      `carried over are ${carriedOver}, but the period before ended with ${open} in progress, adjustments included`,
    );
}

/**
 * What does not agree, a line for each; empty when everything does.
 * @param {{ name: string, file: { document: object, hash: string } }[]} files
 */
function verify(files) {
  const found = [];
  for (const { name, file } of files) {
    const differ = (what) => found.push(`${name}: ${what}`);
    checkOne(file, differ);
    const { series, number, supersedes, previous } = file.document;
    const numbered = (wanted) =>
      files.find((other) => other.file.document.series === series && other.file.document.number === wanted)?.file;
    const earlier = numbered(number - 1);
    if (earlier) checkLink(file, earlier, differ);
    if ((number === 1) !== (previous === undefined)) differ(`number ${number} has the previous hash ${previous}`);
    if (supersedes && earlier && supersedes.hash !== hashOf(earlier.document)) {
      differ(`supersedes ${supersedes.hash}, which is not the report before it`);
    }
  }
  return found;
}

function main(paths) {
  if (paths.length === 0) {
    process.stderr.write(
      'npm run verify-report -- FILE …   (the answers of GET /reports/frozen/{preset}/{number}; several of a series: also their chain)\n',
    );
    return 2;
  }
  const files = paths.map((name) => {
    try {
      const file = JSON.parse(readFileSync(name, 'utf8'));
      if (file?.document?.format !== FORMAT)
        throw new Error(`is no frozen report: its document has another format than ${FORMAT}`);
      return { name, file };
    } catch (error) {
      process.stderr.write(`${name}: ${error.message}\n`);
      process.exit(2);
    }
  });
  const found = verify(files);
  for (const line of found) process.stderr.write(`${line}\n`);
  if (found.length > 0) return 1;
  for (const { name, file } of files) {
    process.stdout.write(
      `${name}: ${file.document.series} number ${file.document.number}, ${file.document.period.name}: hash, identities and shares agree\n  ${file.hash}\n`,
    );
  }
  process.stdout.write(
    'The files agree in themselves. They are the published reports if each hash is the one that GET /reports/frozen lists.\n',
  );
  return 0;
}

process.exitCode = main(process.argv.slice(2));
