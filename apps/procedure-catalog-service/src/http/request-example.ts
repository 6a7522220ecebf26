import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';

/**
 * Documents a JSON body by one example that works as sent on the sample data. Made up from each property's own example
 * it would hold all the optional ones too, and those do not go together.
 */
export function RequestExample<T extends object>(type: new () => T, example: T): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(type),
    ApiBody({ schema: { allOf: [{ $ref: getSchemaPath(type) }], example } }),
  );
}
