import { DomainError, foldedCode, mostValues, withoutBlanksAround, type FieldError } from '@motcua/contracts';
import { Injectable, ValidationPipe, type ArgumentMetadata, type PipeTransform, type Type } from '@nestjs/common';
import { Breather } from '../observability/breather.js';
import { cleanInput, MOST_VALUES } from './clean-text.js';
import { readAs } from './read-as.js';

/** Minimum for small classes, so that the names of unknown members can be reported. */
const LEAST_VALUES = 1_000;

/**
 * Maximum number of values for the largest classes; the document states the number of each operation as `x-max-values`.
 */
export const valuesAllowed = (ofClass: number): number => Math.min(MOST_VALUES, Math.max(LEAST_VALUES, ofClass));

/**
 * Every body, query and path parameter: text is cleaned and values are counted, members that the class does not allow
 * are removed, and only then is the rest converted and validated. Unknown fields are refused rather than dropped, so
 * that a misspelt optional field is noticed.
 */
@Injectable()
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({ transform: true });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'custom') {
      return value;
    }
    const parameter = metadata.data ?? '';
    if (!this.toValidate(metadata)) {
      return super.transform(cleanInput(value, parameter), metadata);
    }
    const type = metadata.metatype as Type<object>;
    // The heaviest request takes several turns here, so that others need not wait for the whole of it.
    const breather = new Breather();
    const cleaned = value === undefined ? {} : cleanInput(value, parameter, valuesAllowed(mostValues(type)));
    await breather.letOthersRun();
    // A stream is not an object either: if one reaches a handler with a class, nothing is carried out.
    if (!isObject(cleaned)) {
      throw notAnObject(metadata.data);
    }
    // A search text may be a dash; a stored text needs a letter or digit.
    const { instance, wrong } = readAs(type, cleaned, metadata.type === 'body' ? 'are-no-text' : 'are-kept');
    if (wrong.length > 0) throw invalidRequest(wrong);
    await breather.letOthersRun();
    const given = withoutNulls(instance);
    await breather.letOthersRun();
    return given;
  }
}

/**
 * An optional field that is `null` counts as absent; the document allows it. Removed after validation, because `null`
 * for a required or unknown field is refused.
 */
function withoutNulls(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || value instanceof Date || ArrayBuffer.isView(value)) return value;
  for (const [name, member] of Object.entries(value)) {
    if (member === null && !Array.isArray(value)) delete (value as Record<string, unknown>)[name];
    else withoutNulls(member);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return (
    value !== null && typeof value === 'object' && !Array.isArray(value) && !('pipe' in value && isFunction(value.pipe))
  );
}

const isFunction = (value: unknown): boolean => typeof value === 'function';

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
    message: { vi: 'Một số trường chưa đúng.', en: 'Some fields are invalid.' },
    fields,
  });
}

/** `@Param('code', CodePipe)`: a path parameter that is a code, as people type it. */
@Injectable()
export class CodePipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    return foldedCode(String(value));
  }
}

/** `@Param('dossier', WrittenIdPipe)`: a path parameter that is an id, or a code that is kept in another spelling somewhere. */
@Injectable()
export class WrittenIdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    return withoutBlanksAround(String(value));
  }
}

/** `@Param('id', UuidPipe)`: a path or query parameter that must be a UUID. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown, metadata: ArgumentMetadata): string {
    const id = typeof value === 'string' ? withoutBlanksAround(value) : '';
    if (/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id)) return id.toLowerCase();
    throw invalidRequest([
      { path: metadata.data ?? 'id', code: 'isUuid', message: { vi: 'phải là UUID', en: 'must be a UUID' } },
    ]);
  }
}
