import { invalidRequest } from '@motcua/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The version named by the `If-Match` header (`"3"`, `3` or `*`), undefined when the caller does not mind. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const headers = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers;
  const value = headers['if-match'];
  if (value === undefined || value === '*') return undefined;
  const match = /^(?:W\/)?"?([1-9]\d{0,8})"?$/.exec(value);
  if (match) return Number(match[1]);
  throw invalidRequest([
    {
      path: 'If-Match',
      code: 'ifMatch',
      message: {
        vi: 'phải là phiên bản như ETag đã trả lời, ví dụ "3"',
        en: 'must be a version as ETag said, as in "3"',
      },
    },
  ]);
});
