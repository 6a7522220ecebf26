import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const standalone = fileURLToPath(new URL('../../../apps/standalone/dist/main.js', import.meta.url));
const BAD_EVERY = 1_000;
const START_MS = 240_000;
/** Allowed memory growth of a process between the first and the second half of an import. */
const GROWTH = 1.2;

interface Report {
  lines: number;
  imported: number;
  refused: number;
}

/**
 * Sends many lines of a legacy system, one in a thousand of them invalid, through the gateway of a platform in a
 * separate process, and measures that process's memory.
 * @returns whether every valid line was imported, every invalid one refused, and the memory did not grow.
 */
export async function importLines(lines: number, port: number, print: (line: string) => void): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'motcua-import-'));
  const child = spawn(
    process.execPath,
    [standalone, '--port', String(port), '--data-dir', dataDir, '--log-level', 'error'],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  try {
    const url = `http://127.0.0.1:${port}`;
    await upAt(`${url}/readyz`, () => child.exitCode !== null);
    const ready = (await (await fetch(`${url}/docs-tokens`)).json()) as {
      tokens: { subject: string; token: string }[];
    };
    const { token } = ready.tokens.find(({ subject }) => subject === 'ops-1')!;
    const began = Date.now();
    const held: number[] = [];
    const watch = setInterval(() => void residentMegabytes(child.pid!).then((size) => held.push(size)), 500);
    const report = await send(`${url}/api/v1/dossier-imports?legacySystem=many-lines`, token, lines);
    clearInterval(watch);
    const seconds = (Date.now() - began) / 1_000;
    const half = Math.floor(held.length / 2);
    const [first, second] = [Math.max(...held.slice(0, half)), Math.max(...held.slice(half))];
    const tenths = Array.from({ length: 10 }, (_, tenth) => held[Math.floor((held.length * tenth) / 10)]);
    print(
      `${report.lines} lines, ${report.imported} taken over, ${report.refused} refused, ${Math.round(seconds)} s (${Math.round(lines / seconds)} a second)`,
    );
    print(`MB held, tenth by tenth: ${tenths.join(', ')}; at most ${first} in the first half, ${second} in the second`);
    const wrong = Math.floor(lines / BAD_EVERY);
    return report.refused === wrong && report.imported === lines - wrong && second <= first * GROWTH;
  } finally {
    child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

function* legacyLines(lines: number): Generator<string> {
  for (let n = 1; n <= lines; n += 1) {
    yield `${JSON.stringify({
      legacyId: `HS-${n}`,
      agencyCode: 'H41.14',
      procedureCode: '2.000635',
      channel: 'DIRECT',
      receivedAt: n % BAD_EVERY === 0 ? 'yesterday' : '2025-08-05T09:00:00+07:00',
      dueAt: '2025-08-06T17:00:00+07:00',
      endedAt: '2025-08-06T10:00:00+07:00',
      outcome: 'DELIVERED',
      steps: [
        { name: 'Tiếp nhận', unit: 'Một cửa', at: '2025-08-05T09:00:00+07:00' },
        { name: 'Trả kết quả', unit: 'Một cửa', at: '2025-08-06T10:00:00+07:00' },
      ],
    })}\n`;
  }
}

function send(url: string, token: string, lines: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const upload = request(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
    });
    upload.once('error', reject);
    upload.once('response', (answer) => {
      let text = '';
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
      answer.on('end', () =>
        answer.statusCode === 200
          ? resolve(JSON.parse(text) as Report)
          : reject(new Error(`the import was answered ${answer.statusCode}: ${text}`)),
      );
    });
    Readable.from(legacyLines(lines)).pipe(upload);
  });
}

async function upAt(url: string, gone: () => boolean): Promise<void> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline && !gone(); await pause(250)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`the platform was not ready at ${url}`);
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
}
