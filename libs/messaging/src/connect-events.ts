import type { INestApplication } from '@nestjs/common';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { EventTransport, OriginalErrorFilter } from './consumer/event-transport.js';
import { MessagingRuntime } from './messaging-runtime.js';

/**
 * Attaches the event transport to the application: its `@EventPattern` methods are the handlers of the topics that
 * `MessagingModule.forRoot` names. Consuming and publishing begin when the application is initialised, and end with it.
 * Call it once, after the application was created and before it listens.
 * @throws Error when a handler is wired wrongly: an undeclared event, a topic that is not consumed, two handlers
 */
export async function connectEvents(app: INestApplication): Promise<void> {
  const runtime = app.get(MessagingRuntime, { strict: false });
  const transport = new EventTransport(runtime.topics);
  // Filters apply only if they are set before the handlers are collected, hence the deferred initialisation; the
  // application itself runs the hooks of the modules.
  const microservice = app.connectMicroservice<MicroserviceOptions>(
    { strategy: transport },
    { inheritAppConfig: false, deferInitialization: true },
  );
  (microservice as unknown as { setIsInitHookCalled(called: boolean): void }).setIsInitHookCalled(true);
  microservice.useGlobalFilters(new OriginalErrorFilter());
  await app.startAllMicroservices();
  runtime.attach(transport);
}
