import { isDeepStrictEqual } from 'node:util';
import {
  HTTP_METHODS,
  operationsOf,
  type OpenApiDocument,
  type Operation,
  type PathItem,
  type SecurityRequirement,
} from './document.js';

/** One service's committed document, under the service's short name in the gateway: `dossier`. */
export interface ServiceDocument {
  service: string;
  document: OpenApiDocument;
}

export interface MergeOptions {
  info: OpenApiDocument['info'];
  /** Prefix of every path: `/api/v1`. */
  prefix: string;
  /** Answers that the gateway itself may give to any forwarded request: status to response object. */
  ownResponses: Record<string, unknown>;
  /** The same for requests with a body. */
  ownBodyResponses?: Record<string, unknown>;
  /** Components for `ownResponses`, and the gateway's own paths (already complete, not prefixed). */
  own?: Pick<OpenApiDocument, 'components'> & Partial<Pick<OpenApiDocument, 'paths' | 'tags'>>;
}

/** The services' documents conflict. `message` lists every conflict, one per line, naming both sides. */
export class MergeConflict extends Error {
  constructor(readonly conflicts: string[]) {
    super(`The services' OpenAPI documents do not fit together:\n${conflicts.map((c) => `  - ${c}`).join('\n')}`);
    this.name = 'MergeConflict';
  }
}

/** Paths for the machines that run a service, never for the gateway's clients. */
const OPERATIONS_PATHS = /^\/(livez|readyz|metrics|docs|openapi\.json|ops)(\/|$)/;

/**
 * One document of all services: paths under `prefix`, operation ids `service_operation`, tags `service · tag`, each
 * operation with its service (`x-service`), explicit security and the gateway's own answers. Components of one name and
 * one shape are merged.
 * @throws MergeConflict when two services use one name for different shapes, or answer the same path and method.
 */
export function mergeDocuments(documents: ServiceDocument[], options: MergeOptions): OpenApiDocument {
  const conflicts: string[] = [];
  const paths = new Map<string, PathItem>();
  const answeredBy = new Map<string, string>();
  const operationIds = new Map<string, string>();
  const components = new ComponentUnion(conflicts);
  const tags: NonNullable<OpenApiDocument['tags']> = [];

  components.add('gateway', options.own?.components);
  for (const { service, document } of documents) {
    components.add(service, withoutInternalOnly(document).components);
    const used = new Set<string>();
    for (const { path, method, item, operation } of operationsOf(document)) {
      if (OPERATIONS_PATHS.test(path) || operation['x-internal']) continue;
      const publicPath = options.prefix + path;
      const key = `${method.toUpperCase()} ${shapeOfPath(publicPath)}`;
      const other = answeredBy.get(key);
      if (other !== undefined) {
        conflicts.push(`${key} is answered by both ${other} and ${service}`);
        continue;
      }
      answeredBy.set(key, service);
      const merged = mergedOperation(service, document, item, operation, {
        ...options.ownResponses,
        ...(operation.requestBody ? options.ownBodyResponses : {}),
      });
      const id = merged.operationId;
      if (!id) {
        conflicts.push(`${method.toUpperCase()} ${path} of ${service} has no operationId`);
      } else if (operationIds.has(id)) {
        conflicts.push(`operation id ${id} stands at both ${operationIds.get(id)} and ${method.toUpperCase()} ${path}`);
      } else {
        operationIds.set(id, `${method.toUpperCase()} ${path}`);
      }
      merged.tags?.forEach((tag) => used.add(tag));
      const target = paths.get(publicPath) ?? {};
      paths.set(publicPath, {
        ...target,
        ...sharedParts(item),
        [method]: merged,
      });
    }
    const described = new Map((document.tags ?? []).map((tag) => [`${service} · ${tag.name}`, tag.description]));
    for (const name of used) {
      const description = described.get(name);
      tags.push({ name, ...(description ? { description } : {}) });
    }
  }
  if (conflicts.length > 0) throw new MergeConflict(conflicts);
  return {
    openapi: documents[0]?.document.openapi ?? '3.0.0',
    info: options.info,
    servers: [{ url: '/' }],
    tags: [...tags, ...(options.own?.tags ?? [])],
    paths: { ...Object.fromEntries(paths), ...options.own?.paths },
    components: components.result(),
  };
}

function mergedOperation(
  service: string,
  document: OpenApiDocument,
  item: PathItem,
  operation: Operation,
  ownResponses: Record<string, unknown>,
): Operation {
  // An operation without a security declaration needs a token.
  const security: SecurityRequirement[] = operation.security ?? document.security ?? [{ bearer: [] }];
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
  const tags = operation.tags?.length ? operation.tags.map((tag) => `${service} · ${tag}`) : [service];
  return {
    ...operation,
    ...(operation.operationId ? { operationId: `${service}_${operation.operationId}` } : {}),
    tags,
    security,
    ...(parameters.length > 0 ? { parameters } : {}),
    'x-service': service,
    // A service's text about its own 503 is more exact than the gateway's general one.
    responses: { ...ownResponses, ...operation.responses },
  };
}

/** `/dossiers/{id}` and `/dossiers/{dossierId}` are one address. */
function shapeOfPath(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

function sharedParts(item: PathItem): PathItem {
  const rest: Record<string, unknown> = { ...item };
  for (const method of HTTP_METHODS) delete rest[method];
  delete rest['parameters'];
  return rest as PathItem;
}

/** A document without components that only unforwarded operations use. */
function withoutInternalOnly(document: OpenApiDocument): OpenApiDocument {
  const forwarded = operationsOf(document).filter(
    ({ path, operation }) => !OPERATIONS_PATHS.test(path) && !operation['x-internal'],
  );
  const reached = new Set<string>();
  const waiting: unknown[] = forwarded.map(({ item, operation }) => [operation, item.parameters]);
  while (waiting.length > 0) {
    for (const reference of referencesIn(waiting.pop())) {
      if (reached.has(reference)) continue;
      reached.add(reference);
      const [kind = '', name = ''] = reference.split('/').slice(2);
      waiting.push(document.components?.[kind]?.[name]);
    }
  }
  const components: NonNullable<OpenApiDocument['components']> = {};
  for (const [kind, entries] of Object.entries(document.components ?? {})) {
    components[kind] = Object.fromEntries(
      Object.entries(entries ?? {}).filter(
        ([name]) => kind === 'securitySchemes' || reached.has(`#/components/${kind}/${name}`),
      ),
    );
  }
  return { ...document, components };
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesIn(inner),
  );
}

class ComponentUnion {
  private readonly kinds = new Map<string, Map<string, { service: string; value: unknown }>>();

  constructor(private readonly conflicts: string[]) {}

  add(service: string, components: OpenApiDocument['components']): void {
    for (const [kind, entries] of Object.entries(components ?? {})) {
      const known = this.kinds.get(kind) ?? new Map<string, { service: string; value: unknown }>();
      this.kinds.set(kind, known);
      for (const [name, entry] of Object.entries(entries ?? {})) {
        const value = withoutBorrowedText(entry);
        const first = known.get(name);
        if (!first) {
          known.set(name, { service, value });
        } else if (!isDeepStrictEqual(first.value, value)) {
          this.conflicts.push(
            `${kind}/${name} has one shape in ${first.service} and another in ${service}: ${difference(first.value, value)}`,
          );
        }
      }
    }
  }

  result(): NonNullable<OpenApiDocument['components']> {
    return Object.fromEntries(
      [...this.kinds]
        .filter(([, entries]) => entries.size > 0)
        .map(([kind, entries]) => [
          kind,
          Object.fromEntries(
            [...entries].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { value }]) => [name, value]),
          ),
        ]),
    );
  }
}

/**
 * @nestjs/swagger gives a named enumeration the description of the first property that uses it; it is correct only at
 *   that property.
 */
function withoutBorrowedText(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || !('enum' in schema)) return schema;
  const { description: _borrowed, ...shape } = schema as Record<string, unknown>;
  return shape;
}

/** Where two shapes first differ, as a path into them. */
function difference(a: unknown, b: unknown, at = ''): string {
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return at || 'everything';
  const key = [...new Set([...Object.keys(left), ...Object.keys(right)])].find(
    (name) => !isDeepStrictEqual(left[name], right[name]),
  );
  return key === undefined ? at : difference(left[key], right[key], at ? `${at}.${key}` : key);
}
