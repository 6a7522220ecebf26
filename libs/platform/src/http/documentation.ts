import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiHeader, ApiParam, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Problem, PROBLEM_TYPE } from './problem.js';
import { problemExample } from './problem-examples.js';

const DESCRIPTIONS = {
  400: 'A field or parameter is missing, unknown or wrong; `errors` says which and why',
  401: 'No token, or not a good one',
  403: 'The role, or the agency, may not do this',
  404: 'There is none that the caller may see: what is absent and what is foreign look the same',
  409: 'In conflict with the present state or version; `detail` says what is possible',
  413: 'The content is too large',
  415: 'The type or the encoding of the content is not supported',
  422: 'Understood, but against a rule; `detail` says what to do, `errors` where',
  503: 'Something that this needs does not answer; `Retry-After` says when to try again',
} as const;

/** Documents refusals of an operation as problem documents (RFC 9457). */
export function ProblemResponses(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(Problem),
    ...statuses.map((status) =>
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
  // With a schema of its own a parameter shows the example of that schema, and no other.
  ApiParam({ name, description, schema: { type: 'string', format: 'uuid', example } });

/** Documents the `Idempotency-Key` header; see `idempotent`. */
export const AcceptsIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Recommended: a UUID of your own. The same request sent again with the same key is answered as before and not done again',
    schema: { type: 'string', maxLength: 200 },
  });

/** Documents the `If-Match` header; see `IfMatch`. */
export const AcceptsIfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The version that you saw, as its ETag said; another one meanwhile is a 409',
    schema: { type: 'string' },
  });

/**
 * Documents a JSON body by one example that works as sent on the sample data. Made up from each property's own example
 * it would hold all the optional ones too, and those do not go together.
 */
export function RequestExample<T extends object>(type: new () => T, example: T): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(type),
    ApiBody({ schema: { allOf: [{ $ref: getSchemaPath(type) }], example } }),
  );
}
