import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { versionOf } from './entity-tags.js';
import { invalidRequest } from './validation.pipe.js';

/**
 * The version named by the `If-Match` header (`"3"`, see `versionOf`); undefined without one, or with `*`.
 * @throws DomainError `request.invalid` for anything else
 */
export function ifMatchOf(context: ExecutionContext): number | undefined {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
  const tag = headers['if-match']?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const version = versionOf(tag);
  if (version !== undefined) return version;
  throw invalidRequest([
    {
      path: 'If-Match',
      code: 'etag',
      message: {
        vi: 'phải là phiên bản như ETag đã trả lời, ví dụ "3"',
        en: 'must be a version from an ETag header, for example "3"',
      },
    },
  ]);
}

/** See `ifMatchOf`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) => ifMatchOf(context));
