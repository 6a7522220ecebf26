import { DomainError } from '@motcua/contracts';
import { cleanInput, contentHash } from '@motcua/platform';
import type { ReadProcedure } from '../domain/procedure-content.js';
import { readPortalApiRecord } from './portal-api-record.js';
import { readPortalFlatRecord } from './portal-flat-record.js';
import { LineRefusal } from './record-parts.js';

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

/** The widest record of the portal that was seen has 102 values; to hash a million takes a second. */
const MOST_VALUES = 20_000;

/** Holds a record to what every text and object from outside is held to. It is kept as it came. */
function expectReadable(record: Record<string, unknown>): void {
  try {
    cleanInput(record, '', MOST_VALUES);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new LineRefusal('import.text-not-storable', undefined, {
      vi: 'Dòng có ký tự U+0000, mã Unicode không trọn vẹn, ký tự điều khiển hướng viết, quá 30 dấu kết hợp liền nhau, lồng nhau quá 32 tầng, đối tượng có quá 200 trường, hoặc có quá 20.000 giá trị',
      en: 'The line contains U+0000, half a Unicode surrogate pair, a bidirectional control or more than 30 combining marks in a row, is nested deeper than 32 levels, has an object of more than 200 members, or contains more than 20,000 values',
    });
  }
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
  expectReadable(record);
  const shape = shapeOf(record);
  if (!shape || (expected && shape !== expected))
    throw new LineRefusal('import.shape-unknown', undefined, {
      vi: expected ? `Dòng không có cấu trúc ${expected}` : 'Không nhận ra cấu trúc của dòng',
      en: expected ? `The line is not of the shape ${expected}` : 'The shape of the line is not known',
    });
  const read = shape === 'PORTAL_FLAT' ? readPortalFlatRecord(record) : readPortalApiRecord(record);
  return { ...read, shape, record, hash: contentHash({ reader: READER, shape, record }) };
}
