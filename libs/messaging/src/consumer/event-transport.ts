import { eventDefinition } from '@motcua/contracts';
import { Catch, type RpcExceptionFilter } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { EMPTY, isObservable, lastValueFrom, throwError, type Observable } from 'rxjs';
import type { EventHandler, EventHandlers } from './event-handlers.js';

/**
 * Nest's transport strategy: collects the `@EventPattern` methods of the application, so that they stay ordinary
 * controllers, and passes them to the inbox. A wrongly wired handler fails the start, not the first event.
 */
export class EventTransport extends Server implements CustomTransportStrategy {
  /** The inbox needs the error as the handler threw it. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly byType = new Map<string, EventHandler>();
  private readonly byMethod = new Map<object, string[]>();

  constructor(private readonly topics: readonly string[]) {
    super();
  }

  /** Handlers by event type. */
  get handlers(): EventHandlers {
    return this.byType;
  }

  /** Called by Nest for each pattern of each method. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const type = String(pattern);
    if (!isEventHandler) throw new Error(`${type}: services exchange events, use @EventPattern`);
    const definition = eventDefinition(type);
    if (!definition) throw new Error(`@EventPattern('${type}'): no such event is declared in the contracts`);
    if (!this.topics.includes(definition.topic)) {
      throw new Error(
        `@EventPattern('${type}'): its topic ${definition.topic} is not among those this service consumes`,
      );
    }
    if (this.byType.has(type)) {
      throw new Error(`@EventPattern('${type}') has two handlers; both would run in one transaction, so join them`);
    }
    super.addHandler(pattern, callback, isEventHandler, extras);
    // All patterns of one method share their extras, which identify a batch handler of several types as one.
    const types = this.byMethod.get(extras) ?? [];
    const known = types.map((other) => this.byType.get(other)!).find((handler) => handler.batch);
    if (known) {
      known.name = `${known.name},${type}`;
      this.byType.set(type, known);
    } else {
      this.byType.set(type, {
        name: type,
        batch: extras['batch'] === true,
        call: (...args) => settle(callback(...args)),
      });
    }
    this.byMethod.set(extras, [...types, type]);
  }

  /** Reading begins with the application, see MessagingRuntime; nothing to do here. */
  listen(callback: (...parameters: unknown[]) => void): void {
    callback();
  }

  close(): void {}

  on(): void {}

  unwrap<T>(): T {
    throw new Error('the event transport stands for no client library');
  }
}

/** Awaits a handler's result: Nest returns a promise of a value or of a stream. */
async function settle(returned: Promise<unknown>): Promise<void> {
  const result = await returned;
  if (isObservable(result)) await lastValueFrom(result as Observable<unknown>, { defaultValue: undefined });
}

/**
 * Without it Nest 12 answers "Internal server error" for any error but RpcException, and dead letters lose their
 * reason.
 */
@Catch()
export class OriginalErrorFilter implements RpcExceptionFilter {
  catch(exception: unknown): Observable<never> {
    return exception === undefined ? EMPTY : throwError(() => exception);
  }
}
