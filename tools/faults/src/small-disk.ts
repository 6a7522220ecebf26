import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Why no separate disk is available here; not a fault of the platform. */
export class NoSmallDisk extends Error {
  override name = 'NoSmallDisk';
}

/** A separate file system in memory that can be filled safely. */
export class SmallDisk {
  private readonly ballast: string;

  private constructor(readonly path: string) {
    this.ballast = join(path, 'ballast');
  }

  /** @throws NoSmallDisk when this process may not mount one */
  static mount(path: string, megabytes: number): SmallDisk {
    mkdirSync(path, { recursive: true, mode: 0o755 });
    const { status, stderr, error } = spawnSync(
      'mount',
      ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new NoSmallDisk(error?.message ?? stderr.trim());
    return new SmallDisk(path);
  }

  /** Not a byte is left. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (const size of [1_000_000, 4_096, 1]) {
        const block = Buffer.alloc(size);
        try {
          for (;;) writeSync(file, block);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    } finally {
      closeSync(file);
    }
  }

  empty(): void {
    rmSync(this.ballast, { force: true });
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  unmount(): void {
    spawnSync('umount', [this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}
