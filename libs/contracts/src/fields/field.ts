import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Max,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';

/**
 * Property decorators that say a field's shape once, for validation (class-validator) and for documentation
 * (OpenAPI) alike, so that the two cannot drift.
 */
interface FieldOptions {
  description: string;
  example?: unknown;
  optional?: boolean;
}

function field(schema: ApiPropertyOptions, options: FieldOptions, ...rules: PropertyDecorator[]): PropertyDecorator {
  const documented = { ...schema, description: options.description, example: options.example } as ApiPropertyOptions;
  return options.optional
    ? applyDecorators(ApiPropertyOptional(documented), IsOptional(), ...rules)
    : applyDecorators(ApiProperty(documented), ...rules);
}

const LOCAL_DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export const Text = (o: FieldOptions & { maxLength?: number; minLength?: number; pattern?: RegExp }) =>
  field(
    {
      type: String,
      maxLength: o.maxLength ?? 500,
      minLength: o.minLength ?? 1,
      ...(o.pattern ? { pattern: o.pattern.source } : {}),
    },
    o,
    IsString(),
    MinLength(o.minLength ?? 1),
    MaxLength(o.maxLength ?? 500),
    ...(o.pattern ? [Matches(o.pattern)] : []),
  );

export const Uuid = (o: FieldOptions) => field({ type: String, format: 'uuid' }, o, IsUUID());

/** An instant in ISO 8601 with a zone, as in `2026-08-20T02:15:00.000Z`. */
export const Instant = (o: FieldOptions) =>
  field(
    { type: String, format: 'date-time' },
    o,
    IsISO8601({ strict: true, strictSeparator: true }),
    Matches(/(Z|[+-]\d{2}:\d{2})$/),
  );

/** A calendar date in Asia/Ho_Chi_Minh, `yyyy-MM-dd`. */
export const DateOnly = (o: FieldOptions) =>
  field({ type: String, format: 'date' }, o, Matches(LOCAL_DATE), IsISO8601({ strict: true }));

export const Integer = (o: FieldOptions & { minimum?: number; maximum?: number }) =>
  field(
    { type: 'integer', minimum: o.minimum ?? 0, maximum: o.maximum ?? Number.MAX_SAFE_INTEGER },
    o,
    IsInt(),
    Min(o.minimum ?? 0),
    Max(o.maximum ?? Number.MAX_SAFE_INTEGER),
  );

export const Decimal = (o: FieldOptions & { minimum?: number; maximum?: number }) =>
  field(
    { type: 'number', minimum: o.minimum ?? 0, maximum: o.maximum },
    o,
    IsNumber({ allowInfinity: false, allowNaN: false }),
    Min(o.minimum ?? 0),
    ...(o.maximum === undefined ? [] : [Max(o.maximum)]),
  );

export const Flag = (o: FieldOptions) => field({ type: Boolean }, o, IsBoolean());

export const OneOf = (values: readonly string[], o: FieldOptions & { enumName?: string }) =>
  field(
    { enum: [...values], ...(o.enumName ? { enumName: o.enumName } : {}) } as ApiPropertyOptions,
    o,
    IsIn([...values]),
  );

/** Swagger takes a function for a reference to a class only when that function is named `type`. */
const reference = (to: () => new () => object) => ({ type: () => to() });

export const Nested = (type: () => new () => object, o: FieldOptions) =>
  field(reference(type), o, IsObject(), ValidateNested(), Type(type));

export const NestedList = (type: () => new () => object, o: FieldOptions & { maxItems?: number }) =>
  field(
    { ...reference(type), isArray: true, maxItems: o.maxItems ?? 1000 } as ApiPropertyOptions,
    o,
    IsArray(),
    ArrayMaxSize(o.maxItems ?? 1000),
    ValidateNested({ each: true }),
    Type(type),
  );

export const TextList = (o: FieldOptions & { maxItems?: number; maxLength?: number }) =>
  field(
    { type: String, isArray: true, maxItems: o.maxItems ?? 1000 } as ApiPropertyOptions,
    o,
    IsArray(),
    ArrayMaxSize(o.maxItems ?? 1000),
    IsString({ each: true }),
    MaxLength(o.maxLength ?? 500, { each: true }),
  );
