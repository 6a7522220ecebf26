import { eventDefinitions, GOLDEN_EVENTS } from '@motcua/contracts';
import { VERSION } from '@motcua/platform';
import type { JsonSchema } from './event-schemas.js';

/** The AsyncAPI 3.0 document of every topic: CloudEvents 1.0 in binary mode, attributes in Kafka headers. */
export function asyncApiDocument(schemas: Record<string, JsonSchema>): object {
  const definitions = eventDefinitions();
  const topics = [...new Set(definitions.map((definition) => definition.topic))];
  const messageName = (type: string) => type.replace(/[.-](.)/g, (_match, letter: string) => letter.toUpperCase());
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Motcua events',
      version: VERSION,
      description:
        'Events between the services: CloudEvents 1.0, binary mode. The key is the aggregate id (ce_subject); ' +
        'ce_aggregateversion numbers the events of one aggregate without gaps. Topics have no retention limit.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topics.map((topic) => [
        messageName(topic.replace('.v', 'V')),
        {
          address: topic,
          messages: Object.fromEntries(
            definitions
              .filter((definition) => definition.topic === topic)
              .map(({ type }) => [messageName(type), { $ref: `#/components/messages/${messageName(type)}` }]),
          ),
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        definitions.map(({ type, summary, payload }) => [
          messageName(type),
          {
            name: type,
            summary,
            headers: { $ref: '#/components/schemas/CloudEventHeaders' },
            payload: { $ref: `#/components/schemas/${payload.name}` },
            examples: [{ payload: GOLDEN_EVENTS.get(type)?.data }],
          },
        ]),
      ),
      schemas: {
        CloudEventHeaders: {
          type: 'object',
          required: [
            'ce_specversion',
            'ce_id',
            'ce_type',
            'ce_source',
            'ce_subject',
            'ce_time',
            'ce_recordedat',
            'ce_aggregateversion',
          ],
          properties: {
            ce_specversion: { type: 'string', const: '1.0' },
            ce_id: { type: 'string', format: 'uuid', description: 'Unique per event' },
            ce_type: { type: 'string', description: 'Event type' },
            ce_source: { type: 'string', description: 'Service that says so' },
            ce_subject: { type: 'string', description: 'Aggregate id; also the key' },
            ce_time: { type: 'string', format: 'date-time', description: 'Instant of the fact' },
            ce_recordedat: { type: 'string', format: 'date-time', description: 'Instant of its recording' },
            ce_aggregateversion: { type: 'string', description: 'Decimal number, 1, 2, 3 … without gaps' },
            traceparent: { type: 'string', description: 'W3C Trace Context' },
          },
        },
        ...schemas,
      },
    },
  };
}
