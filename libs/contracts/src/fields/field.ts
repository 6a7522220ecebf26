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
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import type { TextForm } from '../codes/code-formats.js';
import type { LocalizedText } from '../domain-error.js';

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

const inForm = ({ pattern, vi, en }: TextForm) => Matches(pattern, { context: { vi, en } satisfies LocalizedText });

const LOCAL_DATE: TextForm = {
  pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  vi: 'phải là ngày dạng năm-tháng-ngày, ví dụ 2026-10-15',
  en: 'must be a day as year-month-day, such as 2026-10-15',
};
const DAY_THAT_EXISTS: LocalizedText = {
  vi: 'phải là ngày có thật, ví dụ 2026-10-15',
  en: 'must be a day that exists, such as 2026-10-15',
};

export const Text = (o: FieldOptions & { maxLength?: number; minLength?: number; form?: TextForm }) =>
  field(
    {
      type: String,
      maxLength: o.maxLength ?? 500,
      minLength: o.minLength ?? 1,
      ...(o.form ? { pattern: o.form.pattern.source } : {}),
    },
    o,
    IsString(),
    MinLength(o.minLength ?? 1),
    MaxLength(o.maxLength ?? 500),
    ...(o.form ? [inForm(o.form)] : []),
  );

export const Uuid = (o: FieldOptions) => field({ type: String, format: 'uuid' }, o, IsUUID());

/** Date and time to the minute or finer, and the offset. */
const INSTANT =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Whether a text names an instant: the one form of ISO 8601 that JavaScript, PostgreSQL and RFC 3339 read alike, of a
 * day that exists (`Date.parse` moves 30 February to 2 March) and, in UTC, of the years 1 to 9999. ISO 8601 has many more
 * forms (`20260820T10Z`, `2026-W34-4T10:00:00Z`, `…,5Z`), and JavaScript reads them as no date at all. It is what OpenAPI
 * documents as `date-time`, apart from seconds, which may be left out.
 */
export function isInstant(value: unknown): value is string {
  const day = typeof value === 'string' ? INSTANT.exec(value)?.[1] : undefined;
  if (day === undefined) return false;
  const at = Date.parse(value as string);
  return at >= FIRST_INSTANT && at <= LAST_INSTANT && new Date(day).toISOString().startsWith(day);
}

/** An instant in ISO 8601 with a zone, as in `2026-08-20T02:15:00.000Z`. */
export const Instant = (o: FieldOptions) =>
  field(
    { type: String, format: 'date-time' },
    o,
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: isInstant,
        defaultMessage: () => '$property must be an instant that exists, with its offset: 2026-08-31T09:00:00+07:00',
      },
    }),
  );

/** A calendar date in Asia/Ho_Chi_Minh, `yyyy-MM-dd`. */
export const DateOnly = (o: FieldOptions) =>
  field(
    { type: String, format: 'date' },
    o,
    inForm(LOCAL_DATE),
    IsISO8601({ strict: true }, { context: DAY_THAT_EXISTS }),
  );

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
