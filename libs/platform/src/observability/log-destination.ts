import { chmodSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { DestinationStream } from 'pino';
import sonicBoom from 'sonic-boom';

type SonicBoom = InstanceType<typeof sonicBoom.SonicBoom>;

/** Lines that wait for a disk or a reader; more are dropped and counted. */
const MOST_WAITING_BYTES = 4_000_000;
const TRY_AGAIN_MS = 1_000;
/** Of each of the two files. */
const MOST_FILE_BYTES = 20_000_000;

export interface LogLimits {
  waitingBytes?: number;
  fileBytes?: number;
}

/**
 * Writes log lines without blocking: a full disk or a blocked reader costs only lines. Their number is counted and
 * reported in the first line that can be written again.
 */
export class LogDestination implements DestinationStream {
  /** Number of dropped lines. */
  dropped = 0;
  private reported = 0;
  private waiting = 0;
  /** Lines for a file that could not be opened yet. */
  private unopened = 0;
  private turning = false;
  private written: number;
  private retry?: NodeJS.Timeout;
  private stream: SonicBoom;
  private opened = false;
  private openFailed = false;

  constructor(
    private readonly target: { fd: number } | { file: string },
    private readonly limits: LogLimits = {},
  ) {
    this.stream = this.open();
    this.watchOpening(this.stream);
    this.written = 'file' in target ? sizeOf(target.file) : 0;
  }

  write(line: string): void {
    const before = this.dropped;
    if (!this.openFailed) this.stream.write(line);
    else this.dropped += 1;
    if (this.dropped > before) return;
    this.waiting += Buffer.byteLength(line);
    if (!this.opened) this.unopened += 1;
  }

  /** Resolves when everything is written, or when `withinMs` are over. */
  async flush(withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (this.waiting > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  private open(): SonicBoom {
    const stream = new sonicBoom.SonicBoom({
      ...('fd' in this.target ? { fd: this.target.fd } : { dest: this.target.file, mkdir: true, mode: 0o600 }),
      sync: false,
      // 1 and not 0: `flush` does nothing otherwise.
      minLength: 1,
      maxLength: this.limits.waitingBytes ?? MOST_WAITING_BYTES,
    });
    stream.on('drop', () => (this.dropped += 1));
    stream.on('error', () => this.tryAgainLater());
    stream.on('write', (bytes: number) => this.wrote(bytes));
    return stream;
  }

  private watchOpening(stream: SonicBoom): void {
    stream.once('ready', () => (this.opened = true));
    stream.once('error', () => {
      if (this.opened) return;
      this.openFailed = true;
      this.dropped += this.unopened;
      this.unopened = this.waiting = 0;
    });
  }

  /** A full stream does not retry by itself: it drops lines before it writes. */
  private tryAgainLater(): void {
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      if (this.openFailed) {
        this.openFailed = false;
        this.stream = this.open();
        this.watchOpening(this.stream);
      } else if (this.opened) {
        this.stream.flush();
      }
    }, TRY_AGAIN_MS).unref();
  }

  private wrote(bytes: number): void {
    this.waiting = Math.max(0, this.waiting - bytes);
    this.written += bytes;
    const lines = this.dropped - this.reported;
    if (lines > 0 && this.waiting < (this.limits.waitingBytes ?? MOST_WAITING_BYTES) / 2) {
      this.reported = this.dropped;
      const time = new Date().toISOString();
      this.write(`${JSON.stringify({ level: 'warn', time, service: 'motcua', msg: 'log lines were lost', lines })}\n`);
    }
    if ('file' in this.target && this.written > (this.limits.fileBytes ?? MOST_FILE_BYTES)) {
      void this.turn(this.target.file);
    }
  }

  /** The old stream still writes its buffer to its open file, under the new name. */
  private async turn(file: string): Promise<void> {
    if (this.turning) return;
    this.turning = true;
    try {
      await rename(file, `${file}.1`).catch((error: NodeJS.ErrnoException) => {
        // Renamed before, when no new file could be made.
        if (error.code !== 'ENOENT') throw error;
      });
      const next = this.open();
      await new Promise((resolve, reject) => next.once('ready', resolve).once('error', reject));
      this.stream.end();
      this.stream = next;
    } catch {
      // No new file can be created: the old one continues, and is rotated after the same growth.
    } finally {
      this.written = 0;
      this.turning = false;
    }
  }
}

function sizeOf(file: string): number {
  try {
    const found = statSync(file);
    // The file may come from an earlier version with wider permissions.
    if (found.isFile()) chmodSync(file, 0o600);
    return found.size;
  } catch {
    return 0;
  }
}

/** How long the last lines get before a process ends. */
const LAST_LINES_MS = 1_000;
let standardOutput: LogDestination | undefined;

/** This process's standard output, shared so that lines do not mix. */
export function logToStandardOutput(): LogDestination {
  if (!standardOutput) {
    // Accessing it makes Node set a pipe or socket to non-blocking: a blocking write would hold a thread of Node's pool
    // and delay the end of the process.
    if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => undefined);
    standardOutput = new LogDestination({ fd: 1 });
  }
  return standardOutput;
}

/** Ends the process with `code` after up to a second for the last lines. */
export async function exitProcess(code: number): Promise<never> {
  await standardOutput?.flush(LAST_LINES_MS);
  process.exit(code);
}
