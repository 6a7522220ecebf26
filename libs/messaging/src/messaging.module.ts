import { hostname } from 'node:os';
import { Clock, MetricsRegistry, ServiceLogger } from '@motcua/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { openBroker } from './broker/open-broker.js';
import { ConsumerControl } from './consumer/consumer-control.js';
import { DeadLetters } from './consumer/dead-letters.js';
import { EventsController } from './events.controller.js';
import { MessagingMetrics } from './metrics.js';
import { MessagingRuntime } from './messaging-runtime.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxPublication } from './outbox/outbox-publication.js';
import { retryPolicy, type MessagingSettings, type RetryPolicy } from './settings.js';

export interface MessagingOptions {
  /** Name of the service: consumer group, and source of its events. */
  service: string;
  config: MessagingSettings;
  /** Topics of its outbox. */
  publishes: readonly string[];
  /** Topics that it reads; none for a service that only publishes. */
  consumes: readonly string[];
  retry?: RetryPolicy;
}

/**
 * Outbox, relay and inbox of a service. Needs the global providers of PlatformModule (DataSource, ServiceLogger,
 * MetricsRegistry, Clock), the tables of `messagingMigrations`, and a call of `connectEvents` if it consumes.
 */
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    const runtime = {
      provide: MessagingRuntime,
      inject: [DataSource, ServiceLogger, MetricsRegistry, Clock],
      useFactory: (dataSource: DataSource, log: ServiceLogger, registry: MetricsRegistry, clock: Clock) =>
        new MessagingRuntime({
          service: options.service,
          settings: options.config,
          publishes: options.publishes,
          topics: options.consumes,
          retry: options.retry ?? retryPolicy(options.config),
          dataSource,
          broker: openBroker(options.config, `${options.service}@${hostname()}`, log),
          clock,
          metrics: new MessagingMetrics(registry),
          log,
        }),
    };
    const part = <T>(provide: T, of: (runtime: MessagingRuntime) => unknown) => ({
      provide,
      inject: [MessagingRuntime],
      useFactory: of,
    });
    return {
      module: MessagingModule,
      global: true,
      controllers: [EventsController],
      providers: [
        { provide: Outbox, useFactory: () => new Outbox(options.publishes) },
        runtime,
        part(DeadLetters as never, (it) => it.deadLetters),
        part(ConsumerControl as never, (it) => it.control),
        part(OutboxPublication as never, (it) => it.publication),
      ],
      exports: [Outbox, DeadLetters, ConsumerControl, OutboxPublication],
    };
  }
}
