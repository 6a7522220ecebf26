import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { eventDefinitions } from '@motcua/contracts';

export type JsonSchema = Record<string, unknown>;

/**
 * The JSON schema of every event payload, and of each part that they name, read from the same decorators that
 * validate them. Keyed by class name; references are `#/components/schemas/<class>`.
 */
export async function eventSchemas(): Promise<Record<string, JsonSchema>> {
  @Module({})
  class Nothing {}
  const app = await NestFactory.create(Nothing, new FastifyAdapter(), { logger: false });
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().build(), {
    extraModels: eventDefinitions().map((definition) => definition.payload),
  });
  await app.close();
  const schemas = (document.components?.schemas ?? {}) as Record<string, JsonSchema>;
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}
