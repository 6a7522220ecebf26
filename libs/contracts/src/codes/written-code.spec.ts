import { instanceOf } from '../fields/shape.js';
import { validateSync } from 'class-validator';
import { Code, CodeList, Text, TextList, WrittenId } from '../fields/field.js';
import { AGENCY_CODE_FORM } from './code-formats.js';
import { foldedCode, withoutBlanksAround } from './written-code.js';

class Asked {
  @Code({ description: 'Code' }) code: string;
  @Text({ description: 'Agency', form: AGENCY_CODE_FORM }) agencyCode: string;
  @CodeList({ description: 'Agencies', maxLength: 35 }) agencyCodes: string[];
  @TextList({ description: 'Items' }) items: string[];
  @WrittenId({ description: 'Id' }) legacyId: string;
  @Text({ description: 'Why' }) reason: string;
}

class Listed {
  @CodeList({ description: 'Agencies', maxLength: 35 }) agencyCodes: string[];
}

describe('A code that people type', () => {
  it.each([
    ['small letters', 'h41.14-260820-0001'],
    ['blanks around it', '  H41.14-260820-0001\t\n'],
    ['a no-break space behind it', 'H41.14-260820-0001\u00a0'],
    [
      'an ideographic space, a byte order mark and a zero-width space around it',
      '\u3000\ufeffH41.14-260820-0001\u200b',
    ],
  ])('is the same with %s', (_what, code) => expect(foldedCode(code)).toBe('H41.14-260820-0001'));

  it.each(['H41.14-260820-0002', 'H41.14-260820 -0001', 'H41.14-260820-001'])('is another when it reads %j', (code) =>
    expect(foldedCode(code)).not.toBe('H41.14-260820-0001'),
  );

  it('is read so wherever a request has it, and other texts as they are', () => {
    const texts = { legacyId: ' Case-1 ', reason: ' vì sao ', items: [' một '] };
    const given = { code: ' pakn.1\u00a0', agencyCode: 'h41.14 ', agencyCodes: ['h41.14\u00a0', 'H41.15'], ...texts };
    expect(instanceOf(Asked, given)).toEqual({
      code: 'PAKN.1',
      agencyCode: 'H41.14',
      agencyCodes: ['H41.14', 'H41.15'],
      items: [' một '],
      legacyId: 'Case-1',
      reason: ' vì sao ',
    });
    expect(instanceOf(Asked, { code: 17, legacyId: null })).toMatchObject({ code: 17, legacyId: null });
    expect(instanceOf(Asked, { agencyCodes: [17] })).toMatchObject({ agencyCodes: [17] });
  });

  it('is held to the rules of a list all the same', () => {
    const problems = (agencyCodes: unknown): string[] =>
      validateSync(instanceOf(Listed, { agencyCodes })).flatMap(({ constraints }) => Object.keys(constraints ?? {}));
    expect(problems(['h41.14 ', 'H41.27.05'])).toEqual([]);
    expect(problems(['H41.14', 17])).toContain('isString');
    expect(problems(['H41.14', '\u00a0'])).toContain('visibleText');
    expect(problems('h41.14')).toContain('isArray');
  });

  it('costs time by its length, not by the square of it', () => {
    const cost = (length: number): number => {
      const text = `x${' '.repeat(length)}x${' '.repeat(length)}`;
      const begun = process.cpuUsage();
      for (let n = 0; n < 20; n += 1) withoutBlanksAround(text);
      const { user } = process.cpuUsage(begun);
      return user;
    };
    cost(10_000);
    expect(cost(200_000)).toBeLessThan(60 * Math.max(cost(20_000), 500));
  });
});
