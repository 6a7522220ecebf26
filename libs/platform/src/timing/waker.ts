/** A pause that can be ended early, once or for good. It does not keep the process alive. */
export class Waker {
  private wakers = new Set<() => void>();
  private rung = false;
  private over = false;

  /** Ends the pause in progress; without one, the next pause does not happen. */
  wake(): void {
    this.rung = true;
    for (const wake of [...this.wakers]) wake();
  }

  /** From now on every pause ends at once. */
  end(): void {
    this.over = true;
    this.wake();
  }

  get ended(): boolean {
    return this.over;
  }

  /** Waits for `ms`, or until woken. */
  async pause(ms: number): Promise<void> {
    if (!this.rung && !this.over) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          this.wakers.delete(done);
          resolve();
        };
        const timer = setTimeout(done, ms).unref();
        this.wakers.add(done);
      });
    }
    this.rung = false;
  }
}

/** Resolves to whether `work` settled within `ms`; never rejects. */
export async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => true,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
