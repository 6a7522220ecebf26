import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

/** The context of the current request or message. */
export interface TraceContext {
  requestId?: string;
  /** W3C Trace Context header of this unit of work, for its calls and events. */
  traceparent: string;
}

const storage = new AsyncLocalStorage<TraceContext>();
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The `traceparent` of the current work; undefined outside of any. */
export function currentTraceparent(): string | undefined {
  return storage.getStore()?.traceparent;
}

export function currentTrace(): TraceContext | undefined {
  return storage.getStore();
}

/** Runs `work` in the trace of `traceparent`, or in a new one if it is absent or malformed. */
export function runWithTraceparent<T>(traceparent: string | undefined, work: () => T): T {
  return runWithTrace({ traceparent: childTraceparent(traceparent) }, work);
}

export function runWithTrace<T>(context: TraceContext, work: () => T): T {
  return storage.run(context, work);
}

/** A `traceparent` with a new span id in the caller's trace, or in a new trace (W3C Trace Context §3.2). */
export function childTraceparent(parent: string | undefined): string {
  const span = randomBytes(8).toString('hex');
  if (parent && TRACEPARENT.test(parent)) {
    return `${parent.slice(0, 36)}${span}${parent.slice(52)}`;
  }
  return `00-${randomBytes(16).toString('hex')}-${span}-01`;
}
