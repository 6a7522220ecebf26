import { DomainError, isStreamSafe, type FieldError } from '@motcua/contracts';

const MAX_DEPTH = 32;

/**
 * Embeddings, overrides and isolates (UAX #9): they make the displayed text differ from the stored one. Vietnamese
 * needs none.
 */
const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * Maximum number of values of a request, whatever its class allows: converting, checking, storing and announcing them
 * blocks the process for about 100 ms. Fifty years of holidays are 5,000, forty cases of thirty steps 8,400.
 */
export const MOST_VALUES = 10_000;
/** Maximum number of members of one object; the widest class has twenty. */
const MOST_MEMBERS = 200;
const MOST_REPORTED = 50;
/** Field names are cut to 100 characters in error paths. */
const LONGEST_NAME_SHOWN = 100;

/**
 * A copy of a client's input with every string in Unicode NFC, so that `ế` compares equal however it was typed.
 * @param mostValues maximum number of values; objects and lists count as values too
 * @throws DomainError `invalid` for text that PostgreSQL cannot store (NUL, lone surrogates), that takes too long to
 *   normalise (see `isStreamSafe`) or that displays as another text (bidirectional controls), and for input that is
 *   nested deeper, wider or larger than any contract allows.
 */
export function cleanInput(value: unknown, root = '', mostValues = MOST_VALUES): unknown {
  const walk: Walk = { wrong: [], values: 0, mostValues };
  const cleaned = clean(value, root, 0, walk);
  if (walk.wrong.length > 0) {
    throw new DomainError({
      kind: 'invalid',
      code: 'request.invalid',
      message: { vi: 'Một số trường chưa đúng.', en: 'Some fields are invalid.' },
      fields: walk.wrong,
    });
  }
  return cleaned;
}

interface Walk {
  wrong: FieldError[];
  values: number;
  mostValues: number;
}

function clean(value: unknown, path: string, depth: number, walk: Walk): unknown {
  walk.values += 1;
  if (walk.values > walk.mostValues) throw tooManyValues(path, walk.mostValues);
  if (typeof value === 'string') {
    return cleanText(value, path, walk.wrong);
  }
  if (value === null || typeof value !== 'object' || !isPlain(value)) {
    return value;
  }
  if (depth >= MAX_DEPTH) {
    throw new DomainError({
      kind: 'invalid',
      code: 'request.too-deep',
      message: {
        vi: `Dữ liệu lồng nhau quá ${MAX_DEPTH} cấp.`,
        en: `The data is nested more than ${MAX_DEPTH} levels deep.`,
      },
    });
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => clean(item, `${path}[${index}]`, depth + 1, walk));
  }
  const names = Object.keys(value);
  if (names.length > MOST_MEMBERS) throw tooManyMembers(path);
  const cleaned: Record<string, unknown> = {};
  for (const name of names) {
    const shown = name.slice(0, LONGEST_NAME_SHOWN);
    const at = path === '' ? shown : `${path}.${shown}`;
    cleanText(name, at, walk.wrong);
    if (name === '__proto__') {
      report(walk.wrong, {
        path: at,
        code: 'reservedName',
        message: { vi: 'là tên không được dùng', en: 'is a reserved name' },
      });
      continue;
    }
    cleaned[name] = clean((value as Record<string, unknown>)[name], at, depth + 1, walk);
  }
  return cleaned;
}

function report(wrong: FieldError[], error: FieldError): void {
  if (wrong.length < MOST_REPORTED) wrong.push(error);
}

/** A path for an answer: shortened, and without the invalid character. */
const inAnswer = (path: string): string =>
  path.slice(0, 200).replace(/[\0\ud800-\udfff\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

function tooManyValues(path: string, most: number): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'request.too-many-values',
    message: {
      vi: `Yêu cầu có quá ${most} giá trị, là số nhiều nhất mà thao tác này nhận. Hãy bỏ bớt hoặc chia nhỏ.`,
      en: `The request holds more than ${most} values, the maximum for this operation. Send fewer values, or send them in parts.`,
    },
    fields: [
      {
        path: inAnswer(path),
        code: 'tooManyValues',
        message: { vi: `vượt quá giới hạn ${most} giá trị`, en: `exceeds the limit of ${most} values` },
      },
    ],
  });
}

function tooManyMembers(path: string): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'request.too-many-members',
    message: {
      vi: `Một đối tượng có quá ${MOST_MEMBERS} trường.`,
      en: `An object has more than ${MOST_MEMBERS} members.`,
    },
    fields: [
      {
        path: inAnswer(path),
        code: 'tooManyMembers',
        message: { vi: `có quá ${MOST_MEMBERS} trường`, en: `has more than ${MOST_MEMBERS} members` },
      },
    ],
  });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value) || !isOpaque(value);
}

/**
 * The parser returns query strings as instances of a null-prototype class; buffers, streams and dates are not copied.
 */
function isOpaque(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof Date || typeof (value as { pipe?: unknown }).pipe === 'function';
}

function cleanText(text: string, path: string, wrong: FieldError[]): string {
  if (text.includes('\0')) {
    report(wrong, {
      path: inAnswer(path),
      code: 'noNul',
      message: { vi: 'không được chứa ký tự NUL', en: 'must not contain the NUL character' },
    });
  } else if (!text.isWellFormed()) {
    report(wrong, {
      path: inAnswer(path),
      code: 'wellFormed',
      message: { vi: 'không phải Unicode đúng', en: 'is not well-formed Unicode' },
    });
  } else if (!isStreamSafe(text)) {
    report(wrong, {
      path: inAnswer(path),
      code: 'marks',
      message: {
        vi: 'không được có quá 30 dấu kết hợp liền nhau',
        en: 'must not have more than 30 combining marks in a row',
      },
    });
    return text;
  }
  if (BIDI_CONTROL.test(text)) {
    report(wrong, {
      path: inAnswer(path),
      code: 'noBidi',
      message: {
        vi: 'không được chứa ký tự điều khiển hướng viết (U+202A–U+202E, U+2066–U+2069); hãy gõ lại thay vì dán',
        en: 'must not contain bidirectional controls (U+202A–U+202E, U+2066–U+2069); type it instead of pasting it',
      },
    });
  }
  return text.normalize('NFC');
}
