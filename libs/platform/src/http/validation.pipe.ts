import { DomainError, type FieldError } from '@motcua/contracts';
import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { cleanInput } from './clean-text.js';
import { constraintMessage } from './validation-messages.js';

const MAX_REPORTED = 100;

/**
 * Every body, query and path parameter: text cleaned, then held to its class. Fields that the class does not have are
 * refused rather than dropped, so that a misspelt optional field is noticed.
 */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: false,
      // The value tells what is missing from what is wrong; it goes no further than `fieldErrors`.
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => invalidRequest(fieldErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') {
      return value;
    }
    if (isStream(value)) {
      // The handler reads it line by line and checks each.
      return value;
    }
    const cleaned = cleanInput(value, metadata.data ?? '');
    if (this.toValidate(metadata) && cleaned !== undefined && !isObject(cleaned)) {
      throw notAnObject(metadata.data);
    }
    return withoutNulls(await super.transform(cleaned, metadata));
  }
}

/**
 * Many clients write `null` for a field that they leave out, and the document allows it for every optional one; no handler
 * has to tell the two apart. After validation, because `null` for a field that is needed, or unknown, is refused.
 */
function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date || ArrayBuffer.isView(value)) return value;
  for (const [name, member] of Object.entries(value)) {
    if (member === null && !Array.isArray(value)) delete (value as Record<string, unknown>)[name];
    else withoutNulls(member);
  }
  return value;
}

function isStream(value: unknown): boolean {
  return typeof (value as { pipe?: unknown } | null | undefined)?.pipe === 'function';
}

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function notAnObject(parameter: string | undefined): DomainError {
  return invalidRequest([
    {
      path: parameter ?? '',
      code: 'isObject',
      message: { vi: 'phải là một đối tượng JSON', en: 'must be a JSON object' },
    },
  ]);
}

/** A 400 that names each wrong field. */
export function invalidRequest(fields: FieldError[]): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'request.invalid',
    message: { vi: 'Một số trường chưa đúng.', en: 'Some fields are not right.' },
    fields,
  });
}

/** class-validator's tree as flat paths, one error a field: `applicant.identityNumber`, `steps[2].budget.amount`. */
export function fieldErrors(errors: ValidationError[], parent = '', found: FieldError[] = []): FieldError[] {
  for (const error of errors) {
    if (found.length >= MAX_REPORTED) break;
    const path = pathOf(parent, error.property ?? '');
    const telling = tellingConstraint(error);
    if (telling) {
      const [constraint, english] = telling;
      const context: unknown = error.contexts?.[constraint];
      const message = constraintMessage(constraint, english, error.property, context);
      found.push({ path, code: constraint, message });
    }
    fieldErrors(error.children ?? [], path, found);
  }
  return found;
}

/** What breaks one of these breaks others with it, and learns nothing from hearing of those. */
const TELLING_FIRST = [
  'whitelistValidation',
  'isArray',
  'isObject',
  'nestedValidation',
  'isString',
  'isInt',
  'isNumber',
  'isBoolean',
  'matches',
];

/** The broken rule that helps most: that the field is missing, else its type, else its form, else whichever comes first. */
function tellingConstraint({ constraints, ...error }: ValidationError): [string, string] | undefined {
  const broken = Object.entries(constraints ?? {});
  if (broken.length === 0) return undefined;
  const unknown = constraints!['whitelistValidation'] !== undefined;
  if (!unknown && 'value' in error && (error.value === undefined || error.value === null)) {
    return ['isDefined', 'is required'];
  }
  const rank = ([name]: [string, string]): number => TELLING_FIRST.indexOf(name) + 1 || TELLING_FIRST.length + 1;
  return broken.reduce((best, other) => (rank(other) < rank(best) ? other : best));
}

function pathOf(parent: string, property: string): string {
  // A client may send a field name of any length; the answer need not repeat all of it.
  const name = property.slice(0, 100);
  if (/^\d+$/.test(property)) return `${parent}[${name}]`;
  return parent === '' ? name : `${parent}.${name}`;
}

/** `@Param('id', UuidPipe)`: a path or query parameter that must be a UUID. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown, metadata: ArgumentMetadata): string {
    if (typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)) {
      return value.toLowerCase();
    }
    throw invalidRequest([
      { path: metadata.data ?? 'id', code: 'isUuid', message: { vi: 'phải là UUID', en: 'must be a UUID' } },
    ]);
  }
}
