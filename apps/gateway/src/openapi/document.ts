/** The parts of an OpenAPI 3 document that the gateway reads or writes; everything else is passed through. */
export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers?: { url: string; description?: string }[];
  tags?: { name: string; description?: string }[];
  security?: SecurityRequirement[];
  paths: Record<string, PathItem>;
  components?: Record<string, Record<string, unknown> | undefined>;
}

export type SecurityRequirement = Record<string, string[]>;

export const HTTP_METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** Operations by method; a path item may also have `parameters`, `summary`, `description` and `servers`. */
export type PathItem = Partial<Record<HttpMethod, Operation>> & { parameters?: Parameter[] };

export interface Parameter {
  name?: string;
  in?: string;
  $ref?: string;
}

export interface Operation {
  operationId?: string;
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: unknown;
  responses?: Record<string, unknown>;
  security?: SecurityRequirement[];
  /** Set by the merge: the answering service. */
  'x-service'?: string;
  /** Set by a service: for other services only, so the gateway does not forward it. */
  'x-internal'?: boolean;
}

/** Every operation of `document`, in its order. */
export function operationsOf(
  document: OpenApiDocument,
): { path: string; method: HttpMethod; item: PathItem; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    HTTP_METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, item, operation }] : [];
    }),
  );
}
