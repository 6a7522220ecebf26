import type { DynamicModule } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject, SwaggerCustomOptions } from '@nestjs/swagger';
import type { ServiceConfig } from '../config/service-config.js';

/** The definition of one service: configuration, modules, documentation. */
export interface ServiceDefinition<C extends ServiceConfig = ServiceConfig> {
  name: string;
  config: new () => C;
  /** The root module; it imports `PlatformModule.forRoot({ config, name, … })`. */
  module(config: C): DynamicModule;
  openapi: {
    title: string;
    description: string;
    /** The document that `npm run generate` wrote: a start serves it, and builds one only without it. */
    committed?: URL;
  };
  /** Replaces the service's own document in `/openapi.json` and `/docs`: a document of several services. */
  documentation?(own: OpenAPIObject, config: C): { document: OpenAPIObject; page?: SwaggerCustomOptions };
  /** Called before the app listens: plugins, streamed bodies, event consumers. */
  configure?(app: NestFastifyApplication, config: C): Promise<void> | void;
}

/** A service that listens. */
export interface RunningService {
  name: string;
  /** Where it listens: `http://127.0.0.1:41234`. */
  url: string;
  app: NestFastifyApplication;
  /**
   * Drains clients for SHUTDOWN_DRAIN_MS, finishes requests in progress within SHUTDOWN_TIMEOUT_MS, then closes
   * everything.
   */
  stop(): Promise<void>;
}
