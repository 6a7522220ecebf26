import { operationsOf, type OpenApiDocument, type Operation, type PathItem } from './document.js';

/** One operation that the gateway forwards. */
export interface ForwardedRoute {
  /** `dossier` */
  service: string;
  /** `GET` */
  method: string;
  /** In Fastify's form: `/api/v1/dossiers/:id`. */
  url: string;
  operationId: string;
  /** Answers without a token. */
  public: boolean;
  /** The service guarantees that a request repeated with the same `Idempotency-Key` is done once. */
  acceptsIdempotencyKey: boolean;
  /** It takes a stream instead of one JSON document; processing may take as long as its arrival. */
  takesStream: boolean;
  /** Lower-case names of the header parameters that the operation documents. */
  headers: string[];
}

/** The route table: only operations of the merged document are forwarded. */
export function forwardedRoutes(document: OpenApiDocument): ForwardedRoute[] {
  return operationsOf(document).flatMap(({ path, method, item, operation }) => {
    const service = operation['x-service'];
    if (!service) return [];
    const headers = headerParameters(document, item, operation);
    return [
      {
        service,
        method: method.toUpperCase(),
        url: path
          .replace(/:/g, '::')
          .replace(/\{([^}]+)\}/g, (_, name: string) => `:${name.replace(/[^A-Za-z0-9_]/g, '_')}`),
        operationId: operation.operationId ?? `${method} ${path}`,
        // OpenAPI 3.0 §4.8.10: `{}` among the requirements makes a token optional.
        public: !operation.security?.length || operation.security.some((one) => Object.keys(one).length === 0),
        acceptsIdempotencyKey: headers.includes('idempotency-key'),
        takesStream: bodyTypes(operation).some((type) => type !== 'application/json'),
        headers,
      },
    ];
  });
}

function bodyTypes(operation: Operation): string[] {
  return Object.keys((operation.requestBody as { content?: object } | undefined)?.content ?? {});
}

function headerParameters(document: OpenApiDocument, item: PathItem, operation: Operation): string[] {
  return [...(item.parameters ?? []), ...(operation.parameters ?? [])]
    .map((parameter) => {
      const name = parameter.$ref?.split('/').at(-1);
      return name === undefined ? parameter : ((document.components?.['parameters']?.[name] ?? {}) as typeof parameter);
    })
    .filter((parameter) => parameter.in === 'header' && parameter.name)
    .map((parameter) => parameter.name!.toLowerCase());
}
