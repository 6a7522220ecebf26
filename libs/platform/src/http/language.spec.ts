import { languageOf } from './language.js';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'vi'],
    ['', 'vi'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['en-US,en;q=0.9', 'en'],
    ['en;q=0.5, vi;q=0.4', 'en'],
    ['en, vi', 'vi'],
    ['fr-FR, en;q=0.3', 'en'],
    ['*', 'vi'],
    ['fr', 'vi'],
    ['en;q=0', 'vi'],
    ['en;q=nonsense', 'vi'],
    ['vi;q=0, *', 'en'],
  ])('for "%s" is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
