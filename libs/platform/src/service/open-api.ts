import { existsSync, readFileSync } from 'node:fs';
import { MOST_ITEMS } from '@motcua/contracts';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import { DOCUMENTED_AS_PUBLIC } from '../auth/caller.js';
import type { ServiceConfig } from '../config/service-config.js';
import { Problem } from '../http/problem.js';
import { ReadyAnswer } from '../http/ready-answer.js';
import { valuesAllowed } from '../http/validation.pipe.js';
import { bridgeNestLogger, runAsService, ServiceLogger } from '../observability/service-logger.js';
import { PAGE_OPTIONS } from './document-page.js';
import type { ServiceDefinition } from './service-definition.js';
import { StartupError } from './startup-error.js';
import { VERSION } from './version.js';

type Describes = Pick<ServiceDefinition, 'openapi'>;

/** The OpenAPI document of a service whose app exists. */
export function documentOf(app: NestFastifyApplication, definition: Describes): OpenAPIObject {
  const { title, description } = definition.openapi;
  const config = new DocumentBuilder()
    .setTitle(title)
    .setDescription(description)
    .setVersion(VERSION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [Problem] });
  return withNullForOptional(withMostValues(withPublicOperations(document)));
}

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  items?: Schema;
  maxItems?: number;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
}

/**
 * Declares every optional field of a request nullable, and a body without required fields optional, as
 * `RequestValidationPipe` does.
 */
function withNullForOptional(document: OpenAPIObject): OpenAPIObject {
  const seen = new Set<Schema>();
  const visit = (schema: Schema | undefined): void => {
    if (!schema || seen.has(schema)) return;
    seen.add(schema);
    if (schema.$ref) visit(document.components?.schemas?.[schema.$ref.split('/').at(-1)!] as Schema | undefined);
    schema.allOf?.forEach(visit);
    visit(schema.items);
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      visit(property);
      if (schema.required?.includes(name)) continue;
      // OpenAPI 3.0 ignores siblings of a `$ref`.
      schema.properties![name] = property.$ref
        ? { allOf: [property], nullable: true }
        : { ...property, nullable: true };
    }
  };
  const allOptional = (schema: Schema | undefined): boolean => {
    if (schema?.$ref) return allOptional(document.components?.schemas?.[schema.$ref.split('/').at(-1)!] as Schema);
    if (schema?.allOf) return schema.allOf.every(allOptional);
    return schema?.properties !== undefined && !schema.required?.length;
  };
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as {
      requestBody?: { content?: Record<string, { schema?: Schema }>; required?: boolean };
    }[]) {
      const body = operation?.requestBody;
      for (const { schema } of Object.values(body?.content ?? {})) visit(schema);
      if (body && Object.values(body.content ?? {}).every(({ schema }) => allOptional(schema))) body.required = false;
    }
  }
  return document;
}

/** Declares the maximum number of values of every JSON body, as `RequestValidationPipe` counts them. */
function withMostValues(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
  const most = ({ $ref, allOf, items, maxItems, properties }: Schema, above: string[] = []): number => {
    const name = $ref?.split('/').at(-1);
    if (name !== undefined) return above.includes(name) ? Infinity : most(schemas[name] ?? {}, [...above, name]);
    if (allOf) return allOf.reduce((sum, part) => sum + most(part, above) - 1, 1);
    if (items) return 1 + (maxItems ?? MOST_ITEMS) * most(items, above);
    return Object.values(properties ?? {}).reduce((sum, property) => sum + most(property, above), 1);
  };
  for (const item of Object.values(document.paths)) {
    for (const { requestBody } of Object.values(item) as { requestBody?: JsonBody }[]) {
      const schema = requestBody?.content?.['application/json']?.schema;
      if (schema) requestBody!['x-max-values'] = valuesAllowed(most(schema));
    }
  }
  return document;
}

interface JsonBody {
  content?: Record<string, { schema?: Schema }>;
  'x-max-values'?: number;
}

/** Declares the public operations as such, despite their controller's default. */
function withPublicOperations(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const operation of Object.values(item) as Record<string, unknown>[]) {
      if (operation?.[DOCUMENTED_AS_PUBLIC] !== true) continue;
      delete operation[DOCUMENTED_AS_PUBLIC];
      operation['security'] = [];
    }
  }
  return document;
}

/** Much faster than to build the same document from every class of the contracts (ADR 31). */
function committedDocument({ openapi: { committed } }: Describes): OpenAPIObject | undefined {
  if (!committed) return undefined;
  if (!existsSync(committed)) {
    throw new StartupError(`The API document ${committed.pathname} is missing: run "npm run generate".`);
  }
  return JSON.parse(readFileSync(committed, 'utf8')) as OpenAPIObject;
}

const DOCUMENT_PATH = '/openapi.json';

/** Serves `/openapi.json` and Swagger UI at `/docs`. */
export function serveDocument<C extends ServiceConfig>(
  app: NestFastifyApplication,
  definition: ServiceDefinition<C>,
  config: C,
): void {
  const own = committedDocument(definition) ?? documentOf(app, definition);
  const { document, page } = definition.documentation?.(own, config) ?? { document: own };
  const answer = new ReadyAnswer('application/json; charset=utf-8', JSON.stringify(document));
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  fastify.get(DOCUMENT_PATH, (request, reply) => answer.send(request, reply));
  SwaggerModule.setup(
    'docs',
    app,
    { ...document, paths: {}, components: {} },
    {
      raw: false,
      customSiteTitle: definition.openapi.title,
      ...page,
      // The page fetches the document: embedded in its script, it would be built and sent a second time.
      swaggerUrl: DOCUMENT_PATH,
      // An empty `spec` makes Swagger UI fetch the URL; otherwise it would show the embedded document without
      // operations.
      swaggerOptions: { ...PAGE_OPTIONS, ...page?.swaggerOptions, spec: {} },
    },
  );
}

/**
 * The OpenAPI document of a service without starting it: no database, no broker, no port, no environment.
 * Deterministic, so that it can be committed and compared.
 */
export async function openApiDocument<C extends ServiceConfig>(
  definition: ServiceDefinition<C>,
): Promise<OpenAPIObject> {
  const config = new definition.config();
  config.DATABASE_URL ??= 'postgres://localhost/none';
  config.OIDC_ISSUER ??= 'http://localhost';
  config.OIDC_AUDIENCE ??= 'motcua';
  const logger = new ServiceLogger({ service: definition.name, level: 'silent' });
  return runAsService(logger, async () => {
    const app = await NestFactory.create<NestFastifyApplication>(definition.module(config), new FastifyAdapter(), {
      preview: true,
      logger: false,
      abortOnError: false,
    });
    bridgeNestLogger();
    const document = documentOf(app, definition);
    return JSON.parse(JSON.stringify(document)) as OpenAPIObject;
  });
}
