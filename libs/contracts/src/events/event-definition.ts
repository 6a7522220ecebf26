/** A CloudEvents 1.0 event between services: attributes plus payload. */
export interface EventEnvelope<T = unknown> {
  /** UUIDv7, unique per event. */
  id: string;
  /** A literal in the past tense: `dossier.accepted`. */
  type: string;
  /** The announcing service: `/dossier-service`. */
  source: string;
  /** The aggregate's id; also the partition key. */
  subject: string;
  /** ISO 8601 instant (UTC) of the fact. */
  time: string;
  /** ISO 8601 instant (UTC) at which the fact was recorded. */
  recordedat: string;
  /** 1, 2, 3 … without gaps over all events of one aggregate in its topic. */
  aggregateversion: number;
  /** W3C Trace Context of the request that caused it. */
  traceparent?: string;
  data: T;
}

export interface EventDefinition {
  topic: string;
  type: string;
  /** One line for a person: what happened. */
  summary: string;
  payload: new () => object;
}

const byType = new Map<string, EventDefinition>();
const byPayload = new Map<object, EventDefinition>();

/** Declares a payload class to be the contract of one event type. A type has one class and one topic. */
export function DomainEvent(definition: Omit<EventDefinition, 'payload'>) {
  return (payload: new () => object): void => {
    if (byType.has(definition.type)) throw new Error(`event type ${definition.type} is declared twice`);
    const complete = { ...definition, payload };
    byType.set(definition.type, complete);
    byPayload.set(payload, complete);
  };
}

/** The definition of an event by its type literal, its payload class, or an instance of that class. */
export function eventDefinition(of: string | (new () => object) | object): EventDefinition | undefined {
  if (typeof of === 'string') return byType.get(of);
  return byPayload.get(of) ?? byPayload.get(of.constructor);
}

/** Every declared event, by topic and then in order of declaration. */
export function eventDefinitions(): EventDefinition[] {
  return [...byType.values()].sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0));
}
