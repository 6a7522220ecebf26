import { Readable } from 'node:stream';
import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';

/** The accepted body types in a route's configuration. */
export interface BodyConfig {
  streamTypes?: string[];
  /** The gateway forwards the body to a route that takes streams; the service checks its type. */
  forwardsStream?: boolean;
}

/**
 * The operation takes a body of these types only: a stream of any length, unparsed and unchecked, for imports that are
 * read line by line (`streamedBody`). Every other operation takes JSON.
 */
export const TakesStream = (...streamTypes: string[]): MethodDecorator =>
  applyDecorators(RouteConfig({ streamTypes } satisfies BodyConfig), ApiConsumes(...streamTypes));

/** The types that the route of this request takes as a stream; empty if it takes JSON. */
export function streamTypesOf(request: FastifyRequest): string[] {
  return (request.routeOptions?.config as BodyConfig | undefined)?.streamTypes ?? [];
}

/** Whether the body may have any length, so that it has a minimum rate instead of a time limit. */
export function takesStream(request: FastifyRequest): boolean {
  const forwards = (request.routeOptions?.config as BodyConfig | undefined)?.forwardsStream;
  return forwards === true || streamTypesOf(request).length > 0;
}

/** Every content type that the route of this request takes. */
export function contentTypesOf(request: FastifyRequest): string[] {
  const streams = streamTypesOf(request);
  return streams.length > 0 ? streams : ['application/json'];
}

/** `application/x-ndjson` of `Application/X-NDJSON; charset=utf-8`. */
export const mediaTypeOf = (request: FastifyRequest): string =>
  (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();

/**
 * The body of an operation that `TakesStream`.
 * @throws an error that is answered 415 with the types of the route, without a body
 */
export function streamedBody(request: FastifyRequest): Readable {
  if (request.body instanceof Readable) return request.body;
  throw wrongContentType();
}

/** Answered 415; `sendProblem` adds the types of the route. */
export const wrongContentType = (): Error =>
  Object.assign(new Error('content type not supported'), { statusCode: 415 });
