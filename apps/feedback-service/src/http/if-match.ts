import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { invalidRequest } from '@motcua/platform';

/** `"3"`: the version of a feedback as `getFeedback` gives it. */
export function etagOf(feedback: { version: number }): string {
  return `"${feedback.version}"`;
}

/** The version in the `If-Match` header; undefined without one, or where any will do (`*`). */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
  const tag = headers['if-match'];
  if (tag === undefined || tag.trim() === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(tag.trim())?.[1];
  if (version !== undefined) return Number(version);
  throw invalidRequest([
    {
      path: 'If-Match',
      code: 'etag',
      message: {
        vi: 'phải là ETag đã đọc được, ví dụ "3"',
        en: 'must be an ETag as it was read, for example "3"',
      },
    },
  ]);
});
