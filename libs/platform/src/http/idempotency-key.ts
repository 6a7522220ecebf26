import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalidRequest } from './validation.pipe.js';

/**
 * The `Idempotency-Key` header, checked; `{ required: true }` refuses a request without one.
 * @throws DomainError `request.invalid`
 */
export function idempotencyKeyOf(context: ExecutionContext, options?: { required?: boolean }): string | undefined {
  const headers = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers;
  const key = headers['idempotency-key'];
  if (key === undefined && options?.required !== true) return undefined;
  if (key !== undefined && /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw invalidRequest([
    {
      path: 'Idempotency-Key',
      code: 'idempotencyKey',
      message: {
        vi: 'tiêu đề này phải có từ 1 đến 200 ký tự ASCII nhìn thấy được',
        en: 'this header must be 1 to 200 visible ASCII characters',
      },
    },
  ]);
}

/** See `idempotencyKeyOf`. */
export const IdempotencyKey = createParamDecorator(
  (options: { required?: boolean } | undefined, context: ExecutionContext) => idempotencyKeyOf(context, options),
);
