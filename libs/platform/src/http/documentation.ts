import { applyDecorators, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiParam, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { AnswersContentTag } from './entity-tags.js';
import { Problem, PROBLEM_TYPE } from './problem.js';
import { problemExample } from './problem-examples.js';

const DESCRIPTIONS = {
  400: 'A field or parameter is missing, unknown or invalid, or a body was sent that is not taken; `errors` names each with the reason',
  401: 'The token is missing or invalid',
  403: 'The role or the agency is not permitted to do this',
  404: 'Not found, or not visible to the caller: both look the same',
  409: 'Conflicts with the current state or version; `detail` says what is possible',
  413: 'The content is too large',
  415: 'The type or the encoding of the content is not supported',
  422: 'Understood, but breaks a rule; `detail` says what to do, `errors` where',
  503: 'A required service or database does not respond; `Retry-After` says when to try again',
} as const;

/** Documents refusals of an operation as problem documents (RFC 9457). Every operation refuses what it does not take: 400. */
export function ProblemResponses(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(Problem),
    ...[...new Set([400 as const, ...statuses])].map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(Problem) }, example: problemExample(status) } },
      }),
    ),
  );
}

/** Documents a path parameter that `UuidPipe` reads. */
export const UuidParam = (name: string, description: string, example: string): MethodDecorator =>
  // A parameter with its own schema shows only the example of that schema.
  ApiParam({ name, description, schema: { type: 'string', format: 'uuid', example } });

/** Documents the `Idempotency-Key` header; see `idempotent`. */
export const AcceptsIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Recommended: a UUID of your own. A repeated request with the same key gets the first answer and is not carried out again',
    schema: { type: 'string', maxLength: 200 },
  });

/** Documents the `If-None-Match` header and its 304; see `sendTagged`. */
export const AcceptsIfNoneMatch = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'The ETag of the copy that you have',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 304, description: 'The copy that you have is still the answer' }),
  );

/** Answers a reading with `AnswersContentTag`, and documents it. */
export const TaggedReading = (): MethodDecorator =>
  applyDecorators(UseInterceptors(AnswersContentTag), AcceptsIfNoneMatch());

/** Documents the `If-Match` header; see `IfMatch`. */
export const AcceptsIfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The version that you read, from its ETag; 409 if the dossier has changed since',
    schema: { type: 'string' },
  });

/**
 * Documents a JSON body by one example that works as sent on the sample data. An example made of each property's
 * example would contain all optional properties, which exclude each other.
 */
export function RequestExample<T extends object>(type: new () => T, example: T): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(type),
    ApiBody({ schema: { allOf: [{ $ref: getSchemaPath(type) }], example } }),
  );
}
