import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { Problem, PROBLEM_TYPE } from '@motcua/platform';

const DESCRIPTIONS: Record<number, string> = {
  400: 'A field is missing or wrong; `errors` says which and why',
  401: 'No token, or not a good one',
  403: 'The role, or the agency, may not do this',
  404: 'There is none that the caller may see',
  409: 'In conflict with the present state',
  415: 'The body is not JSON',
  422: 'Understood, but it cannot be done; `detail` says what to do',
  503: 'Something that this needs does not answer; `Retry-After` says when to try again',
};

/** Documents refusals as RFC 9457 problem documents. */
export function ProblemResponses(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(Problem),
    ...statuses.map((status) =>
      ApiResponse({
        status: Number(status),
        description: DESCRIPTIONS[status],
        content: { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath(Problem) } } },
      }),
    ),
  );
}
