import { eventDefinitions, GOLDEN_EVENTS } from '@motcua/contracts';
import type { JsonSchema } from './event-schemas.js';

/** `docs/events.md`: every topic and event with its fields and its golden example, for a person. */
export function eventsPage(schemas: Record<string, JsonSchema>): string {
  const lines = [
    '# Events',
    '',
    '<!-- Generated from libs/contracts by `npm run generate`. -->',
    '',
    'CloudEvents 1.0 in binary mode; the key is the aggregate id. No event carries personal data or free text.',
    'The same as a machine-readable document: [asyncapi.yaml](asyncapi.yaml).',
  ];
  let topic = '';
  for (const definition of eventDefinitions()) {
    if (definition.topic !== topic) lines.push('', `## ${(topic = definition.topic)}`);
    lines.push(
      '',
      `### ${definition.type}`,
      '',
      `${definition.summary}.`,
      '',
      '| field | type | meaning |',
      '|---|---|---|',
    );
    lines.push(...fieldRows(schemas, definition.payload.name));
    lines.push('', '<details><summary>Example</summary>', '', '```json');
    lines.push(JSON.stringify(GOLDEN_EVENTS.get(definition.type)?.data, undefined, 2), '```', '', '</details>');
  }
  return lines.join('\n') + '\n';
}

function fieldRows(schemas: Record<string, JsonSchema>, name: string, prefix = ''): string[] {
  const schema = schemas[name];
  const required = new Set((schema?.required as string[] | undefined) ?? []);
  return Object.entries((schema?.properties ?? {}) as Record<string, JsonSchema>).flatMap(([field, property]) => {
    const nested = referenced(property);
    const list = property.type === 'array';
    const path = `${prefix}${field}${list ? '[]' : ''}`;
    const isObject = nested !== undefined && schemas[nested]?.properties !== undefined;
    const row = `| \`${path}\`${required.has(field) ? '' : ' (optional)'} | ${typeName(schemas, property)} | ${property.description ?? ''} |`;
    return isObject ? [row, ...fieldRows(schemas, nested, `${path}.`)] : [row];
  });
}

function referenced(property: JsonSchema): string | undefined {
  const candidates = [property, property.items, ...((property.allOf as unknown[]) ?? [])] as (JsonSchema | undefined)[];
  const reference = candidates.find((candidate) => typeof candidate?.$ref === 'string')?.$ref as string | undefined;
  return reference?.split('/').at(-1);
}

function typeName(schemas: Record<string, JsonSchema>, property: JsonSchema): string {
  const name = referenced(property);
  const target = name ? schemas[name] : property;
  const values = (property.enum ?? target?.enum) as string[] | undefined;
  if (values) return values.map((value) => `\`${value}\``).join(' ');
  if (property.type === 'array')
    return name ? 'list' : `list of ${(property.items as JsonSchema | undefined)?.type ?? 'lists'}`;
  if (name) return 'object';
  return String(property.format ?? property.type ?? '');
}
