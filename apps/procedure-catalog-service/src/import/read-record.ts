import { isStreamSafe } from '@motcua/contracts';
import { contentHash } from '@motcua/platform';
import type { ReadProcedure } from '../domain/procedure-content.js';
import { LineRefusal } from './line-refusal.js';
import { readPortalApiRecord } from './portal-api-record.js';
import { readPortalFlatRecord } from './portal-flat-record.js';

export const RECORD_SHAPES = ['PORTAL_FLAT', 'PORTAL_API'] as const;
export type RecordShape = (typeof RECORD_SHAPES)[number];

/** Part of every hash: raised when the reading changes, so that the next import refreshes what was read before. */
const READER = 1;

export interface ReadLine extends ReadProcedure {
  shape: RecordShape;
  /** Hash of the source's record, by which a second import knows that nothing changed. */
  hash: string;
  record: Record<string, unknown>;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** PostgreSQL keeps neither U+0000 nor half a surrogate pair, not even escaped in JSON; endless marks take for ever. */
function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text) && isStreamSafe(text);
}

/** Deeper than any record of the portal; a line nested further is made to exhaust the stack. */
const DEEPEST = 32;

function everyText(value: unknown, holds: (text: string) => boolean, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (typeof value === 'string') return holds(value);
  if (Array.isArray(value)) return value.every((item) => everyText(item, holds, depth + 1));
  if (isObject(value))
    return Object.entries(value).every(([key, item]) => holds(key) && everyText(item, holds, depth + 1));
  return true;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new LineRefusal('import.line-not-json', undefined, {
      vi: 'Dòng không phải là JSON hợp lệ',
      en: 'The line is not valid JSON',
    });
  }
}

function shapeOf(record: Record<string, unknown>): RecordShape | undefined {
  if ('ma_thu_tuc' in record) return 'PORTAL_FLAT';
  if ('code' in record && ('executionMethods' in record || 'categoriesDetails' in record || 'formalityType' in record))
    return 'PORTAL_API';
  return undefined;
}

/**
 * Reads one line of an import: the portal's page as flat text, the portal's own record, or that record wrapped as
 * `{ "record": { … } }`.
 *
 * @param expected the shape that every line must have; without it each line is recognised by its members.
 * @throws LineRefusal with a code, a path and a reason in two languages.
 */
export function readRecord(line: string, expected?: RecordShape): ReadLine {
  const value = parse(line);
  const record = isObject(value) && isObject(value['record']) ? value['record'] : value;
  if (!isObject(record))
    throw new LineRefusal('import.line-not-object', undefined, {
      vi: 'Dòng phải là một đối tượng JSON',
      en: 'The line must be a JSON object',
    });
  if (!everyText(record, isStorable))
    throw new LineRefusal('import.text-not-storable', undefined, {
      vi: 'Dòng có ký tự U+0000, mã Unicode không trọn vẹn, quá 30 dấu kết hợp liền nhau, hoặc lồng nhau quá 32 tầng',
      en: 'The line holds U+0000, half a Unicode surrogate pair, more than 30 combining marks in a row, or is nested deeper than 32 levels',
    });
  const shape = shapeOf(record);
  if (!shape || (expected && shape !== expected))
    throw new LineRefusal('import.shape-unknown', undefined, {
      vi: expected ? `Dòng không có cấu trúc ${expected}` : 'Không nhận ra cấu trúc của dòng',
      en: expected ? `The line is not of the shape ${expected}` : 'The shape of the line is not known',
    });
  const read = shape === 'PORTAL_FLAT' ? readPortalFlatRecord(record) : readPortalApiRecord(record);
  return { ...read, shape, record, hash: contentHash({ reader: READER, shape, record }) };
}
