import { eventDefinition, TOPICS, type EventEnvelope, instanceOf } from '@motcua/contracts';
import { connectEvents, MessagingModule, messagingMigrations, Outbox, type OutgoingEvent } from '@motcua/messaging';
import { PlatformModule, ServiceConfig, type ServiceDefinition } from '@motcua/platform';
import { startTestService, type TestBroker, type TestService } from '@motcua/testing';
import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';

@Module({})
class PublisherModule {}

/** Stands for all services that announce something: an outbox and nothing else. */
const publisher: ServiceDefinition = {
  name: 'publisher',
  config: ServiceConfig,
  module: (config) => ({
    module: PublisherModule,
    imports: [
      PlatformModule.forRoot({ config, name: 'publisher', database: { migrations: [...messagingMigrations] } }),
      MessagingModule.forRoot({ service: 'publisher', config, publishes: Object.values(TOPICS), consumes: [] }),
    ],
  }),
  openapi: { title: 'Publisher', description: 'Announces events for tests' },
  configure: (app) => connectEvents(app),
};

/** Announces events the way that every service does, by way of its outbox. */
export class EventPublisher {
  private constructor(private readonly service: TestService) {}

  /** @param watermarkMs how often it says how far it has published; by default not within a test */
  static async start(broker: Pick<TestBroker, 'env'>, watermarkMs = 86_400_000): Promise<EventPublisher> {
    const env = { EVENT_WATERMARK_MS: String(watermarkMs) };
    return new EventPublisher(await startTestService(publisher, { broker, env }));
  }

  async publish(
    events: Pick<EventEnvelope, 'type' | 'subject' | 'aggregateversion' | 'time' | 'data'>[],
  ): Promise<void> {
    const outgoing = events.map((event): OutgoingEvent => ({
      payload: instanceOf(eventDefinition(event.type)!.payload, event.data as object),
      aggregateId: event.subject,
      aggregateVersion: event.aggregateversion,
      time: new Date(event.time),
    }));
    const outbox = this.service.app.get(Outbox);
    await this.service.app.get(DataSource).transaction((manager) => outbox.append(manager, outgoing));
  }

  stop(): Promise<void> {
    return this.service.stop();
  }
}
