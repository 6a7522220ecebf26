import { AcceptsIdempotencyKey, AcceptsIfMatch, ProblemResponses, UuidParam } from '@motcua/platform';
import { applyDecorators } from '@nestjs/common';

/** What every change of a dossier takes beside its body. */
export function ChangesADossier(): MethodDecorator {
  return applyDecorators(
    DossierId(),
    AcceptsIdempotencyKey(),
    AcceptsIfMatch(),
    ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503),
  );
}

export const DossierId = (): MethodDecorator =>
  UuidParam('id', 'Id of the dossier', '0198c2a4-7a00-7000-8000-000000000001');
