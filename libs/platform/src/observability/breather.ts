import { setImmediate } from 'node:timers/promises';

/** A pause that other requests of the process do not notice. */
const TURN_MS = 20;

/** For work that takes long, such as a loop over many lines: yields to the event loop from time to time. */
export class Breather {
  private since = performance.now();

  async letOthersRun(): Promise<void> {
    if (performance.now() - this.since < TURN_MS) return;
    await setImmediate();
    this.since = performance.now();
  }
}
