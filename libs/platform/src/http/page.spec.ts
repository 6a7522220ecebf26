import { DomainError } from '@motcua/contracts';
import { decodeCursor, encodeCursor, pageOf } from './page.js';

const shape = { receivedAt: 'date', id: 'uuid', rank: 'number?' } as const;
const values = {
  receivedAt: new Date('2026-08-31T02:00:00.123Z'),
  id: '01994a1c-7d5a-7c33-9f2e-2f6f0b0b7a10',
  rank: null,
};

describe('a page cursor', () => {
  it('returns its values', () => {
    expect(decodeCursor(encodeCursor(values), shape)).toEqual(values);
  });

  it('contains nothing that needs escaping in an address', () => {
    expect(encodeCursor({ ...values, rank: 3 })).toMatch(/^[\w.-]+$/);
  });

  it('is refused when a single character was changed', () => {
    const cursor = encodeCursor(values);
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = cursor.slice(0, at) + (cursor[at] === 'A' ? 'B' : 'A') + cursor.slice(at + 1);
      expect(() => decodeCursor(changed, shape)).toThrow(DomainError);
    }
  });

  it.each(['', '.', 'x', 'null.AAAAAAAA', '%00', 'e30.'.repeat(1000)])('is refused when it is %j', (text) => {
    expect(() => decodeCursor(text, shape)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  it('of another list is refused', () => {
    expect(() => decodeCursor(encodeCursor({ name: 'An' }), shape)).toThrow(DomainError);
    expect(() => decodeCursor(encodeCursor({ ...values, id: 'An' }), shape)).toThrow(DomainError);
  });
});

describe('a page', () => {
  const total = { value: 3, capped: false };
  const present = (row: { id: number }): number => row.id;
  const keyOf = (row: { id: number }): { id: number } => ({ id: row.id });

  it('has a next page when there is one row more than it shows', () => {
    const page = pageOf([{ id: 1 }, { id: 2 }, { id: 3 }], 2, total, present, keyOf);
    expect(page.items).toEqual([1, 2]);
    expect(decodeCursor(page.nextCursor!, { id: 'number' })).toEqual({ id: 2 });
  });

  it('is the last page otherwise', () => {
    expect(pageOf([{ id: 1 }, { id: 2 }], 2, total, present, keyOf)).toEqual({ items: [1, 2], total });
  });
});
