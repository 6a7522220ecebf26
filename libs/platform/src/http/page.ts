import { createHash } from 'node:crypto';
import { DomainError } from '@motcua/contracts';
import { ApiProperty } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';

/** Number of rows: exact, or "at least `value`" when `capped`. */
export class CappedCount {
  @ApiProperty({ example: 137 })
  value: number;

  @ApiProperty({ example: false, description: 'true: there are more than `value`' })
  capped: boolean;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  /** Pass as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
  total: CappedCount;
}

export type CursorType = 'string' | 'number' | 'boolean' | 'date' | 'uuid' | 'string?' | 'number?' | 'date?';
export type CursorShape = Record<string, CursorType>;

type Plain<K extends string> = K extends 'number'
  ? number
  : K extends 'boolean'
    ? boolean
    : K extends 'date'
      ? Date
      : string;
type ValueOf<K extends CursorType> = K extends `${infer Base}?` ? Plain<Base> | null : Plain<K>;
export type CursorValues<S extends CursorShape> = { [N in keyof S]: ValueOf<S[N]> };

/** The sort key of a page's last row as an opaque text. */
export function encodeCursor(values: Record<string, string | number | boolean | Date | null>): string {
  const json = JSON.stringify(values);
  return `${Buffer.from(json).toString('base64url')}.${checksum(json)}`;
}

/**
 * The argument of `encodeCursor`, checked against `shape`.
 * @param path the field that it came in
 * @throws DomainError `invalid` for a cursor that was not made here, was changed, or belongs to another list.
 */
export function decodeCursor<S extends CursorShape>(text: string, shape: S, path = 'cursor'): CursorValues<S> {
  try {
    const [encoded = '', sum] = text.split('.');
    const json = Buffer.from(encoded, 'base64url').toString('utf8');
    if (text.length <= 2_000 && sum === checksum(json)) {
      const values = JSON.parse(json) as Record<string, unknown>;
      const names = Object.keys(shape);
      if (Object.keys(values).length === names.length) {
        const entries = names.map((name) => [name, cursorValue(values[name], shape[name]!)]);
        return Object.fromEntries(entries) as CursorValues<S>;
      }
    }
  } catch {
    // Falls through to the refusal: the exact cause does not help the caller.
  }
  throw new DomainError({
    kind: 'invalid',
    code: 'page.cursor-invalid',
    message: {
      vi: 'Con trỏ trang không hợp lệ; hãy đọc lại từ trang đầu.',
      en: 'The page cursor is invalid. Start again from the first page.',
    },
    fields: [{ path, message: { vi: 'không hợp lệ', en: 'is not valid' } }],
  });
}

/** Not a signature: its owner may change a cursor, but a damaged one must not look valid. */
function checksum(json: string): string {
  return createHash('sha256').update(json).digest('base64url').slice(0, 8);
}

function cursorValue(value: unknown, type: CursorType): unknown {
  if (type.endsWith('?') && value === null) return null;
  switch (type.replace('?', '')) {
    case 'number':
      if (typeof value === 'number') return value;
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'date': {
      const date = typeof value === 'string' ? new Date(value) : undefined;
      if (date && !Number.isNaN(date.getTime())) return date;
      break;
    }
    case 'uuid':
      if (typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return value;
      break;
    default:
      if (typeof value === 'string') return value;
  }
  throw new TypeError('not of this shape');
}

/**
 * Counts the rows of `query` (a SELECT with `$n` parameters) but never more than `cap`, so that a list over millions of
 * rows does not count them all.
 */
export async function cappedCount(
  manager: Pick<EntityManager, 'query'>,
  query: string,
  parameters: unknown[] = [],
  cap = 1_000,
): Promise<CappedCount> {
  const rows = (await manager.query(
    `SELECT count(*)::int AS count FROM (SELECT 1 FROM (${query}) AS counted LIMIT ${Math.trunc(cap) + 1}) AS capped`,
    parameters,
  )) as { count: number }[];
  const count = rows[0]?.count ?? 0;
  return { value: Math.min(count, cap), capped: count > cap };
}

/**
 * A page out of rows fetched with `LIMIT limit + 1`: the extra row only says that there is a next page.
 * `keyOf` gives the sort key that the next page starts after.
 */
export function pageOf<R, T>(
  rows: R[],
  limit: number,
  total: CappedCount,
  present: (row: R) => T,
  keyOf: (row: R) => Record<string, string | number | boolean | Date | null>,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    ...(rows.length > limit && last !== undefined ? { nextCursor: encodeCursor(keyOf(last)) } : {}),
    total,
  };
}
