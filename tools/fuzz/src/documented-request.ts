import { exampleOf, operationsOf, type OpenApiDocument, type Operation } from '@motcua/gateway';

export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  minLength?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

interface Parameter {
  name: string;
  in: string;
  example?: unknown;
  schema?: { example?: unknown };
}

/** An operation with its documented example request. */
export interface DocumentedRequest {
  operationId: string;
  method: string;
  /** With the parameters of the example. */
  path: string;
  /** Subject of a person who may send it; undefined for public operations. */
  sender?: string;
  takesBody: boolean;
  keyed: boolean;
  /** The accepted content types; none without a body. */
  contentTypes: string[];
  /** Of its JSON body. */
  schema?: Schema;
  example?: Record<string, unknown>;
}

const WITH_BODY = new Set(['post', 'put', 'patch', 'delete']);

/** Every operation of a document. */
export function documentedRequests(document: OpenApiDocument): DocumentedRequest[] {
  return operationsOf(document).map(({ path, method, operation }) => {
    const parameters = (operation.parameters ?? []) as Parameter[];
    const content = contentOf(operation);
    const json = content['application/json'];
    const example = json && (json.example ?? exampleOf(json.schema, document));
    return {
      operationId: operation.operationId ?? `${method} ${path}`,
      method: method.toUpperCase(),
      path: addressOf(path, parameters),
      sender: /can be sent as \*\*(\S+)\*\*/.exec(operation.description ?? '')?.[1],
      takesBody: WITH_BODY.has(method),
      keyed: parameters.some(({ name }) => name === 'Idempotency-Key'),
      contentTypes: Object.keys(content),
      schema: json?.schema,
      example: typeof example === 'object' && example !== null ? (example as Record<string, unknown>) : undefined,
    };
  });
}

function contentOf(operation: Operation): Record<string, { schema?: Schema; example?: unknown }> {
  const body = operation.requestBody as
    { content?: Record<string, { schema?: Schema; example?: unknown }> } | undefined;
  return body?.content ?? {};
}

function addressOf(path: string, parameters: Parameter[]): string {
  const valueOf = (one: Parameter): unknown => one.example ?? one.schema?.example;
  const query = new URLSearchParams();
  let address = path;
  for (const parameter of parameters) {
    const value = valueOf(parameter);
    if (value === undefined) continue;
    if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, encodeURIComponent(String(value)));
    if (parameter.in === 'query') query.set(parameter.name, String(value));
  }
  return query.size > 0 ? `${address}?${query}` : address;
}

/** A schema with its references resolved. */
export function resolved(schema: Schema | undefined, document: OpenApiDocument): Schema {
  if (!schema) return {};
  if (schema.$ref) {
    return resolved(document.components?.['schemas']?.[schema.$ref.split('/').at(-1)!] as Schema, document);
  }
  if (!schema.allOf) return schema;
  const parts = schema.allOf.map((part) => resolved(part, document));
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})) as Schema['properties'],
    required: parts.flatMap(({ required }) => required ?? []),
  };
}
