import * as contracts from '@motcua/contracts';
import * as classValidator from 'class-validator';
import { constraintMessage, TRANSLATED_CONSTRAINTS } from './validation-messages.js';

/** Constraints of the contracts, and of the validation itself, not of class-validator's decorators. */
const OTHERS = ['isInstant', 'visibleText', 'pointsByGroup', 'nestedValidation', 'whitelistValidation', 'unknownValue'];

/** The names under which class-validator reports: its constants `IS_STRING = 'isString'`, … */
const EMITTED = new Set(
  Object.entries(classValidator)
    .filter(([constant]) => /^[A-Z0-9_]+$/.test(constant))
    .map(([, name]) => name as unknown as string),
);

interface Rule {
  type: string;
  name?: string;
  context?: Partial<contracts.LocalizedText>;
  propertyName: string;
}

/** Every rule of every class in the contracts, which are all loaded here. */
const RULES = [
  ...(classValidator.getMetadataStorage() as unknown as { validationMetadatas: Map<unknown, Rule[]> })
    .validationMetadatas,
].flatMap(([, rules]) => rules.filter(({ type }) => type !== 'conditionalValidation'));

describe('the Vietnamese text of a broken rule', () => {
  it.each(TRANSLATED_CONSTRAINTS.filter((name) => !OTHERS.includes(name)))(
    'is stored under the reported name of the rule: %s',
    (name) => expect(EMITTED).toContain(name),
  );

  it('exists for every rule that a contract uses', () => {
    expect(Object.keys(contracts)).toContain('SubmitDossierRequest');
    const used = new Set(RULES.map(({ type, name }) => name ?? type));
    expect(used).toContain('isIso8601');
    expect([...used].filter((name) => !TRANSLATED_CONSTRAINTS.includes(name))).toEqual([]);
  });

  it('describes every required form, with an example or the allowed values', () => {
    const forms = RULES.filter(({ name }) => name === 'matches');
    expect(forms.length).toBeGreaterThan(30);
    const silent = forms.filter(({ context }) => {
      const { vi, en } = constraintMessage({
        constraint: 'matches',
        english: 'x must match regular expression',
        property: 'x',
        context,
      });
      return !/[0-9]|ví dụ|: |hoặc/.test(vi) || !/[0-9]|such as|: | or /.test(en);
    });
    expect(silent.map(({ propertyName }) => propertyName)).toEqual([]);
  });
});
