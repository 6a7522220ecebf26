import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalidRequest } from './validation.pipe.js';

/** `"3"`: what the `ETag` header says of a version, and `If-Match` takes. */
export function etagOf(versioned: { version: number }): string {
  return `"${versioned.version}"`;
}

/**
 * The version named by the `If-Match` header (`"3"`, `W/"3"` or `3`); undefined without one, or where any will do (`*`).
 * @throws DomainError `request.invalid` for anything else
 */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
  const tag = headers['if-match']?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const version = /^(?:W\/)?("?)([1-9]\d{0,8})\1$/.exec(tag)?.[2];
  if (version !== undefined) return Number(version);
  throw invalidRequest([
    {
      path: 'If-Match',
      code: 'etag',
      message: {
        vi: 'phải là phiên bản như ETag đã trả lời, ví dụ "3"',
        en: 'must be a version as ETag said, for example "3"',
      },
    },
  ]);
});
