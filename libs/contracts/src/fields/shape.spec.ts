import { getMetadataStorage, ValidationTypes } from 'class-validator';
import * as contracts from '../index.js';
import { instanceOf, mostValues, takeOutMisfits } from './shape.js';
import { CodeList, Nested, NestedList, NestedRows, NumberInQuery, Text, TextList } from './field.js';

class Part {
  @Text({ description: 'Name' }) name: string;
}
class Whole {
  @Text({ description: 'Name' }) name: string;
  @Nested(() => Part, { description: 'First' }) first: Part;
  @NestedList(() => Part, { description: 'Others', maxItems: 3 }) others: Part[];
  @TextList({ description: 'Words', maxItems: 2 }) words: string[];
  @NestedRows(() => Part, { rows: 2, maxItems: 2 }) rows: Part[][];
}
class Longer extends Whole {
  @Text({ description: 'More' }) more: string;
}

const good = (): any => ({
  name: 'a',
  first: { name: 'b' },
  others: [{ name: 'c' }, { name: 'd' }, { name: 'e' }],
  words: ['f', 'g'],
  rows: [[{ name: 'h' }, { name: 'i' }], []],
});
const taken = (value: object): string[] =>
  takeOutMisfits(value, Whole).map(({ path, constraint }) => `${path} ${constraint}`);

describe('Members that a class does not allow', () => {
  it('are not found in a valid document', () => {
    const value = good();
    expect(taken(value)).toEqual([]);
    expect(value).toEqual(good());
    expect(takeOutMisfits({ ...good(), more: 'j' }, Longer)).toEqual([]);
  });

  it.each<[string, (value: any) => void]>([
    ['others[1] isObject', (value) => (value.others[1] = [])],
    ['rows[0][1] isObject', (value) => (value.rows[0][1] = [])],
    ['other whitelistValidation', (value) => (value.other = 1)],
    ['first.other whitelistValidation', (value) => (value.first.other = 1)],
    ['others[1].other whitelistValidation', (value) => (value.others[1].other = 1)],
    ['rows[0][1].other whitelistValidation', (value) => (value.rows[0][1].other = 1)],
    ['others arrayMaxSize', (value) => value.others.push({ name: 'x' })],
    ['words arrayMaxSize', (value) => value.words.push('x')],
    ['rows arrayMaxSize', (value) => value.rows.push([])],
    ['rows arrayMaxSize', (value) => value.rows[1].push({ name: 'x' }, { name: 'y' }, { name: 'z' })],
    ['first isObject', (value) => (value.first = [{ name: 'b' }])],
    ['others isArray', (value) => (value.others = { 0: { name: 'c' } })],
  ])('are removed before conversion: %s', (what, spoil) => {
    const value = good();
    spoil(value);
    expect(taken(value)).toEqual([what]);
    // Removed members are gone.
    expect(taken(value)).toEqual([]);
  });

  it('do not include values of a wrong type, which the rules of the class check', () => {
    expect(taken({ name: [], first: 7, others: null, words: [{}], rows: [7, null] })).toEqual([]);
  });

  it('are named at most a hundred times', () => {
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`f${n}`, 1]));
    expect(taken(wide)).toHaveLength(100);
    expect(wide).toEqual({});
  });
});

describe('The maximum number of values of a document', () => {
  it('counts values, objects and lists of its class', () => {
    expect(mostValues(Part)).toBe(2);
    // Itself, name, first, a list of three, a list of two words, and two lists of two.
    expect(mostValues(Whole)).toBe(1 + 1 + 2 + (1 + 3 * 2) + (1 + 2) + (1 + 2 * (1 + 2 * 2)));
  });

  it('is known for every class of the contracts: each names the class of its nested members', () => {
    const nameless: string[] = [];
    for (const type of Object.values(contracts)) {
      if (typeof type !== 'function' || type.prototype === undefined) continue;
      const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
      for (const { type: kind, propertyName } of rules) {
        if (kind !== ValidationTypes.NESTED_VALIDATION) continue;
        const found = [{ nobodyKnows: 1 }, [{ nobodyKnows: 1 }], [[{ nobodyKnows: 1 }]]].flatMap((value) =>
          takeOutMisfits({ [propertyName]: value }, type as new () => object),
        );
        if (!found.some(({ property }) => property === 'nobodyKnows')) nameless.push(`${type.name}.${propertyName}`);
      }
    }
    expect(nameless).toEqual([]);
  });
});

describe('A document as an instance of its class', () => {
  class Asked {
    @NumberInQuery() @Text({ description: 'Number' }) limit: number;
    @CodeList({ description: 'Agencies' }) agencyCodes: string[];
    order = 'asc';
  }

  it('has instances of the declared classes at every depth', () => {
    const whole = instanceOf(Whole, good());
    expect(whole).toEqual(good());
    expect(whole).toBeInstanceOf(Whole);
    for (const part of [whole.first, ...whole.others, ...whole.rows.flat()]) expect(part).toBeInstanceOf(Part);
    expect(instanceOf(Longer, { ...good(), more: 'j' })).toBeInstanceOf(Longer);
  });

  it('shares no list and no nested object with the document', () => {
    const value = good();
    const whole = instanceOf(Whole, value);
    whole.words.push('x');
    whole.others.length = 0;
    whole.first.name = 'x';
    expect(value).toEqual(good());
  });

  it.each<[string, object]>([
    ['null', { first: null, others: null, words: null }],
    ['an absent value', { first: undefined }],
    ['another kind', { first: 7, others: 'x', words: { 0: 'f' }, rows: [7, null, [8]] }],
    ['an unknown member', { more: { deep: [1] } }],
  ])('keeps for the rules: %s', (_what, value) => expect({ ...instanceOf(Whole, value) }).toEqual(value));

  it('takes no prototype from a document', () => {
    const whole = instanceOf(Whole, JSON.parse('{"__proto__":{"name":"x"},"constructor":{"name":"y"}}') as object);
    expect(whole).toBeInstanceOf(Whole);
    expect(whole.name).toBeUndefined();
  });

  it('reads numbers of a query and codes as people type them, and keeps the defaults of its class', () => {
    expect(instanceOf(Asked, { limit: '50', agencyCodes: [' h41.14', 7] })).toEqual({
      limit: 50,
      agencyCodes: ['H41.14', 7],
      order: 'asc',
    });
    expect(instanceOf(Asked, { limit: null, order: 'desc' })).toEqual({ limit: null, order: 'desc' });
    expect(instanceOf(Asked, { limit: 'x' }).limit).toBeNaN();
    expect(instanceOf(Asked, { limit: ['1', '2'] }).limit).toEqual([1, 2]);
  });
});
