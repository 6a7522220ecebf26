import {
  eventDefinition,
  takeOutMisfits,
  type EventDefinition,
  type EventEnvelope,
  instanceOf,
} from '@motcua/contracts';
import type { BrokerRecord, OutgoingRecord } from './broker/broker.js';
import { storableText } from './broker/text.js';
import { describeViolations, violationsOf } from './event-validation.js';

/** A message that is not an event; a retry cannot change that. */
export class MalformedEventError extends Error {
  override name = 'MalformedEventError';
}

/** A message of a type that this version of the service does not know in its topic; a later version may. */
export class UnknownEventError extends MalformedEventError {
  override name = 'UnknownEventError';
}

/** Identifies the event and its aggregate: what the order needs, even if the rest is invalid. */
export interface EventIdentity {
  id: string;
  subject: string;
  aggregateversion: number;
}

const MAX_KEY_LENGTH = 200;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;
const VERSION = /^[1-9]\d{0,8}$/;

/** An event's attributes beside its payload. */
export type EventAttributes = Omit<EventEnvelope, 'data'>;

/** An event in CloudEvents 1.0 binary mode for Kafka: attributes as `ce_` headers, the key, and the payload as JSON. */
export function toRecord(event: EventAttributes, json: string): OutgoingRecord {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_subject: event.subject,
    ce_time: event.time,
    ce_recordedat: event.recordedat,
    ce_aggregateversion: String(event.aggregateversion),
    'content-type': 'application/json',
  };
  if (event.traceparent) headers['traceparent'] = event.traceparent;
  return { key: event.subject, headers, body: json };
}

const ATTRIBUTE = /^(?:ce_[a-z0-9]{1,40}|content-type|traceparent)$/;

/** A message with only its CloudEvents headers, as text that can be stored. */
export function withAttributesOnly(record: BrokerRecord): BrokerRecord {
  const attributes = Object.entries(record.headers).filter(([name]) => ATTRIBUTE.test(name));
  return { ...record, headers: Object.fromEntries(attributes.map(([name, value]) => [name, storableText(value)])) };
}

/** The key by which later messages of the same aggregate can be parked; undefined if it is unusable. */
export function usableKey(record: Pick<BrokerRecord, 'key'>): string | undefined {
  const { key } = record;
  return key !== null && key.length > 0 && key.length <= MAX_KEY_LENGTH && !key.startsWith('data:;base64,')
    ? key
    : undefined;
}

/**
 * Reads which event a message is.
 * @throws MalformedEventError which names the attribute; the aggregate is unknown
 */
export function readIdentity(record: Pick<BrokerRecord, 'key' | 'headers'>): EventIdentity {
  const { headers } = record;
  if (required(headers, 'ce_specversion') !== '1.0') throw new MalformedEventError('ce_specversion is not 1.0');
  const version = required(headers, 'ce_aggregateversion');
  if (!VERSION.test(version)) throw new MalformedEventError('ce_aggregateversion is not 1, 2, 3 …');
  const subject = required(headers, 'ce_subject');
  const key = usableKey(record);
  if (key === undefined) throw new MalformedEventError('the key is missing or cannot be one');
  if (subject !== key) throw new MalformedEventError('ce_subject is not the key');
  return { id: required(headers, 'ce_id'), subject, aggregateversion: Number(version) };
}

/**
 * The whole event, its payload an instance of its contract class without properties that the contract does not know.
 * @throws UnknownEventError when the topic does not have its type
 * @throws MalformedEventError which names the attribute or the field
 */
export function readEvent(
  identity: EventIdentity,
  record: Pick<BrokerRecord, 'headers' | 'body'>,
  topic: string,
): EventEnvelope<object> {
  const { headers } = record;
  const type = headers['ce_type'];
  if (!type) throw new UnknownEventError('header ce_type is missing');
  const definition = eventDefinition(type);
  if (!definition) throw new UnknownEventError(`event type ${type} is unknown`);
  if (definition.topic !== topic)
    throw new UnknownEventError(`event type ${type} belongs to topic ${definition.topic}`);
  const contentType = required(headers, 'content-type');
  if (!/^application\/json\b/i.test(contentType)) throw new MalformedEventError('content-type is not application/json');
  return {
    ...identity,
    type,
    source: required(headers, 'ce_source'),
    time: instant(required(headers, 'ce_time'), 'ce_time'),
    recordedat: instant(required(headers, 'ce_recordedat'), 'ce_recordedat'),
    ...(headers['traceparent'] ? { traceparent: headers['traceparent'] } : {}),
    data: readPayload(definition, record.body),
  };
}

function required(headers: BrokerRecord['headers'], name: string): string {
  const value = headers[name];
  if (!value) throw new MalformedEventError(`header ${name} is missing`);
  return value;
}

function readPayload(definition: EventDefinition, body: Buffer | null): object {
  if (!body) throw new MalformedEventError('the body is empty');
  let plain: unknown;
  try {
    plain = JSON.parse(body.toString('utf8'));
  } catch {
    throw new MalformedEventError('the body is not JSON');
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new MalformedEventError('the body is not a JSON object');
  }
  // Members of a later version are dropped; a payload that no version can have is not converted.
  const misfits = takeOutMisfits(plain, definition.payload).filter(
    ({ constraint }) => constraint !== 'whitelistValidation',
  );
  if (misfits.length > 0) {
    const violations = misfits.map(({ path, english }) => `${path}: ${english}`);
    throw new MalformedEventError(`${definition.type} breaks its contract: ${describeViolations(violations)}`);
  }
  const payload = instanceOf(definition.payload, plain);
  const violations = violationsOf(payload, 'drop-unknown');
  if (violations.length > 0) {
    throw new MalformedEventError(`${definition.type} breaks its contract: ${describeViolations(violations)}`);
  }
  return payload;
}

function instant(text: string, name: string): string {
  if (!INSTANT.test(text) || Number.isNaN(Date.parse(text))) throw new MalformedEventError(`${name} is not an instant`);
  return text;
}
