import type { EventEnvelope } from '@motcua/contracts';
import { EventPattern } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';

/** The second argument of a handler, by `@Ctx()`. */
export class EventContext {
  constructor(
    /** The whole event: its id, subject, time, version. */
    readonly event: EventEnvelope,
    /** The consuming transaction. Effects written through it happen exactly once; anything else may happen again. */
    readonly manager: EntityManager,
  ) {}
}

/** The second argument of a batch handler, by `@Ctx()`. */
export class EventBatchContext {
  constructor(readonly manager: EntityManager) {}
}

/**
 * Marks a method that takes several events at once: `@Payload() events: EventEnvelope[]`, `@Ctx() context:
 * EventBatchContext`. It gets runs of consecutive events of the named types in their order, and applies all of them or
 * throws. For projections that are rebuilt from millions of events; an ordinary `@EventPattern` is simpler.
 */
export function EventBatchPattern(types: string[]): MethodDecorator {
  return EventPattern(types, { batch: true }) as MethodDecorator;
}
