import { runWithTraceparent } from '@motcua/platform';
import type { EventEnvelope } from '@motcua/contracts';
import type { EntityManager } from 'typeorm';
import { UnknownEventError } from '../cloud-event.js';
import { EventBatchContext, EventContext } from './event-context.js';
import { HandlerFailure } from './failures.js';

/** A handler method, called with the payload (or the events) and the context. */
export interface EventHandler {
  /** Event types, joined; names the handler in metrics. */
  name: string;
  /** Takes several events at once. */
  batch: boolean;
  call(data: unknown, context: EventContext | EventBatchContext): Promise<void>;
}

/** The handlers of this service by event type; filled when the transport is attached. */
export type EventHandlers = ReadonlyMap<string, EventHandler>;

/**
 * Whether the later events of the aggregate must wait until a person has dealt with this failure. They must if this
 * service handles such events, because later ones build on them. An unknown or unhandled event blocks nothing.
 */
export function holdsUp(error: unknown, type: string | undefined, handlers: EventHandlers): boolean {
  return !(error instanceof UnknownEventError) && type !== undefined && handlers.has(type);
}

/**
 * Passes events to their handlers in order, in one transaction. Runs of events for one batch handler are collected and
 * passed together; `finish` passes the last run.
 */
export class Dispatch {
  private run: EventEnvelope[] = [];
  private runHandler?: EventHandler;

  constructor(
    private readonly manager: EntityManager,
    private readonly observe: (handler: EventHandler, seconds: number, events: number) => void,
  ) {}

  /** @throws HandlerFailure of this event or of the run before it */
  async apply(handler: EventHandler, event: EventEnvelope): Promise<void> {
    if (this.runHandler && this.runHandler !== handler) await this.finish();
    if (handler.batch) {
      this.runHandler = handler;
      this.run.push(event);
      return;
    }
    await this.call(handler, event.traceparent, 1, () =>
      handler.call(event.data, new EventContext(event, this.manager)),
    );
  }

  /** @throws HandlerFailure */
  async finish(): Promise<void> {
    const handler = this.runHandler;
    if (!handler) return;
    const events = this.run;
    this.run = [];
    this.runHandler = undefined;
    await this.call(handler, events[0]?.traceparent, events.length, () =>
      handler.call(events, new EventBatchContext(this.manager)),
    );
  }

  private async call(handler: EventHandler, trace: string | undefined, events: number, work: () => Promise<void>) {
    const started = process.hrtime.bigint();
    try {
      await runWithTraceparent(trace, work);
    } catch (error) {
      throw new HandlerFailure(error);
    } finally {
      this.observe(handler, Number(process.hrtime.bigint() - started) / 1e9, events);
    }
  }
}
