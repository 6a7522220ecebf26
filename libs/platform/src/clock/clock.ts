import { Injectable } from '@nestjs/common';

/**
 * The time of day as the domain sees it. Inject it by this class. Tokens, the broker, logs and metrics always use real
 * time.
 */
export abstract class Clock {
  abstract now(): Date;
}

@Injectable()
export class SystemClock extends Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still where it was set, until it is set again or released. */
@Injectable()
export class SimulatedClock extends Clock {
  private setTo?: Date;

  now(): Date {
    return this.setTo ? new Date(this.setTo) : new Date();
  }

  /** Stands still at `instant`. */
  set(instant: Date): void {
    this.setTo = new Date(instant);
  }

  /** Runs with the system's clock again. */
  release(): void {
    this.setTo = undefined;
  }

  get simulated(): boolean {
    return this.setTo !== undefined;
  }
}
