import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '@motcua/deployment';
import type { OpenApiDocument } from '@motcua/gateway';
import type { TokenClaims } from '@motcua/development-issuer';
import { PEOPLE as SAMPLE_PEOPLE, startStandalone, type Standalone } from '@motcua/standalone';
import { PythonUnavailableError, whyNoPython } from '@motcua/testing';
import { hostilePass } from './hostile-pass.js';
import { importLines } from './import-lines.js';
import { otherSpellings } from './other-spellings.js';
import { fuzzFolder, schemathesis, toolFolder } from './python.js';

const USAGE = `npm run fuzz -- [options]
  On a platform of its own: every operation under other spellings of its target, then with hostile bodies (wide, of a
  foreign type, blank, slow), then Schemathesis over the whole API, once as each of three roles.
  --quick      fewer hostile bodies; each part of the API as whoever has to do with it, the same cases every time
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
  /** The main part of the API for this person. */
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
    part: '/(procedures|procedure-flags|everyday-phrases|agencies|calendars|rule-sets)(/|$)',
  },
  'reform office': {
    claims: { sub: 'reform-1', roles: ['reform-office'] },
    part: '/reform-index(/|$)',
  },
  operations: {
    claims: { sub: 'ops-1', roles: ['operations'] },
    part: '/(dossier-imports|procedure-imports|projections|national-portal|ops)(/|$)',
  },
};
/**
 * The long form tests all operations as all people, for the number of cases; the quick one tests each part of the API
 * as its main user, in less than two minutes in all.
 */
const FORMS = {
  long: { phases: 'examples,coverage,fuzzing,stateful', examples: '40', leastCases: 20_000 },
  quick: { phases: 'examples,fuzzing', examples: '6', leastCases: 500 },
};
const TOKEN_SECONDS = 12 * 3_600;
/** Fewer would mean that the document was not read. */
const LEAST_HOSTILE_BODIES = 300;
const LEAST_SPELLINGS = 500;

if (values.lines) {
  const good = await importLines(Number(values.lines), Number(values.port), print);
  print(good ? 'nothing lost, nothing held' : 'FAILED');
  process.exit(good ? 0 : 1);
}

const missing = whyNoPython('fuzzing');

const form = values.quick ? FORMS.quick : FORMS.long;
// The short form is deterministic, so that it fails only after a change.
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

function report(name: string, { sent, found }: { sent: number; found: string[] }, least: number): void {
  const good = found.length === 0 && sent >= least;
  print(`${name}: ${sent} requests, ${good ? 'nothing found' : 'FAILED'}`);
  found.forEach(print);
  if (!good) failed = true;
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

/** Body time limit of this run; the deployed 30 s would make the pass wait half a minute. */
const BODY_TIMEOUT_MS = 4_000;
/** That time, some seconds for a refused client to read the answer, and a reserve for a busy machine. */
const SLOW_MS = BODY_TIMEOUT_MS + 20_000;

async function sendHostileBodies(url: string, document: OpenApiDocument): Promise<void> {
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (sender: string): Promise<string> => {
    const person = SAMPLE_PEOPLE.find(({ sub }) => sub === sender)!;
    const token = tokens.get(sender) ?? motcua!.issuer.token(person, { expiresInSeconds: TOKEN_SECONDS });
    tokens.set(sender, token);
    return token;
  };
  const since = Date.now();
  const pass = await hostilePass({ url, document, tokenOf, quick: values.quick, slowMs: SLOW_MS });
  const seconds = Math.round((Date.now() - since) / 1000);
  report(`hostile bodies, ${seconds} s`, { sent: pass.requests, found: pass.found }, LEAST_HOSTILE_BODIES);
}

async function fuzzEveryPart(): Promise<void> {
  const command = await schemathesis();
  const { paths } = (await (await fetch(`${motcua!.gateway.url}/openapi.json`)).json()) as { paths: object };
  const nobodys = Object.keys(paths).filter(
    (path) => !Object.values(PEOPLE).some(({ part }) => new RegExp(`^/api/v1${part}`).test(path)),
  );
  if (nobodys.length > 0) throw new Error(`tools/fuzz does not say who has to do with ${nobodys.join(', ')}`);
  print(`Schemathesis on ${motcua!.gateway.url}, phases ${form.phases}, seed ${seed}`);
  for (const [name, person] of Object.entries(PEOPLE)) await fuzz(command, motcua!.gateway.url, name, person);
  if (cases < form.leastCases) {
    failed = true;
    print(`Only ${cases} cases were sent; ${form.leastCases} are the least.`);
  }
  print(`${cases} cases in ${Math.round((Date.now() - began) / 1000)} s: ${failed ? 'FAILED' : 'nothing found'}`);
}

try {
  await mkdir(fuzzFolder, { recursive: true });
  dataDir = await mkdtemp(join(tmpdir(), 'motcua-fuzz-'));
  motcua = await startStandalone({
    dataDir,
    port: Number(values.port),
    simulatedClock: false,
    sample: true,
    logLevel: 'error',
    // Every case comes from one address; gateway.e2e.spec.ts tests the limits.
    environment: {
      RATE_LIMIT_PER_MINUTE: '0',
      RATE_LIMIT_ANONYMOUS_PER_MINUTE: '0',
      HTTP_BODY_TIMEOUT_MS: String(BODY_TIMEOUT_MS),
      HTTP_STREAM_IDLE_MS: String(BODY_TIMEOUT_MS),
      WRITE_LIMIT_APPLICANT_PER_HOUR: '0',
      WRITE_LIMIT_PORTAL_PER_HOUR: '0',
    },
    say: () => undefined,
  });
  const document = (await (await fetch(`${motcua.gateway.url}/openapi.json`)).json()) as OpenApiDocument;
  report('other spellings', await otherSpellings(motcua.gateway.url, document), LEAST_SPELLINGS);
  await sendHostileBodies(motcua.gateway.url, document);
  if (missing && values.quick && process.env['CI'] !== 'true') {
    print(`Schemathesis is left out: ${missing}.`);
  } else {
    await fuzzEveryPart();
  }
} catch (error) {
  failed = true;
  if (!(error instanceof PythonUnavailableError)) throw error;
  process.stderr.write(`${error.message}.\n`);
} finally {
  await motcua?.stop();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
