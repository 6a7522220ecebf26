import { foldedText } from './folded-text.js';

describe('a folded text', () => {
  it.each([
    ['Nguyễn Đình Đắc', 'nguyen dinh dac'],
    ['Nguyễn Ðình Ðắc with U+00D0', 'nguyen dinh dac with u+00d0'],
    ['NGUYỄN VĂN AN'.normalize('NFD'), 'nguyen van an'],
    ['Νguyеn Vаn Аn with Greek and Cyrillic letters', 'nguyen van an with greek and cyrillic letters'],
    ['Ｎｇｕｙễｎ', 'nguyen'],
    ['Ea Súp, Đắk Lắk, Krông Pắc', 'ea sup, dak lak, krong pac'],
  ])('"%s" is "%s"', (text, folded) => expect(foldedText(text)).toBe(folded));

  it.each(['我想投诉', 'Прошу', 'ß'])('"%s" keeps letters that look like no Latin one', (text) =>
    expect(foldedText(text)).not.toMatch(/^[a-z]+$/),
  );
});
