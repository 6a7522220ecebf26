import { languageOf, type Language } from '@motcua/platform';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** The language that the caller prefers, by `Accept-Language`. */
export const PreferredLanguage = createParamDecorator((_: unknown, context: ExecutionContext): Language => {
  const headers = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>().headers;
  return languageOf(headers['accept-language']);
});
