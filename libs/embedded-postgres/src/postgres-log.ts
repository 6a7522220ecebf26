import { chmod, copyFile, open, rename, rm, stat, truncate, type FileHandle } from 'node:fs/promises';

/** Size limit of each of the two files; a file can exceed it only between two checks. */
const MOST_BYTES = 10_000_000;
const LOOK_MS = 5_000;

/**
 * PostgreSQL's own log: `postgres.log`, and `postgres.log.1` with earlier lines. PostgreSQL's processes write to it
 * directly, not through a pipe or the logging collector, so that they never wait for a reader; a full disk loses only
 * lines. They append, so the file is rotated by copying and truncating it.
 */
export class PostgresLog {
  private timer?: NodeJS.Timeout;

  constructor(
    readonly file: string,
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** A file for a process's standard output, readable by its owner only, because statements contain personal data. */
  async open(): Promise<FileHandle> {
    const log = await open(this.file, 'a', 0o600);
    // The file may come from an earlier version with wider permissions.
    await log.chmod(0o600);
    return log;
  }

  /** Starts the size checks. */
  watch(lookMs = LOOK_MS): void {
    this.timer ??= setInterval(() => void this.turn().catch(() => undefined), lookMs).unref();
  }

  unwatch(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Lines between the copy and the truncation are lost. */
  async turn(): Promise<void> {
    const size = (await stat(this.file).catch(() => undefined))?.size ?? 0;
    if (size <= this.mostBytes) return;
    const copy = `${this.file}.1.new`;
    try {
      await copyFile(this.file, copy);
      await chmod(copy, 0o600);
      await rename(copy, `${this.file}.1`);
    } catch {
      // No space for a copy: the space matters more than the lines.
      await rm(copy, { force: true }).catch(() => undefined);
    }
    await truncate(this.file, 0);
  }
}
