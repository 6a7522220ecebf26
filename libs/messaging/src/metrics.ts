import type { MetricsRegistry } from '@motcua/platform';
import type { EventHandler } from './consumer/event-handlers.js';

/** The outcome of the messages of one transaction. */
export interface Tally {
  handled: number;
  duplicates: number;
  parked: number;
  gaps: number;
  dead: number;
  /** The number of dead letters with another event's version. */
  others: number;
}

export const emptyTally = (): Tally => ({ handled: 0, duplicates: 0, parked: 0, gaps: 0, dead: 0, others: 0 });

/** Values read from the databases and the broker at each scrape. */
export interface MessagingGauges {
  outbox(): Promise<{ unpublished: number; oldestAgeSeconds: number }>;
  inbox(): Promise<{ parkedKeys: number; openDeadLetters: number }>;
  lag(): Promise<{ topic: string; lag: number }[]>;
}

const GAUGE_TIMEOUT_MS = 2_000;

/** Metrics of messaging, in the registry of the service. */
export class MessagingMetrics {
  readonly published;
  readonly failed;
  private readonly handled;
  private readonly duplicates;
  private readonly parked;
  private readonly gaps;
  private readonly deadLettered;
  private readonly others;
  private readonly handling;

  constructor(private readonly registry: MetricsRegistry) {
    const counter = (name: string, help: string) => registry.counter({ name, help, labelNames: ['topic'] });
    this.published = counter('messaging_published_total', 'Events that the broker acknowledged');
    this.handled = counter('messaging_handled_total', 'Events applied by their handler');
    this.duplicates = counter('messaging_duplicates_total', 'Events dropped because they were applied before');
    this.failed = counter('messaging_failures_total', 'Failed attempts to apply events, alone or in a batch');
    this.parked = counter('messaging_parked_total', 'Events set aside, for another attempt or behind another event');
    this.gaps = counter('messaging_gaps_total', 'Aggregates whose events wait because a version is missing');
    this.deadLettered = counter('messaging_dead_lettered_total', 'Messages given up');
    this.others = counter(
      'messaging_other_events_total',
      'Events under a version that another event has had: their producer was restored to an older state',
    );
    this.handling = registry.histogram({
      name: 'messaging_handler_duration_seconds',
      help: 'Time that handlers took, per call',
      labelNames: ['handler'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    });
  }

  count(topic: string, tally: Tally): void {
    if (tally.handled > 0) this.handled.inc({ topic }, tally.handled);
    if (tally.duplicates > 0) this.duplicates.inc({ topic }, tally.duplicates);
    if (tally.parked > 0) this.parked.inc({ topic }, tally.parked);
    if (tally.gaps > 0) this.gaps.inc({ topic }, tally.gaps);
    if (tally.others > 0) this.others.inc({ topic }, tally.others);
    if (tally.dead > 0) this.deadLettered.inc({ topic }, tally.dead);
  }

  readonly observeHandler = (handler: EventHandler, seconds: number): void => {
    this.handling.observe({ handler: handler.name }, seconds);
  };

  /** Gauges are read at a scrape; one without an answer in time keeps its last value. */
  register(gauges: MessagingGauges): void {
    const set = <T>(ask: () => Promise<T>, use: (answer: T) => void) => {
      return async () => {
        const late = new Promise<undefined>((resolve) =>
          setTimeout(() => resolve(undefined), GAUGE_TIMEOUT_MS).unref(),
        );
        const answer = await Promise.race([ask().catch(() => undefined), late]);
        if (answer !== undefined) use(answer);
      };
    };
    const age = this.registry.gauge({
      name: 'messaging_outbox_oldest_age_seconds',
      help: 'Age of the oldest event that the broker has not acknowledged',
    });
    const unpublished = this.registry.gauge({
      name: 'messaging_outbox_unpublished',
      help: 'Events that the broker has not acknowledged',
      collect: set(gauges.outbox, (answer) => {
        unpublished.set(answer.unpublished);
        age.set(answer.oldestAgeSeconds);
      }),
    });
    const deadLetters = this.registry.gauge({
      name: 'messaging_dead_letters_open',
      help: 'Dead letters that wait for a person',
    });
    const parkedKeys = this.registry.gauge({
      name: 'messaging_parked_aggregates',
      help: 'Aggregates whose events wait',
      collect: set(gauges.inbox, (answer) => {
        parkedKeys.set(answer.parkedKeys);
        deadLetters.set(answer.openDeadLetters);
      }),
    });
    const lag = this.registry.gauge({
      name: 'messaging_consumer_lag',
      help: 'Records in the broker that this service has not read',
      labelNames: ['topic'],
      collect: set(gauges.lag, (answer) => {
        for (const entry of answer) lag.set({ topic: entry.topic }, entry.lag);
      }),
    });
  }
}
