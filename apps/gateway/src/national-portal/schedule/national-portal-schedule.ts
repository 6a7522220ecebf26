import type { ServiceLogger } from '@motcua/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { SendDossiers } from '../application/send-dossiers.js';
import { Repeating } from './repeating.js';

export interface ScheduleOptions {
  /** How often the ledger is looked at while nothing is due. */
  pollMs: number;
  /** Passes side by side, so that one call that hangs does not hold up everything. */
  senders: number;
  shutdownMs: number;
}

/** While the portal is away it is tried this often, more or less. */
const AWAY_MS = 2_000;

/** When what is done; one of these lives in every instance of the gateway. */
export class NationalPortalSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly repeating: Repeating[];

  constructor(
    sendDossiers: SendDossiers,
    private readonly options: ScheduleOptions,
    logger: ServiceLogger,
  ) {
    const send = async (): Promise<number> => {
      const { claimed, away } = await sendDossiers.execute();
      if (away) return AWAY_MS * (0.5 + Math.random());
      return claimed > 0 ? 0 : options.pollMs;
    };
    this.repeating = Array.from(
      { length: options.senders },
      () => new Repeating('sending to the national portal', send, 5_000, logger),
    );
  }

  onApplicationBootstrap(): void {
    for (const one of this.repeating) one.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.repeating.map((one) => one.stop(this.options.shutdownMs)));
  }
}
