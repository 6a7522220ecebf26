import type { INestApplication } from '@nestjs/common';

/**
 * Attaches the event transport to the application: its `@EventPattern` methods are the handlers of the topics that
 * `MessagingModule.forRoot` names. Consuming and publishing begin when the application is initialised, and end with it.
 * To be called once, after the application was created and before it listens.
 */
export async function connectEvents(_app: INestApplication): Promise<void> {}
