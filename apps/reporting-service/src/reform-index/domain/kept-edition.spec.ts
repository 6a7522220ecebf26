import type { DomainError } from '@motcua/contracts';
import { edition, node, ON_TIME } from '../testing/example-edition.js';
import { newDraft, published, statusOf, writtenAgain, type KeptEdition } from './kept-edition.js';

const stamp = { at: new Date('2026-12-01T02:00:00Z'), by: 'reform-1' };
const draft = (code: string, more: Partial<KeptEdition['edition']> = {}): KeptEdition => ({
  edition: edition([node('1', 10, ON_TIME)], { code, ...more }),
  hash: `hash of ${code}`,
  drafted: stamp,
});
const inUse = (code: string, more: Partial<KeptEdition['edition']> = {}): KeptEdition => ({
  ...draft(code, more),
  published: stamp,
});
const asRead = (hash: string) => hash === 'hash of a';
const anyway = () => true;

const refused = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as DomainError).code;
  }
};

it('A code is given once: a second draft with it is refused, one with another code is kept', () => {
  expect(refused(() => newDraft(draft('a'), draft('a')))).toBe('edition.exists');
  expect(newDraft(undefined, draft('b'))).toEqual(draft('b'));
});

it('What is published is never written again; a draft is', () => {
  expect(refused(() => writtenAgain(inUse('a'), draft('a'), anyway))).toBe('edition.published');
  expect(refused(() => published(inUse('a'), { stamp, asRead: anyway }))).toBe('edition.published');
  expect(writtenAgain(draft('a'), draft('a', { name: 'Khác' }), anyway).edition.name).toBe('Khác');
});

it('Nobody publishes or overwrites another draft than the one that was read', () => {
  const changed = { ...draft('a'), hash: 'hash of another text' };
  expect(refused(() => published(changed, { stamp, asRead }))).toBe('edition.changed-meanwhile');
  expect(refused(() => writtenAgain(changed, draft('a'), asRead))).toBe('edition.changed-meanwhile');
  expect(published(draft('a'), { stamp, asRead }).published).toEqual(stamp);
});

it('An edition is published whole or not at all', () => {
  const unfinished = { ...draft('a'), edition: edition([node('1', 10, ON_TIME)], {}, { maximum: 99_000 }) };
  expect(refused(() => published(unfinished, { stamp, asRead: anyway }))).toBe('index.edition-faulty');
  expect(statusOf(published(draft('a'), { stamp, asRead: anyway }))).toBe('PUBLISHED');
});

describe('An edition takes the place of', () => {
  const replacing = (replaced: KeptEdition | undefined) =>
    refused(() => published(draft('a'), { stamp, asRead, supersedes: 'old', replaced }));
  it.each<[string, KeptEdition | undefined, string | undefined]>([
    ['one in use of the same kind', inUse('old'), undefined],
    ['none that does not exist', undefined, 'edition.not-to-supersede'],
    ['no draft', draft('old'), 'edition.not-to-supersede'],
    ['none of another kind', inUse('old', { kind: 'NINE_INDICES' }), 'edition.not-to-supersede'],
    ['none that has a successor', { ...inUse('old'), supersededBy: 'other' }, 'edition.superseded'],
  ])('%s', (_, replaced, code) => expect(replacing(replaced)).toBe(code));

  it('not itself', () =>
    expect(refused(() => published(draft('a'), { stamp, asRead, supersedes: 'a', replaced: draft('a') }))).toBe(
      'edition.not-to-supersede',
    ));
});
