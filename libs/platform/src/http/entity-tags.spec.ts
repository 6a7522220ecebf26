import { etagOf, isKnownTo, versionOf } from './entity-tags.js';

describe('a version in If-Match', () => {
  it.each([
    '"3"',
    'W/"3"',
    '3',
    ' "3" ',
    '"3-gzip"',
    'W/"3-gzip"',
    '"3--gzip"',
    '"3;gzip"',
    '"3-br"',
    'W/"3-zstd"',
    '"3-GZIP"',
  ])('%s is recognised, also after a proxy compressed the answer', (tag) => expect(versionOf(tag)).toBe(3));

  it.each([
    '"3-"',
    '"3-gz"',
    '"3gzip"',
    '"-gzip"',
    '"0-gzip"',
    '"3-gzip',
    '"3-gzip-gzip"',
    '"3-4"',
    'w/"3"x',
    '""',
    'gzip',
  ])('%s is not a version', (tag) => expect(versionOf(tag)).toBeUndefined());

  it('is parsed from the ETag of an answer', () => expect(versionOf(etagOf({ version: 12 }))).toBe(12));
});

describe('a client’s cached copy', () => {
  it.each(['"ab12"', 'W/"ab12"', '"ab12-gzip"', 'W/"ab12;br"', '"x", "ab12--gzip"', '"ab12" , "y"', '*'])(
    'is recognised by %s',
    (header) => expect(isKnownTo(header, 'ab12')).toBe(true),
  );

  it.each([undefined, '', '"ab1"', '"ab123"', 'ab12', '"ab12-x"', '"x, "ab12'])('is not recognised by %s', (header) =>
    expect(isKnownTo(header, 'ab12')).toBe(false),
  );
});
