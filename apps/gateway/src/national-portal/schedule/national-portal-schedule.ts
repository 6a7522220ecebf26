import type { ServiceLogger } from '@motcua/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { SendLedger, Reconciliations } from '../application/ports.js';
import type { AnswerSubmissions } from '../application/answer-submissions.js';
import type { FetchSubmissions } from '../application/fetch-submissions.js';
import type { Reconcile } from '../application/reconcile.js';
import type { SendDossiers } from '../application/send-dossiers.js';
import type { SynchroniseDown } from '../application/synchronise-down.js';
import { Repeating } from './repeating.js';

export interface ScheduleOptions {
  /** How often the ledger is looked at while nothing is due. */
  pollMs: number;
  /** Passes side by side, so that one call that hangs does not hold up everything. */
  senders: number;
  /** How often both sides are compared. */
  reconciliationMs: number;
  /** How often citizens' submissions are fetched. */
  fetchMs: number;
  /** How often procedures and code tables are fetched. */
  catalogMs: number;
  shutdownMs: number;
}

export interface ScheduledWork {
  sendDossiers: SendDossiers;
  reconcile: Reconcile;
  reconciliations: Reconciliations;
  ledger: SendLedger;
  fetchSubmissions: FetchSubmissions;
  answerSubmissions: AnswerSubmissions;
  synchroniseDown: SynchroniseDown;
}

/** While the portal is away it is tried this often, more or less. */
const AWAY_MS = 2_000;
const FAILED_MS = 5_000;
/** How soon somebody who asks for a comparison gets one. */
const REQUESTS_MS = 500;
/** How soon somebody who asks for code tables or procedures gets them. */
const SYNCS_MS = 2_000;
const ANSWERS_MS = 1_000;
const TIDY_MS = 3_600_000;
/** How long attempts are kept, in days. */
const KEPT_DAYS = 90;

/** When what is done; one of these lives in every instance of the gateway. */
export class NationalPortalSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly repeating: Repeating[];

  constructor(
    work: ScheduledWork,
    private readonly options: ScheduleOptions,
    logger: ServiceLogger,
  ) {
    const { sendDossiers, reconcile, reconciliations, ledger } = work;
    const send = async (): Promise<number> => {
      const { claimed, away } = await sendDossiers.execute();
      if (away) return AWAY_MS * (0.5 + Math.random());
      return claimed > 0 ? 0 : options.pollMs;
    };
    const compare = async (): Promise<number> => {
      await reconciliations.requestIfDue(options.reconciliationMs);
      await reconcile.execute();
      return REQUESTS_MS;
    };
    const tidy = async (): Promise<number> => {
      await ledger.forgetAttempts(KEPT_DAYS);
      return TIDY_MS;
    };
    const repeating = (name: string, work: () => Promise<number>) => new Repeating(name, work, FAILED_MS, logger);
    this.repeating = [
      ...Array.from({ length: options.senders }, () => repeating('sending to the national portal', send)),
      repeating('comparing with the national portal', compare),
      repeating('fetching submissions of the national portal', async () => {
        await work.fetchSubmissions.execute();
        return options.fetchMs;
      }),
      repeating('answering submissions of the national portal', async () =>
        (await work.answerSubmissions.execute()) > 0 ? 0 : Math.min(ANSWERS_MS, options.fetchMs),
      ),
      repeating('fetching procedures and code tables', async () => {
        await work.synchroniseDown.execute(options.catalogMs);
        return SYNCS_MS;
      }),
      repeating('forgetting old attempts', tidy),
    ];
  }

  onApplicationBootstrap(): void {
    for (const one of this.repeating) one.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.repeating.map((one) => one.stop(this.options.shutdownMs)));
  }
}
