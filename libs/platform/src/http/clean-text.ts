import { DomainError, isStreamSafe, type FieldError } from '@motcua/contracts';

const MAX_DEPTH = 32;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Embeddings, overrides and isolates (UAX #9): what is shown is then not what is stored. Vietnamese needs none. */
const BIDI_CONTROL = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * A copy of what a client sent with every string in Unicode NFC, so that `ế` compares equal however it was typed.
 * @throws DomainError `invalid` for text that PostgreSQL cannot store (NUL, lone surrogates), that takes for ever to compose
 * (see `isStreamSafe`) or that shows itself as another (bidirectional controls), and for nesting so deep that no contract of
 * ours could mean it.
 */
export function cleanInput(value: unknown, root = ''): unknown {
  const wrong: FieldError[] = [];
  const cleaned = clean(value, root, 0, wrong);
  if (wrong.length > 0) {
    throw new DomainError({
      kind: 'invalid',
      code: 'request.invalid',
      message: { vi: 'Một số trường chưa đúng.', en: 'Some fields are not right.' },
      fields: wrong.slice(0, 50),
    });
  }
  return cleaned;
}

function clean(value: unknown, path: string, depth: number, wrong: FieldError[]): unknown {
  if (typeof value === 'string') {
    return cleanText(value, path, wrong);
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
    return value.map((item, index) => clean(item, `${path}[${index}]`, depth + 1, wrong));
  }
  const cleaned: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const at = path === '' ? name : `${path}.${name}`;
    cleanText(name, at, wrong);
    if (name === '__proto__') {
      wrong.push({
        path: at,
        code: 'reservedName',
        message: { vi: 'là tên không được dùng', en: 'is a name that must not be used' },
      });
      continue;
    }
    cleaned[name] = clean(item, at, depth + 1, wrong);
  }
  return cleaned;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value) || !isOpaque(value);
}

/** Query strings come as instances of a null-object class of the parser; buffers, streams and dates are left alone. */
function isOpaque(value: object): boolean {
  return ArrayBuffer.isView(value) || value instanceof Date || typeof (value as { pipe?: unknown }).pipe === 'function';
}

function cleanText(text: string, path: string, wrong: FieldError[]): string {
  // A path that holds the offending character itself would put it into the answer.
  const at = path.replace(/[\0\ud800-\udfff]/g, '\ufffd').slice(0, 200);
  if (text.includes('\0')) {
    wrong.push({
      path: at,
      code: 'noNul',
      message: { vi: 'không được chứa ký tự NUL', en: 'must not contain the NUL character' },
    });
  } else if (LONE_SURROGATE.test(text)) {
    wrong.push({
      path: at,
      code: 'wellFormed',
      message: { vi: 'không phải Unicode đúng', en: 'is not well-formed Unicode' },
    });
  } else if (!isStreamSafe(text)) {
    wrong.push({
      path: at,
      code: 'marks',
      message: {
        vi: 'không được có quá 30 dấu kết hợp liền nhau',
        en: 'must not have more than 30 combining marks in a row',
      },
    });
    return text;
  }
  if (BIDI_CONTROL.test(text)) {
    wrong.push({
      path: at.replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd'),
      code: 'noBidi',
      message: {
        vi: 'không được chứa ký tự điều khiển hướng viết (U+202A–U+202E, U+2066–U+2069); hãy gõ lại thay vì dán',
        en: 'must not contain bidirectional controls (U+202A–U+202E, U+2066–U+2069); type it instead of pasting it',
      },
    });
  }
  return text.normalize('NFC');
}
