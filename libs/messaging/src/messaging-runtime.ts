import { settledWithin, Waker, type Clock } from '@motcua/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Broker, MessagingLog, RunningSubscription } from './broker/broker.js';
import type { EventTransport } from './consumer/event-transport.js';
import type { EventHandlers } from './consumer/event-handlers.js';
import { Inbox } from './consumer/inbox.js';
import { ParkedEvents } from './consumer/parked-events.js';
import { StoredConsumerControl } from './consumer/stored-consumer-control.js';
import { StoredDeadLetters } from './consumer/stored-dead-letters.js';
import type { MessagingMetrics } from './metrics.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { StoredOutboxPublication } from './outbox/stored-outbox-publication.js';
import { PublishedUntil } from './outbox/published-until.js';
import { DEFAULT_BATCH_BYTES, DEFAULT_WATERMARK_MS, type MessagingSettings, type RetryPolicy } from './settings.js';

export interface RuntimeParts {
  service: string;
  settings: MessagingSettings;
  publishes: readonly string[];
  /** The consumed topics. */
  topics: readonly string[];
  retry: RetryPolicy;
  dataSource: DataSource;
  broker: Broker;
  clock: Clock;
  metrics: MessagingMetrics;
  log: MessagingLog;
}

/** How long a start waits for the broker's answer about its rights. */
const ADMISSION_MS = 5_000;

/** Relay and consumer of one service instance; they live as long as the application. */
export class MessagingRuntime implements OnApplicationBootstrap, OnModuleDestroy {
  readonly deadLetters: StoredDeadLetters;
  readonly control: StoredConsumerControl;
  readonly publication: StoredOutboxPublication;
  private readonly life = new Waker();
  private readonly relay: OutboxRelay;
  private readonly publishedUntil: PublishedUntil;
  private readonly inbox: Inbox;
  private readonly parked: ParkedEvents;
  private transport?: EventTransport;
  private subscription?: RunningSubscription;

  constructor(private readonly parts: RuntimeParts) {
    const { dataSource, broker, clock, publishes, log, metrics, retry, service, settings, topics } = parts;
    const outagePauseMs = settings.EVENT_OUTAGE_PAUSE_MS;
    const chain = { handlers: () => this.handlers, retry, metrics };
    this.deadLetters = new StoredDeadLetters(dataSource, chain);
    this.parked = new ParkedEvents(dataSource, chain, this.deadLetters, log, outagePauseMs);
    this.publication = new StoredOutboxPublication(dataSource);
    this.control = new StoredConsumerControl(
      dataSource,
      broker,
      [...topics],
      log,
      async () => this.subscription?.restart(),
      outagePauseMs,
    );
    this.relay = new OutboxRelay({
      service,
      databaseUrl: settings.DATABASE_URL,
      broker,
      metrics,
      log,
      outagePauseMs,
      batchBytes: settings.EVENT_BATCH_BYTES,
    });
    this.publishedUntil = new PublishedUntil({
      service,
      publishes,
      dataSource,
      broker,
      clock,
      log,
      everyMs: settings.EVENT_WATERMARK_MS ?? DEFAULT_WATERMARK_MS,
    });
    this.inbox = new Inbox({
      ...chain,
      dataSource,
      log,
      life: this.life,
      outagePauseMs,
      batchBytes: settings.EVENT_BATCH_BYTES ?? DEFAULT_BATCH_BYTES,
      onParked: () => this.parked.wake(),
    });
    metrics.register({
      outbox: () => this.publication.state(),
      inbox: () => this.waiting(),
      lag: () => this.lag(),
    });
  }

  get topics(): readonly string[] {
    return this.parts.topics;
  }

  /** Sets the handlers of the application; call it before initialisation. */
  attach(transport: EventTransport): void {
    this.transport = transport;
  }

  /** @throws StartupError when the broker is available and refuses this service */
  async onApplicationBootstrap(): Promise<void> {
    const topics = [...new Set([...this.parts.publishes, ...this.topics])];
    const admission = this.parts.broker.admits(topics, this.topics.length > 0 ? this.parts.service : undefined);
    // A broker that does not answer is unavailable: the service starts and waits for it.
    if (await settledWithin(admission, ADMISSION_MS)) await admission;
    else admission.catch((error: unknown) => this.parts.log.error('the broker refuses this service', { err: error }));
    this.relay.start();
    this.publishedUntil.start();
    if (this.topics.length === 0) return;
    if (!this.transport) {
      throw new Error(`${this.parts.service} consumes events: call connectEvents(app) before it listens`);
    }
    this.parked.start();
    this.control.watch();
    this.subscription = this.parts.broker.subscribe({
      group: this.parts.service,
      topics: [...this.topics],
      startPosition: (...where) => this.inbox.startPosition(...where),
      onBatch: (batch) => this.inbox.onBatch(batch),
    });
  }

  /** Finishes running work within the service's time limit. */
  async onModuleDestroy(): Promise<void> {
    const timeoutMs = this.parts.settings.SHUTDOWN_TIMEOUT_MS ?? 10_000;
    this.life.end();
    const chores = settledWithin(
      Promise.all([this.parked.stop(), this.control.stop(), this.publishedUntil.stop()]),
      timeoutMs,
    );
    await Promise.all([this.subscription?.close(timeoutMs), this.relay.stop(timeoutMs), chores]);
    await this.parts.broker.close();
  }

  private get handlers(): EventHandlers {
    return this.transport?.handlers ?? new Map();
  }

  private async waiting(): Promise<{ parkedKeys: number; openDeadLetters: number }> {
    const rows: { parked: number; dead: number }[] = await this.parts.dataSource.query(
      `SELECT (SELECT count(*)::integer FROM consumed_aggregates WHERE parked_reason IS NOT NULL) AS parked,
         (SELECT count(*)::integer FROM dead_letters WHERE state = 'OPEN') AS dead`,
    );
    return { parkedKeys: rows[0]!.parked, openDeadLetters: rows[0]!.dead };
  }

  private async lag(): Promise<{ topic: string; lag: number }[]> {
    const lags = new Map<string, number>();
    for (const { topic, lag } of await this.control.progress()) {
      if (lag !== undefined) lags.set(topic, (lags.get(topic) ?? 0) + lag);
    }
    return [...lags].map(([topic, lag]) => ({ topic, lag }));
  }
}
