import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { DOCUMENTED_AS_PUBLIC } from '../auth/caller.js';
import type { ServiceConfig } from '../config/service-config.js';
import { Problem } from '../http/problem.js';
import { bridgeNestLogger, runAsService, ServiceLogger } from '../observability/service-logger.js';
import { PAGE_OPTIONS } from './document-page.js';
import type { ServiceDefinition } from './service-definition.js';
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
  return withNullForOptional(withPublicOperations(document));
}

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  items?: Schema;
  nullable?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
}

/**
 * Says of every optional field of a request that it may be null, and of a body without needed fields that it may be left
 * out, as `RequestValidationPipe` has it.
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
      // Beside a bare `$ref` OpenAPI 3.0 reads nothing.
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

/** Says of the operations that answer without a token that they do, whatever their controller says of the others. */
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

/** Serves `/openapi.json` and Swagger UI at `/docs`. */
export function serveDocument<C extends ServiceConfig>(
  app: NestFastifyApplication,
  definition: ServiceDefinition<C>,
  config: C,
): void {
  const own = documentOf(app, definition);
  const { document, page } = definition.documentation?.(own, config) ?? { document: own };
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: definition.openapi.title,
    ...page,
    swaggerOptions: { ...PAGE_OPTIONS, ...page?.swaggerOptions },
  });
}

/**
 * The OpenAPI document of a service without starting it: no database, no broker, no port, no environment. The same
 * source gives the same document, so that it can be committed and compared.
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
