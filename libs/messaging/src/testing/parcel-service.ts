import type { EventEnvelope } from '@motcua/contracts';
import {
  Clock,
  currentTraceparent,
  MetricsRegistry,
  openDataSource,
  ServiceLogger,
  SystemClock,
} from '@motcua/platform';
import { Controller, Inject, Module, type INestApplication, type Type } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { Writable } from 'node:stream';
import { DataSource } from 'typeorm';
import { openBroker } from '../broker/open-broker.js';
import type { Broker } from '../broker/broker.js';
import { connectEvents } from '../connect-events.js';
import { ConsumerControl } from '../consumer/consumer-control.js';
import { DeadLetters } from '../consumer/dead-letters.js';
import { EventBatchContext, EventBatchPattern, EventContext } from '../consumer/event-context.js';
import { MessagingMetrics } from '../metrics.js';
import { MessagingModule } from '../messaging.module.js';
import { MessagingRuntime } from '../messaging-runtime.js';
import { messagingMigrations } from '../migrations/messaging-tables.migration.js';
import { Outbox, type OutgoingEvent } from '../outbox/outbox.js';
import { OutboxPublication } from '../outbox/outbox-publication.js';
import type { BrokerSettings, RetryPolicy } from '../settings.js';
import { ParcelMoved, ParcelPosted, PARCELS, VANS, VanLoaded } from './parcel-events.js';

/** A test's hook: called before the effect is written; may throw, or wait. */
export class Behaviour {
  before: (context: EventContext) => unknown = () => undefined;
}

@Controller()
export class ParcelHandlers {
  constructor(@Inject(Behaviour) private readonly behaviour: Behaviour) {}

  @EventPattern<string>('parcel.posted')
  async onPosted(@Payload() data: ParcelPosted, @Ctx() context: EventContext): Promise<void> {
    await this.record(context, data instanceof ParcelPosted ? `posted ${data.grams}` : 'not an instance');
  }

  @EventPattern<string>('parcel.moved')
  async onMoved(@Payload() data: ParcelMoved, @Ctx() context: EventContext): Promise<void> {
    await this.record(context, `moved ${data.to}`);
  }

  @EventPattern<string>('van.loaded')
  async onLoaded(@Payload() data: VanLoaded, @Ctx() context: EventContext): Promise<void> {
    await this.record(context, `loaded ${data.van}`);
  }

  private async record(context: EventContext, what: string): Promise<void> {
    await this.behaviour.before(context);
    await context.manager.query('INSERT INTO effects (aggregate, version, what, trace) VALUES ($1, $2, $3, $4)', [
      context.event.subject,
      context.event.aggregateversion,
      what,
      currentTraceparent()?.slice(3, 35) ?? null,
    ]);
  }
}

/** The same effects, written for many events at once. */
@Controller()
export class ParcelBatchHandlers {
  constructor(@Inject(Behaviour) private readonly behaviour: Behaviour) {}

  @EventBatchPattern(['parcel.posted', 'parcel.moved'])
  async onParcels(@Payload() events: EventEnvelope[], @Ctx() { manager }: EventBatchContext): Promise<void> {
    for (const event of events) await this.behaviour.before(new EventContext(event, manager));
    await manager.query(
      `INSERT INTO effects (aggregate, version, what)
       SELECT aggregate, version, what FROM unnest($1::text[], $2::integer[], $3::text[]) AS event (aggregate, version, what)`,
      [
        events.map((event) => event.subject),
        events.map((event) => event.aggregateversion),
        events.map((event) => `${event.type} of ${events.length}`),
      ],
    );
  }
}

export interface Effect {
  aggregate: string;
  version: number;
  what: string;
  trace: string | null;
}

export interface ParcelServiceOptions {
  databaseUrl: string;
  broker: Record<string, string>;
  name?: string;
  topics?: string[];
  publishes?: string[];
  retry?: RetryPolicy;
  controllers?: Type[];
  statementTimeoutMs?: number;
  wrapBroker?(broker: Broker): Broker;
  clock?: Clock;
  watermarkMs?: number;
}

/** Two attempts more than the first, at once. */
export const QUICK_RETRY: RetryPolicy = { attempts: 3, backoffMs: () => 50 };

/** One instance of an example service that publishes and consumes parcel events. */
export class ParcelService {
  readonly deadLetters: DeadLetters;
  readonly control: ConsumerControl;
  readonly publication: OutboxPublication;
  readonly outbox: Outbox;
  readonly dataSource: DataSource;
  readonly behaviour: Behaviour;
  readonly metrics: MetricsRegistry;

  private constructor(
    readonly app: INestApplication,
    readonly logLines: { level: string; msg: string }[],
  ) {
    this.deadLetters = app.get(DeadLetters);
    this.control = app.get(ConsumerControl);
    this.publication = app.get(OutboxPublication);
    this.outbox = app.get(Outbox);
    this.dataSource = app.get(DataSource);
    this.behaviour = app.get(Behaviour);
    this.metrics = app.get(MetricsRegistry);
  }

  static async start(options: ParcelServiceOptions): Promise<ParcelService> {
    const name = options.name ?? 'parcel-service';
    const settings = settingsOf(options);
    const topics = options.topics ?? [PARCELS, VANS];
    const publishes = options.publishes ?? [PARCELS, VANS];
    const logLines: { level: string; msg: string }[] = [];
    const logger = new ServiceLogger({ service: name, level: 'info', destination: collect(logLines) });
    const dataSource = await openDataSource({
      service: name,
      url: options.databaseUrl,
      poolSize: 10,
      waitMs: 10_000,
      statementTimeoutMs: options.statementTimeoutMs,
      logger,
      migrations: messagingMigrations,
    });
    await dataSource.query(
      `CREATE TABLE IF NOT EXISTS effects (seq bigint GENERATED ALWAYS AS IDENTITY, aggregate text, version integer, what text, trace text)`,
    );
    const providers = [
      { provide: DataSource, useValue: dataSource },
      { provide: ServiceLogger, useValue: logger },
      { provide: MetricsRegistry, useValue: new MetricsRegistry(name) },
      { provide: Clock, useClass: SystemClock },
      { provide: Behaviour, useValue: new Behaviour() },
    ];
    @Module({})
    class Surroundings {}
    const retry = options.retry ?? QUICK_RETRY;
    const module = await Test.createTestingModule({
      imports: [
        { module: Surroundings, global: true, providers, exports: providers.map((provider) => provider.provide) },
        MessagingModule.forRoot({ service: name, config: settings, publishes, consumes: topics, retry }),
      ],
      controllers: options.controllers ?? [ParcelHandlers],
    })
      .overrideProvider(MessagingRuntime)
      .useFactory({
        inject: [MetricsRegistry],
        factory: (registry: MetricsRegistry) =>
          new MessagingRuntime({
            service: name,
            settings,
            publishes,
            topics,
            retry,
            dataSource,
            broker: (options.wrapBroker ?? ((broker) => broker))(openBroker(settings, name, logger)),
            clock: options.clock ?? new SystemClock(),
            metrics: new MessagingMetrics(registry),
            log: logger,
          }),
      })
      .compile();
    const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
    try {
      await connectEvents(app);
      await app.init();
    } catch (error) {
      await app.close();
      await dataSource.destroy();
      throw error;
    }
    return new ParcelService(app, logLines);
  }

  async stop(): Promise<void> {
    await this.app.close();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /** Announces events in one transaction. */
  async announce(...events: [aggregateId: string, aggregateVersion: number, payload: object][]): Promise<void> {
    await this.dataSource.transaction((manager) => this.outbox.append(manager, events.map(toOutgoing)));
  }

  async effects(aggregate?: string): Promise<Effect[]> {
    return this.dataSource.query(
      'SELECT aggregate, version, what, trace FROM effects WHERE $1::text IS NULL OR aggregate = $1 ORDER BY seq',
      [aggregate ?? null],
    );
  }

  /** Versions applied of one aggregate, in the order of application. */
  async versions(aggregate: string): Promise<number[]> {
    return (await this.effects(aggregate)).map((effect) => effect.version);
  }

  async metric(name: string): Promise<number> {
    const found = (await this.metrics.registry.getMetricsAsJSON()).find((metric) => metric.name === name);
    return (found?.values ?? []).reduce((sum, value) => sum + value.value, 0);
  }
}

export function toOutgoing([aggregateId, aggregateVersion, payload]: [string, number, object]): OutgoingEvent {
  return { aggregateId, aggregateVersion, payload, time: new Date('2026-09-01T08:00:00+07:00') };
}

/** The broker settings of a service's configuration. */
export function brokerSettings(env: Record<string, string>): BrokerSettings {
  return {
    ...env,
    KAFKA_SSL: env['KAFKA_SSL'] === 'true',
    KAFKA_TOPIC_PARTITIONS: Number(env['KAFKA_TOPIC_PARTITIONS'] ?? 3),
    KAFKA_TOPIC_REPLICATION: 1,
  } as BrokerSettings;
}

function settingsOf(options: ParcelServiceOptions) {
  return {
    ...brokerSettings(options.broker),
    DATABASE_URL: options.databaseUrl,
    SHUTDOWN_TIMEOUT_MS: 3_000,
    EVENT_WATERMARK_MS: options.watermarkMs,
  };
}

function collect(lines: { level: string; msg: string }[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n').filter(Boolean)) lines.push(JSON.parse(line));
      done();
    },
  });
}
