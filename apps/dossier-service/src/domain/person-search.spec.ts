import { foldedIdentity, foldedPhone, foldedWords, personTerms, type SoughtPerson } from './person-search.js';

const VAN = 'Nguyễn Văn Ân'.normalize('NFC');

describe('A name', () => {
  it.each([
    [VAN, 'nguyen van an'],
    [VAN.normalize('NFD'), 'nguyen van an'],
    ['  NGUYỄN   VĂN ÂN ', 'nguyen van an'],
    ['Đặng Thị Ước', 'dang thi uoc'],
    // Old fonts and foreign keyboards write U+00D0 for Đ (U+0110).
    ['\u00D0ặng Thị Ước', 'dang thi uoc'],
    ['Công ty TNHH "Hương-Sơn" 2', 'cong ty tnhh huong son 2'],
    ['Hồ Hồ Hố', 'ho'],
    ['%', ''],
  ])('%j is compared by the words %j', (name, words) => {
    expect(foldedWords(name).join(' ')).toBe(words);
  });
});

describe('The number of a paper', () => {
  it.each([
    ['040 090.000-001', '040090000001'],
    ['c1234567 ', 'C1234567'],
    ['０４００９００００００１', '040090000001'],
  ])('%j is compared as %j', (typed, number) => {
    expect(foldedIdentity(typed)).toBe(number);
  });
});

describe('A telephone number', () => {
  it.each([
    '0912345678',
    '0912 345 678',
    '0912.345-678',
    '+84912345678',
    '+84 (0) 912 345 678',
    '0084 912 345 678',
    '84912345678',
    '912345678',
    '0912345678 (chị Hoa)',
  ])('%j is 0912345678', (typed) => {
    expect(foldedPhone(typed)).toBe('0912345678');
  });

  it.each([
    ['(0238) 3844522', '02383844522'],
    ['+84 238 3844522', '02383844522'],
    ['0842345678', '0842345678'],
    ['Không có', undefined],
    ['345678', undefined],
    ['0912345678 / 0987654321', undefined],
  ])('%j is %j', (typed, dialled) => {
    expect(foldedPhone(typed)).toBe(dialled);
  });
});

describe('A search for a person (Law 91/2025/QH15 Art. 3)', () => {
  const refused = (person: SoughtPerson): string[] => {
    try {
      personTerms(person);
    } catch (error) {
      return (error as { fields: { path: string }[] }).fields.map(({ path }) => path);
    }
    return [];
  };

  it.each<[SoughtPerson, string[]]>([
    [{}, ['person']],
    [{ fullName: null }, ['person']],
    [{ fullName: '%' }, ['person.fullName']],
    [{ fullName: '*_?' }, ['person.fullName']],
    [{ fullName: 'a' }, ['person.fullName']],
    [{ fullName: 'a b c' }, ['person.fullName']],
    [{ fullName: 'một hai ba bốn năm sáu bảy tám chín mười chục trăm nghìn' }, ['person.fullName']],
    [{ identityNumber: '0400' }, ['person.identityNumber']],
    [{ identityNumber: '%%%%%%%%%%%%' }, ['person.identityNumber']],
    [{ phone: '0912' }, ['person.phone']],
    [{ fullName: 'An', phone: '%' }, ['person.phone']],
  ])('for %j lists nobody and says which term is too broad', (person, fields) => {
    expect(refused(person)).toEqual(fields);
  });

  it('for one word of two letters, or a single letter beside a word, is made', () => {
    expect(personTerms({ fullName: 'Ân' }).words).toEqual(['an']);
    expect(personTerms({ fullName: 'Nguyễn A' }).words).toEqual(['nguyen', 'a']);
    expect(personTerms({ identityNumber: '040 090 000 001', phone: '+84912345678' })).toMatchObject({
      identityNumber: '040090000001',
      phone: '0912345678',
    });
  });
});
