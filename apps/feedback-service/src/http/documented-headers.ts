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

/** Documents the `If-Match` header. */
export const AcceptsIfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description:
      'The version that you saw, as its ETag said; another one meanwhile is a 409. The same as `expectedVersion`',
    schema: { type: 'string' },
  });
