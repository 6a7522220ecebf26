import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  buildMessage,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Max,
  Min,
  MinLength,
  ValidateBy,
  type ValidationOptions,
  ValidateNested,
} from 'class-validator';
import type { TextForm } from '../codes/code-formats.js';
import { foldedCode, withoutBlanksAround } from '../codes/written-code.js';
import type { LocalizedText } from '../domain-error.js';
import { NestedType, ReadWith } from './shape.js';
import { isVisibleText, VISIBLE_TEXT } from './visible-text.js';

/**
 * Property decorators that declare a field's shape once, for validation (class-validator) and for documentation
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

/** A rule for a text, with its own message in both languages. */
const textRule = (
  name: string,
  holds: (text: string) => boolean,
  { vi, en }: LocalizedText,
  constraints: unknown[] = [],
): PropertyDecorator =>
  ValidateBy(
    {
      name,
      constraints,
      validator: {
        validate: (value) => typeof value === 'string' && holds(value),
        defaultMessage: () => `$property ${en}`,
      },
    },
    { context: { vi, en } satisfies LocalizedText },
  );

/**
 * A rule that examines every character skips a text that is too long: `MaxLength` refuses that, and a pattern with
 * quadratic time must not see 100,000 characters, in any order of the rules.
 */
const unlessLonger =
  (longest: number, holds: (text: string) => boolean) =>
  (text: string): boolean =>
    text.length > longest || holds(text);

const inForm = (form: TextForm, longest: number): PropertyDecorator =>
  textRule(
    'matches',
    unlessLonger(longest, (text) => form.pattern.test(text)),
    form,
    [form.pattern],
  );

const visible = (longest: number, options?: ValidationOptions): PropertyDecorator => {
  const holds = unlessLonger(longest, isVisibleText);
  return ValidateBy(
    {
      name: VISIBLE_TEXT,
      validator: {
        validate: (value) => typeof value === 'string' && holds(value),
        defaultMessage: buildMessage(
          (each) => `${each}$property must have at least one visible letter or digit`,
          options,
        ),
      },
    },
    options,
  );
};

const LOCAL_DATE: TextForm = {
  pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  vi: 'phải là ngày dạng năm-tháng-ngày, ví dụ 2026-10-15',
  en: 'must be a day as year-month-day, such as 2026-10-15',
};
const DAY_THAT_EXISTS: LocalizedText = {
  vi: 'phải là ngày có thật, ví dụ 2026-10-15',
  en: 'must be a day that exists, such as 2026-10-15',
};

const isDay = (text: string): boolean => text.length === 'yyyy-mm-dd'.length && LOCAL_DATE.pattern.test(text);
/** `Date` moves 30 February to 2 March. */
const exists = (day: string): boolean => new Date(day).toISOString().startsWith(day);

/** Reads a text that came in as another one; what is no text stays for the rules to refuse. */
const read = (as: (text: string) => string): PropertyDecorator =>
  ReadWith((value) => (typeof value === 'string' ? as(value) : value));

/** A number of a query string, which is text there. */
export const NumberInQuery = (): PropertyDecorator =>
  ReadWith((value) => (value === undefined || value === null ? value : Number(value)));

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
    ...(o.form?.folded ? [read(foldedCode)] : []),
    // A pattern already implies visible text; a text that may be empty may be blank.
    ...(o.form ? [inForm(o.form, o.maxLength ?? 500)] : []),
    ...(o.form || o.minLength === 0 ? [] : [visible(o.maxLength ?? 500)]),
  );

/** A code in capitals, as people type it; see `foldedCode`. */
export const Code = (o: FieldOptions & { maxLength?: number }) => applyDecorators(Text(o), read(foldedCode));

/** An id or a code whose letters mean what they are, such as that of a legacy system, without blanks around it. */
export const WrittenId = (o: FieldOptions & { maxLength?: number; form?: TextForm }) =>
  applyDecorators(Text(o), read(withoutBlanksAround));

export const Uuid = (o: FieldOptions) => field({ type: String, format: 'uuid' }, o, IsUUID());

/** Date and time to the minute or finer, and the offset. */
const INSTANT =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** `2026-08-20T02:15:00.123456789+07:00` */
const LONGEST_INSTANT = 35;
const FIRST_INSTANT = Date.parse('0001-01-01T00:00:00Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Whether a text is an instant: in the one form of ISO 8601 that JavaScript, PostgreSQL and RFC 3339 read alike, on a
 * day that exists (`Date.parse` moves 30 February to 2 March) and, in UTC, of the years 1 to 9999. ISO 8601 has many
 * more forms (`20260820T10Z`, `2026-W34-4T10:00:00Z`, `…,5Z`), and JavaScript cannot parse them. It is what OpenAPI
 * documents as `date-time`, except that seconds are optional.
 */
export function isInstant(value: unknown): value is string {
  const day = typeof value === 'string' && value.length <= LONGEST_INSTANT ? INSTANT.exec(value)?.[1] : undefined;
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
    textRule('matches', isDay, LOCAL_DATE),
    textRule('isIso8601', (text) => !isDay(text) || exists(text), DAY_THAT_EXISTS),
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

/** Swagger treats a function as a lazy class reference only if it is named `type`. */
const reference = (to: () => new () => object) => ({ type: () => to() });

export const Nested = (type: () => new () => object, o: FieldOptions) =>
  field(reference(type), o, IsObject(), ValidateNested(), NestedType(type));

export const NestedList = (type: () => new () => object, o: FieldOptions & { maxItems?: number }) =>
  field(
    { ...reference(type), isArray: true, maxItems: o.maxItems ?? 1000 } as ApiPropertyOptions,
    o,
    IsArray(),
    ArrayMaxSize(o.maxItems ?? 1000),
    ValidateNested({ each: true }),
    NestedType(type),
  );

/** A list of a fixed number of lists, such as the days of a week; `ApiProperty` documents it. */
export const NestedRows = (type: () => new () => object, o: { rows: number; maxItems: number }) =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(o.rows),
    ArrayMaxSize(o.rows),
    IsArray({ each: true }),
    ArrayMaxSize(o.maxItems, { each: true }),
    ValidateNested({ each: true }),
    NestedType(type),
  );

export const IntegerList = (o: FieldOptions & { minimum?: number; maxItems?: number }) =>
  field(
    {
      type: 'array',
      items: { type: 'integer', minimum: o.minimum ?? 0 },
      maxItems: o.maxItems ?? 1000,
    } as ApiPropertyOptions,
    o,
    IsArray(),
    ArrayMaxSize(o.maxItems ?? 1000),
    IsInt({ each: true }),
    Min(o.minimum ?? 0, { each: true }),
  );

export const TextList = (o: FieldOptions & { maxItems?: number; maxLength?: number }) =>
  field(
    {
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: o.maxLength ?? 500 },
      maxItems: o.maxItems ?? 1000,
    } as ApiPropertyOptions,
    o,
    IsArray(),
    ArrayMaxSize(o.maxItems ?? 1000),
    IsString({ each: true }),
    MinLength(1, { each: true }),
    MaxLength(o.maxLength ?? 500, { each: true }),
    visible(o.maxLength ?? 500, { each: true }),
  );

/** Codes in capitals, as people type them; see `foldedCode`. */
export const CodeList = (o: FieldOptions & { maxItems?: number; maxLength?: number }) =>
  applyDecorators(TextList(o), read(foldedCode));
