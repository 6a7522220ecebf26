import { EVERYDAY_PHRASES, searchedPhrases } from './everyday-phrases.js';
import { soughtText } from './search-query.js';
import { searchTerms, wordsOf } from './search-text.js';

const ways = (query: string) =>
  soughtText(query, EVERYDAY_PHRASES).parts.map(({ ways }) =>
    ways.map((way) => way.map(({ exact }) => exact).join(' ')),
  );

describe('the words of a search', () => {
  it.each([
    ['đăng kí', 'đăng ký'],
    ['lí lịch', 'lý lịch'],
    ['khoá', 'khóa'],
    ['thuỷ sản', 'thủy sản'],
    ['hoàn', 'hoàn'],
    ['quý', 'quý'],
    ['Ðăng', 'đăng'],
    ['SỔ ĐỎ'.normalize('NFD'), 'sổ đỏ'],
  ])('%s is the word %s', (typed, word) =>
    expect(
      wordsOf(typed)
        .map(({ exact }) => exact)
        .join(' '),
    ).toBe(word),
  );

  it('a code is one word, other marks part words', () => {
    expect(wordsOf('1.001193.000.00.00.H41').map(({ folded }) => folded)).toEqual(['1.001193.000.00.00', 'h41']);
    expect(wordsOf('cấp/đổi; (mới)…').map(({ folded }) => folded)).toEqual(['cap', 'doi', 'moi']);
  });

  it('nothing that was typed leaves its quotes in the terms', () => {
    expect(searchTerms([['A', `it's 'a' \\ b:*`]])).toBe("'it':1A 's':2A 'a':3A 'b':4A");
  });

  it('what every search says is left out, unless nothing else is said', () => {
    expect(ways('làm giấy khai sinh')).toEqual([['giấy khai sinh']]);
    expect(ways('thủ tục')).toEqual([['thủ tục']]);
  });

  it('typed without marks nothing is left out: “can cuoc” is căn cước as well as cần cuốc', () => {
    expect(ways('can cuoc')).toEqual([['can cuoc']]);
  });

  it('a word of every day may be said as the catalog says it; the longest goes first', () => {
    expect(ways('mất sổ đỏ')).toEqual([
      ['mất', 'cấp lại', 'trình báo mất'],
      ['sổ đỏ', 'giấy chứng nhận quyền sử dụng đất'],
    ]);
    expect(ways('sang tên sổ đỏ')[0]).toContain('đăng ký biến động thay đổi quyền sử dụng đất');
  });

  it('without marks an everyday word is still known', () => expect(ways('so do')[0]).toHaveLength(2));

  it('what a province adds goes before what is shipped', () => {
    const added = soughtText('kt3', [...EVERYDAY_PHRASES, { phrase: 'KT3', means: ['đăng ký lưu trú'] }]);
    expect(added.parts[0]!.ways[1]!.map(({ exact }) => exact)).toEqual(['đăng', 'ký', 'lưu', 'trú']);
  });

  it('what a province says in words without marks goes before what is shipped with them', () => {
    const provinces = [{ phrase: 'so do', means: ['bản đồ'], revision: 1, setAt: new Date(0) }];
    const ways = soughtText('so do', searchedPhrases(provinces)).parts[0]!.ways;
    expect(ways.map((way) => way.map(({ exact }) => exact).join(' '))).toEqual(['so do', 'bản đồ']);
    const taken = [{ phrase: 'so do', means: [], revision: 2, setAt: new Date(0) }];
    expect(soughtText('so do', searchedPhrases(taken)).parts[0]!.ways).toHaveLength(1);
    expect(soughtText('sổ đỏ', searchedPhrases(taken)).parts[0]!.ways).toHaveLength(2);
  });

  it('one syllable is a word of every day only with its marks: “doi” is đội as well as đổi', () => {
    expect(ways('doi bang lai')).toEqual([['doi'], ['bang lai', 'giấy phép lái xe']]);
    expect(ways('đổi bằng lái')[0]).toEqual(['đổi', 'cấp đổi']);
    expect(ways('visa')[0]).toEqual(['visa', 'thị thực']);
  });

  it('a word longer than any is cut, which the index could not hold', () => {
    for (const letter of ['ộ', '\u{1D7D8}', '\uFDFA'])
      for (const { exact, folded } of wordsOf(letter.repeat(700)))
        for (const word of [exact, folded]) expect([...word]).toHaveLength(100);
  });

  it('no more than twelve words are compared', () => {
    const many = Array.from({ length: 40 }, (_, i) => `từ${i}`).join(' ');
    expect(soughtText(many, []).parts.flatMap(({ typed }) => typed)).toHaveLength(12);
  });

  it.each(['', '   ', '%%% ___ .', '🙂'])('“%s” seeks nothing', (typed) => expect(ways(typed)).toEqual([]));
});

describe('everyday words', () => {
  it('name no procedure', () => {
    for (const { phrase, means } of EVERYDAY_PHRASES)
      for (const text of [phrase, ...means]) expect(text).not.toMatch(/\d\.\d{6}/);
  });

  it('stand once each', () => {
    const phrases = EVERYDAY_PHRASES.map(({ phrase }) => phrase);
    expect(phrases.filter((phrase, i) => phrases.indexOf(phrase) !== i)).toEqual([]);
  });
});
