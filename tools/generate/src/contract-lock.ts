import type { JsonSchema } from './event-schemas.js';

/** The promises to stores and readers of events and to callers of the REST API; committed as `contracts.lock.json`. */
export interface ContractLock {
  events: Record<string, { topic: string; payload: string }>;
  operations: Record<string, { method: string; path: string }>;
  schemas: Record<string, JsonSchema>;
}

/**
 * Every way in which `next` breaks a promise of `locked`; empty if it only adds. Additions of types, operations,
 * schemas and optional properties do not break it. Removals, renames, other types, a property that becomes required or
 * optional, and changed enumeration values do: a schema does not distinguish producer and consumer, so both directions
 * are guarded. New versions get new names.
 */
export function breakingChanges(locked: ContractLock, next: ContractLock): string[] {
  return [
    ...Object.entries(locked.events).flatMap(([type, event]) => {
      const now = next.events[type];
      if (!now) return [`event ${type} is gone`];
      return now.topic === event.topic && now.payload === event.payload
        ? []
        : [`event ${type} moved from ${event.topic}/${event.payload} to ${now.topic}/${now.payload}`];
    }),
    ...Object.entries(locked.operations).flatMap(([id, operation]) => {
      const now = next.operations[id];
      if (!now) return [`operation ${id} (${operation.method} ${operation.path}) is gone`];
      return now.method === operation.method && now.path === operation.path
        ? []
        : [`operation ${id} moved from ${operation.method} ${operation.path} to ${now.method} ${now.path}`];
    }),
    ...Object.entries(locked.schemas).flatMap(([name, schema]) =>
      next.schemas[name] ? schemaBreaks(name, schema, next.schemas[name]) : [`schema ${name} is gone`],
    ),
  ];
}

const DOCUMENTATION_ONLY = new Set(['description', 'example', 'examples', 'title', 'default', 'deprecated']);

function schemaBreaks(path: string, before: JsonSchema, after: JsonSchema): string[] {
  const breaks: string[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (DOCUMENTATION_ONLY.has(key)) continue;
    const was = before[key];
    const is = after[key];
    if (key === 'properties') {
      const now = (is ?? {}) as Record<string, JsonSchema>;
      for (const [name, schema] of Object.entries((was ?? {}) as Record<string, JsonSchema>)) {
        if (!now[name]) breaks.push(`${path}.${name} is gone`);
        else breaks.push(...schemaBreaks(`${path}.${name}`, schema, now[name]));
      }
    } else if (key === 'required' || key === 'enum') {
      const removed = asList(was).filter((value) => !asList(is).includes(value));
      const added = asList(is).filter((value) => !asList(was).includes(value));
      const word = key === 'required' ? 'required properties' : 'values';
      if (removed.length) breaks.push(`${path}: ${word} no longer hold ${removed.join(', ')}`);
      if (added.length) breaks.push(`${path}: ${word} now hold ${added.join(', ')}`);
    } else if (isSchema(was) && isSchema(is)) {
      breaks.push(...schemaBreaks(`${path}[${key}]`, was, is));
    } else if (JSON.stringify(was) !== JSON.stringify(is)) {
      breaks.push(`${path}: ${key} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`);
    }
  }
  return breaks;
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
