import { readFileSync } from 'node:fs';
import { StartupError } from '@motcua/platform';
import { operationsOf, type OpenApiDocument } from './document.js';

/** Values for a working example of an operation on the existing data. */
export interface LiveExample {
  /** The person whose token may send it: a subject of the development issuer; absent for public operations. */
  as?: string;
  /** By name; an array for a query parameter that may be repeated. */
  parameters?: Record<string, unknown>;
  /** Members of the JSON body; they override those of its own example, and null removes one. */
  body?: Record<string, unknown>;
  /** The whole body, if it is NDJSON. */
  lines?: unknown[];
}

/** By operation id: `dossier_acceptDossier`. */
export type LiveExamples = Record<string, LiveExample>;

export function readLiveExamples(file: string): LiveExamples {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LiveExamples;
  } catch (error) {
    throw new StartupError(
      `The examples of LIVE_EXAMPLES_FILE cannot be read from ${file}; correct or unset it.`,
      error,
    );
  }
}

/** `document` with `examples` inserted: services create ids, so no committed example can contain one. */
export function withLiveExamples(document: OpenApiDocument, examples: LiveExamples): OpenApiDocument {
  const copy = structuredClone(document);
  for (const { operation } of operationsOf(copy)) {
    const example = examples[operation.operationId ?? ''];
    if (!example) continue;
    if (example.as) {
      operation.description = `${operation.description ?? ''}\n\nThe example can be sent as **${example.as}**.`.trim();
    }
    for (const parameter of operation.parameters ?? []) {
      const value = example.parameters?.[parameter.name ?? ''];
      if (value !== undefined) Object.assign(parameter, { example: value });
    }
    const bodies = (operation.requestBody as { content?: Record<string, { schema?: unknown; example?: unknown }> })
      ?.content;
    const stream = bodies?.['application/x-ndjson'];
    if (stream && example.lines) {
      // As a string, otherwise it would be formatted over several lines.
      stream.schema = { type: 'string' };
      stream.example = example.lines.map((line) => JSON.stringify(line)).join('\n');
    }
    const content = bodies?.['application/json'];
    if (content && example.body) {
      const own = content.example ?? exampleOf(content.schema, copy);
      const members = Object.entries({ ...(typeof own === 'object' ? own : {}), ...example.body });
      content.example = Object.fromEntries(members.filter(([, value]) => value !== null));
    }
  }
  return copy;
}

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  example?: unknown;
  default?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
}

/**
 * The displayed example of a schema: its own, otherwise one made of its properties' examples. An optional property
 * without an example is left out.
 */
export function exampleOf(schema: unknown, document: OpenApiDocument): unknown {
  const {
    $ref,
    allOf,
    example,
    default: fallback,
    enum: values,
    properties,
    items,
    type,
    required,
  } = (schema ?? {}) as Schema;
  if (example !== undefined) return example;
  if ($ref) return exampleOf(document.components?.['schemas']?.[$ref.split('/').at(-1)!], document);
  if (allOf) {
    const parts = allOf.map((part) => exampleOf(part, document));
    return parts.every((part) => typeof part === 'object') ? Object.assign({}, ...parts) : parts[0];
  }
  if (fallback !== undefined) return fallback;
  if (values) return values[0];
  if (type === 'array') {
    const item = exampleOf(items, document);
    return item === undefined ? [] : [item];
  }
  if (!properties) return undefined;
  const members = Object.entries(properties)
    .map(([name, property]) => [name, exampleOf(property, document)] as const)
    .filter(([name, value]) => value !== undefined || required?.includes(name));
  return Object.fromEntries(members);
}
