import { Problem, PROBLEM_TYPE } from '@motcua/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse, getSchemaPath } from '@nestjs/swagger';

const DESCRIPTIONS = {
  400: 'A field is missing or wrong; `errors` says which and why',
  401: 'No token, or not a good one',
  403: 'The role may not do this',
  404: 'There is none that the caller may see',
  409: 'In conflict with the present state',
  413: 'The content is too large',
  415: 'The type or the encoding of the content is not supported',
  422: 'Understood, but against a rule; `errors` says where and `detail` what to do',
  503: 'The database or the identity provider does not answer; try again after Retry-After',
} as const;

/** Documents the refusals of an operation, all as problem documents (RFC 9457). */
export function ProblemResponses(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}

/** Documents the `Idempotency-Key` header. */
export const AcceptsIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Recommended: a UUID of your own. The same request sent again with the same key is answered as before and not done again',
    schema: { type: 'string', maxLength: 200 },
  });
