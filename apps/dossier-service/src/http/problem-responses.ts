import { Problem, PROBLEM_TYPE } from '@motcua/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiParam, ApiResponse, getSchemaPath } from '@nestjs/swagger';

const DESCRIPTIONS: Record<number, string> = {
  400: 'A field is missing or wrong; `errors` says which and why',
  401: 'No token, or not a good one',
  403: 'The role may not do this',
  404: 'There is none, or it is none of the caller’s business: the two look the same',
  409: 'The dossier is in another state or version; the problem names both, and what is possible',
  413: 'Too large',
  415: 'The body is of another type than this takes',
  422: 'Understood, but a rule forbids it; `detail` says which and what to do',
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

/** What every change of a dossier takes beside its body. */
export function ChangesADossier(): MethodDecorator {
  return applyDecorators(
    DossierId(),
    AcceptsIdempotencyKey(),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The version that you saw, as its ETag said; another one meanwhile is a 409',
      schema: { type: 'string', example: undefined },
    }),
    ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503),
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

export const DossierId = (): MethodDecorator =>
  ApiParam({ name: 'id', description: 'Id of the dossier', example: '0198c2a4-7a00-7000-8000-000000000001' });
