import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';

/**
 * Documents a JSON body by one example that works as sent. Made up from each property's own example it would hold all
 * the optional ones too, which do not go together: a citizen names no counter channel, a version is soon stale.
 */
export function RequestExample<T extends object>(type: new () => T, example: T): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(type),
    ApiBody({ schema: { allOf: [{ $ref: getSchemaPath(type) }], example } }),
  );
}
