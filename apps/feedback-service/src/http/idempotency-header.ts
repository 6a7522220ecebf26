import { ApiHeader } from '@nestjs/swagger';

/** Documents the `Idempotency-Key` header. */
export const AcceptsIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Recommended: a UUID of your own. The same request sent again with the same key is answered as before and not done again',
    schema: { type: 'string', maxLength: 200 },
  });
