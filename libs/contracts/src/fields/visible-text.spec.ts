import { instanceOf } from './shape.js';
import { validateSync } from 'class-validator';
import { Text, TextList } from './field.js';
import { isBlank, isVisibleText, toleratingSigns } from './visible-text.js';

const NOTHING = [
  '',
  ' ',
  '\n\t',
  '\u00a0\u00a0',
  '\u200b',
  '\u2800',
  '\u3164',
  '\uffa0',
  '\u115f\u1160',
  '\u3000',
  '\ufeff',
  '\u0301',
  '\u00ad',
  '\u{e0041}',
];
const SIGNS = ['-', '…', '.', '—', '!!!', '😀', '☐', '«»'];
const WORDS = ['a', '7', 'Đ', '12/QĐ', '①', '🄰', '漢', '१', 'ở', ' không đủ '];

class Note {
  @Text({ description: 'Why' }) reason: string;
  @TextList({ description: 'What', optional: true }) items?: string[];
}
const refused = (note: object): string[] =>
  validateSync(instanceOf(Note, note)).flatMap(({ constraints }) => Object.keys(constraints ?? {}));

describe('A text', () => {
  it.each(NOTHING.map((text) => [JSON.stringify(text), text]))('%s is invisible', (_, text) => {
    expect(isVisibleText(text)).toBe(false);
    expect(isBlank(text)).toBe(true);
    expect(refused({ reason: text })).toContain('visibleText');
    expect(refused({ reason: 'yes', items: ['yes', text] })).toContain('visibleText');
  });

  it.each(SIGNS)('%s is visible but has no letter or digit', (text) => {
    expect(isVisibleText(text)).toBe(false);
    expect(isBlank(text)).toBe(false);
    expect(refused({ reason: text })).toEqual(['visibleText']);
  });

  it.each(WORDS)('%s has a letter or digit', (text) => {
    expect(isVisibleText(text)).toBe(true);
    expect(isBlank(text)).toBe(false);
    expect(refused({ reason: text, items: [text] })).toEqual([]);
  });
});

describe('Text of another system', () => {
  const wrong = (note: object, blanks: 'are-wrong' | 'are-kept'): string[] =>
    toleratingSigns(validateSync(instanceOf(Note, note)), blanks).map(({ property }) => property);

  it('may be a single sign, but must meet all other rules', () => {
    expect(wrong({ reason: '-', items: ['…'] }, 'are-wrong')).toEqual([]);
    expect(wrong({ reason: '-'.repeat(501) }, 'are-wrong')).toEqual(['reason']);
    expect(wrong({ items: ['-'] }, 'are-wrong')).toEqual(['reason']);
  });

  it('may be blank only in an event announced earlier', () => {
    expect(wrong({ reason: ' ', items: ['a', '\u2800'] }, 'are-wrong')).toEqual(['reason', 'items']);
    expect(wrong({ reason: ' ', items: ['a', '\u2800'] }, 'are-kept')).toEqual([]);
  });
});
