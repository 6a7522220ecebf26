import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@motcua/deployment';
import type { TokenClaims } from '@motcua/platform';
import { startStandalone, type Standalone } from '@motcua/standalone';
import { importLines } from './import-lines.js';
import { fuzzFolder, PythonUnavailableError, schemathesis, toolFolder, whyNoPython } from './python.js';

const USAGE = `npm run fuzz -- [options]
  Schemathesis over the whole API of a platform of its own, once as each of three roles.
  --quick      each part of the API as whoever has to do with it, the same cases every time
  --seed N     which cases (random; 1 for --quick)
  --lines N    instead: an import of so many lines, one in a thousand wrong, and what the process holds meanwhile
  --port N     where the platform listens (27400)
`;
const values = commandLine(USAGE, {
  quick: { type: 'boolean', default: false },
  seed: { type: 'string' },
  lines: { type: 'string' },
  port: { type: 'string', default: '27400' },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Person {
  claims: TokenClaims;
  /** The part of the API that this one has most to do with. */
  part: string;
}

const PEOPLE: Record<string, Person> = {
  officer: {
    claims: {
      sub: 'officer-tu-phap',
      roles: ['one-stop-officer', 'processing-officer', 'agency-head'],
      agency: 'H41.14',
    },
    part: '/(dossiers|feedback|published-feedback|surveys|survey-answers|reports)(/|$)',
  },
  'procedure control': {
    claims: { sub: 'control-1', roles: ['procedure-control'] },
    part: '/(procedures|procedure-flags|agencies|calendars|rule-sets)(/|$)',
  },
  operations: {
    claims: { sub: 'ops-1', roles: ['operations'] },
    part: '/(dossier-imports|procedure-imports|projections|national-portal|ops)(/|$)',
  },
};
/**
 * The long form asks everything as everybody and is run for its number of cases; the quick one asks each part of the API
 * as whoever has to do with it, in less than two minutes with everything around it.
 */
const FORMS = {
  long: { phases: 'examples,coverage,fuzzing,stateful', examples: '40', leastCases: 20_000 },
  quick: { phases: 'examples,fuzzing', examples: '6', leastCases: 500 },
};
const TOKEN_SECONDS = 12 * 3_600;

if (values.lines) {
  const good = await importLines(Number(values.lines), Number(values.port), print);
  print(good ? 'nothing lost, nothing held' : 'FAILED');
  process.exit(good ? 0 : 1);
}

const missing = whyNoPython();
if (missing && values.quick && process.env['CI'] !== 'true') {
  print(`Left out: ${missing}.`);
  process.exit(0);
}

const form = values.quick ? FORMS.quick : FORMS.long;
// The short form is the same every time, so that it fails for what changed and not by chance.
const seed = values.seed ?? (values.quick ? '1' : String(Math.floor(Math.random() * 1e9)));
let motcua: Standalone | undefined;
let dataDir: string | undefined;
let failed = false;
let cases = 0;
const began = Date.now();

async function fuzz(command: string, url: string, name: string, { claims, part }: Person): Promise<void> {
  const token = await motcua!.issuer.token(claims, { expiresInSeconds: TOKEN_SECONDS });
  const { code, output } = await runInFull(
    command,
    [
      '--config-file',
      join(toolFolder, 'schemathesis.toml'),
      'run',
      `${url}/openapi.json`,
      '--header',
      `Authorization: Bearer ${token}`,
      ...(values.quick ? ['--include-path-regex', `/api/v1${part}`] : []),
      '--phases',
      form.phases,
      '--max-examples',
      form.examples,
      '--seed',
      seed,
      '--report',
      'ndjson',
      '--report-ndjson-path',
      join(fuzzFolder, `${name.replace(' ', '-')}.ndjson`),
    ],
    { PYTHONPATH: toolFolder, SCHEMATHESIS_HOOKS: 'hooks', NO_COLOR: '1' },
  );
  const sent = Number(/^\s*([\d,]+) generated/m.exec(output)?.[1]?.replaceAll(',', '') ?? 0);
  cases += sent;
  print(
    `${name}: ${sent} cases, ${code === 0 ? 'nothing found' : 'FAILED'}, ${Math.round((Date.now() - began) / 1000)} s`,
  );
  if (code === 0 && sent > 0) return;
  failed = true;
  print(output);
}

function runInFull(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: fuzzFolder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  });
}

try {
  const command = await schemathesis();
  await mkdir(fuzzFolder, { recursive: true });
  dataDir = await mkdtemp(join(tmpdir(), 'motcua-fuzz-'));
  motcua = await startStandalone({
    dataDir,
    port: Number(values.port),
    simulatedClock: false,
    sample: true,
    logLevel: 'error',
    // Every case comes from one address; that limits hold is what gateway.e2e.spec.ts is about.
    environment: { RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '0' },
    say: () => undefined,
  });
  const { paths } = (await (await fetch(`${motcua.gateway.url}/openapi.json`)).json()) as { paths: object };
  const nobodys = Object.keys(paths).filter(
    (path) => !Object.values(PEOPLE).some(({ part }) => new RegExp(`^/api/v1${part}`).test(path)),
  );
  if (nobodys.length > 0) throw new Error(`tools/fuzz does not say who has to do with ${nobodys.join(', ')}`);
  print(`Schemathesis on ${motcua.gateway.url}, phases ${form.phases}, seed ${seed}`);
  for (const [name, person] of Object.entries(PEOPLE)) await fuzz(command, motcua.gateway.url, name, person);
  if (cases < form.leastCases) {
    failed = true;
    print(`Only ${cases} cases were sent; ${form.leastCases} are the least.`);
  }
  print(`${cases} cases in ${Math.round((Date.now() - began) / 1000)} s: ${failed ? 'FAILED' : 'nothing found'}`);
} catch (error) {
  failed = true;
  if (!(error instanceof PythonUnavailableError)) throw error;
  process.stderr.write(`${error.message}.\n`);
} finally {
  await motcua?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
