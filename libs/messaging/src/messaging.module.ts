import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { Outbox } from './outbox/outbox.js';
import type { MessagingSettings, RetryPolicy } from './settings.js';

export interface MessagingOptions {
  /** Name of the service: consumer group, and source of its events. */
  service: string;
  config: MessagingSettings;
  /** Topics that it consumes; none for a service that only publishes. */
  topics: string[];
  retry?: RetryPolicy;
}

/** Needs the global providers of PlatformModule: DataSource, ServiceLogger, MetricsRegistry. */
@Module({})
export class MessagingModule {
  static forRoot(_options: MessagingOptions): DynamicModule {
    return { module: MessagingModule, global: true, providers: [Outbox], exports: [Outbox] };
  }
}
