import { backOffMs, Repeating, ServiceLogger } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { GatewayConfig } from '../../config.js';
import { AnswerSubmissions } from '../application/answer-submissions.js';
import { FetchSubmissions } from '../application/fetch-submissions.js';
import { Reconcile } from '../application/reconcile.js';
import { Reconciliations } from '../application/reconciliations.js';
import { SendDossiers } from '../application/send-dossiers.js';
import { SendLedger } from '../application/send-ledger.js';
import { SynchroniseDown } from '../application/synchronise-down.js';
import { NationalPortalMetrics } from '../national-portal-metrics.js';

/** Approximate interval of attempts while the portal is unavailable. */
const AWAY_MS = 2_000;
const FAILED_MS = 5_000;
/** Longest wait for a requested comparison. */
const REQUESTS_MS = 500;
/** Longest wait for a requested fetch of code tables or procedures. */
const SYNCS_MS = 2_000;
const ANSWERS_MS = 1_000;
const TIDY_MS = 3_600_000;
/** How long attempts are kept, in days. */
const KEPT_DAYS = 90;

/** The schedule; one in every instance of the gateway. */
@Injectable()
export class NationalPortalSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly repeating: Repeating[];

  constructor(
    sendDossiers: SendDossiers,
    ledger: SendLedger,
    reconcile: Reconcile,
    reconciliations: Reconciliations,
    fetchSubmissions: FetchSubmissions,
    answerSubmissions: AnswerSubmissions,
    synchroniseDown: SynchroniseDown,
    metrics: NationalPortalMetrics,
    private readonly config: GatewayConfig,
    logger: ServiceLogger,
  ) {
    const fetchMs = config.NATIONAL_PORTAL_FETCH_INTERVAL_MS;
    const send = async (): Promise<number> => {
      const { claimed, away } = await sendDossiers.execute();
      if (away) return backOffMs({ baseMs: AWAY_MS, capMs: AWAY_MS }, 1);
      return claimed > 0 ? 0 : config.NATIONAL_PORTAL_POLL_MS;
    };
    const compare = async (): Promise<number> => {
      await reconciliations.requestIfDue(config.NATIONAL_PORTAL_RECONCILIATION_INTERVAL_MS);
      await reconcile.execute();
      return REQUESTS_MS;
    };
    const tidy = async (): Promise<number> => {
      await ledger.forgetAttempts(KEPT_DAYS);
      return TIDY_MS;
    };
    const repeating = (failing: string, work: () => Promise<number>) =>
      new Repeating(work, { log: logger, failing, longestPauseMs: FAILED_MS });
    this.repeating = [
      ...Array.from({ length: config.NATIONAL_PORTAL_SENDERS }, () =>
        repeating('dossiers cannot be sent to the national portal', send),
      ),
      repeating('the national portal cannot be compared with', compare),
      repeating('submissions of the national portal cannot be fetched', async () => {
        await fetchSubmissions.execute({ onWithoutCode: (count) => metrics.submissionsWithoutCode(count) });
        return fetchMs;
      }),
      repeating('submissions of the national portal cannot be answered', async () =>
        (await answerSubmissions.execute()) > 0 ? 0 : Math.min(ANSWERS_MS, fetchMs),
      ),
      repeating('procedures and code tables cannot be fetched', async () => {
        await synchroniseDown.execute({ intervalMs: config.NATIONAL_PORTAL_CATALOG_INTERVAL_MS });
        return SYNCS_MS;
      }),
      repeating('old attempts cannot be forgotten', tidy),
    ];
  }

  onApplicationBootstrap(): void {
    for (const one of this.repeating) one.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.repeating.map((one) => one.stop(this.config.SHUTDOWN_TIMEOUT_MS)));
  }
}
