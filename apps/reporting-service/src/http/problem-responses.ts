import { Problem } from '@motcua/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';

const DESCRIPTIONS = {
  400: 'A parameter is missing, unknown or wrong; `errors` names each',
  401: 'No token, or one that is no good',
  403: 'The role does not allow it',
  404: 'No such agency, or not for this caller',
  409: 'A rebuild goes on',
  503: 'The database or the identity provider does not answer; try again after Retry-After',
} as const;

/** Documents the refusals of an operation, all as problem documents (RFC 9457). */
export function ProblemResponses(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: { 'application/problem+json': { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}
