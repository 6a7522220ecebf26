// Prints what each npm script does; a script without a line here is an error.
import { readFileSync } from 'node:fs';

const what = {
  start: 'run the whole platform in one process: embedded PostgreSQL, in-database broker, sample data',
  test: 'run every test; without a JDK, Maven or Docker the Kafka half is left out, without Python the proxy, and it says so',
  check:
    'all that CI checks: format, lint, unused code, types, generated files, contract lock, tests, real-input runs (MOTCUA_DATA)',
  lint: 'lint, with the boundaries between projects and between the folders of a service',
  unused: 'find exports, files and dependencies that nothing uses',
  format: 'rewrite every file in the common format',
  'format:check': 'fail if a file is not in the common format',
  types: 'check types',
  build: 'compile every project to its dist/',
  generate: 'write what is generated: OpenAPI, AsyncAPI, docs/events.md, the contract lock',
  'generate:check': 'fail if a generated file is out of date or a contract was broken',
  accept: 'run the platform on real input: npm run accept -- --data <folder> [--on kafka|standalone]',
  'verify-index': 'make the ranking in a file again and compare it byte for byte: npm run verify-index -- <file>',
  backup:
    'copy a running Motcua to a folder that it can start from: npm run backup -- --to <folder> [--data-dir <folder>]',
  faults:
    'kill, stop and cut off everything under load and compare the books: npm run faults -- [--quick] [--seed n] [--kills n]',
  fuzz: 'send thousands of generated requests, right and wrong: npm run fuzz -- [--quick] [--seed <number>] (needs Python 3.10) | --lines <number> of an import',
  bench: 'measure how fast it is: npm run bench -- [--quick] [--only submits,lives,…] (--help lists the parts)',
  kafka: 'run a local Apache Kafka on loopback (needs a JDK 17 and Maven)',
  keycloak:
    'check the platform with the tokens of a real Keycloak, settings and proxy of the deployment (needs a JDK 17, Maven, Python 3.10)',
  'verify-report': 'check frozen reports offline: npm run verify-report -- <file> …',
  dev: 'run the platform and start it again whenever a source file changes',
  help: 'print this list',
};

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
const unexplained = Object.keys(scripts).filter((name) => !(name in what));
const gone = Object.keys(what).filter((name) => !(name in scripts));
if (unexplained.length || gone.length) {
  process.stderr.write(
    `scripts/help.mjs: no line for ${unexplained.join(', ') || '–'}; no script for ${gone.join(', ') || '–'}\n`,
  );
  process.exit(1);
}
for (const [name, text] of Object.entries(what)) {
  const command = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`;
  process.stdout.write(`${command.padEnd(24)}${text}\n`);
}
