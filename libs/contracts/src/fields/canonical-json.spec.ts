import { canonicalJson } from './canonical-json.js';

describe('The canonical JSON of a value', () => {
  it('is the same for any order of members, and has none that is undefined', () => {
    expect(canonicalJson({ b: 1, a: [undefined, { d: 1, c: undefined }] })).toBe('{"a":[null,{"d":1}],"b":1}');
    expect(canonicalJson({ a: new Date(0), b: null })).toBe('{"a":"1970-01-01T00:00:00.000Z","b":null}');
  });

  it('keeps the order of a list', () => {
    expect(canonicalJson([2, 1])).not.toBe(canonicalJson([1, 2]));
  });
});
