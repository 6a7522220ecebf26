import { foldedCode } from '@motcua/contracts';
import { testDatabase, type TestDatabase } from '@motcua/testing';
import pg from 'pg';
import type { QueryRunner } from 'typeorm';
import { CodesFolded1767312000022 } from './migrations/codes-folded.migration.js';

/** U+0000 is in no text of PostgreSQL, and half of a surrogate pair in none of UTF-8. */
const CHARACTERS = Array.from({ length: 0xffff }, (_, n) => n + 1)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCharCode(code));
const LETTERS = [...'aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz'].flatMap((letter) =>
  ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map((tone) => `${letter}${tone}`),
);

describe('A code folded by PostgreSQL', () => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('CREATE TABLE dossiers (id uuid)');
    await new CodesFolded1767312000022().up(client as unknown as QueryRunner);
  });
  afterAll(async () => {
    await client?.end();
    await database?.drop();
  });

  async function folded(texts: string[]): Promise<string[]> {
    const { rows } = await client.query<{ folded: string }>(
      'SELECT folded_code(text) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS given (text, place) ORDER BY place',
      [texts],
    );
    return rows.map((row) => row.folded);
  }
  const named = (character: string) => `U+${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;

  it('loses at its ends the same characters as one folded by the services', async () => {
    const around = CHARACTERS.map((character) => `${character}1${character}`);
    const byPostgres = await folded(around);
    const differing = CHARACTERS.filter((_, n) => (byPostgres[n] === '1') !== (foldedCode(around[n]!) === '1'));
    expect(differing.map(named)).toEqual([]);
    expect(byPostgres.filter((text) => text === '1')).toHaveLength(149);
  });

  it('has the same capitals for every Vietnamese letter, composed or not', async () => {
    const letters = [...LETTERS, ...LETTERS.map((letter) => letter.normalize('NFC'))];
    expect(await folded(letters)).toEqual(letters.map(foldedCode));
    expect(await folded(['h41.14-260820-0001', 'ho\u0302\u0300-đ'])).toEqual(['H41.14-260820-0001', 'HỒ-Đ']);
  });

  it('has other capitals only for letters whose capital is several letters, or newer than PostgreSQL', async () => {
    const letters = CHARACTERS.filter((character) => /\p{L}/u.test(character));
    const byPostgres = await folded(letters);
    const differing = letters.filter((letter, n) => byPostgres[n] !== foldedCode(letter));
    const { rows } = await client.query<{ letter: string }>(
      'SELECT letter FROM unnest($1::text[], $2::text[]) AS given (letter, capital) WHERE unicode_assigned(capital)',
      [differing, differing.map(foldedCode)],
    );
    const known = rows.map(({ letter }) => letter);
    expect(known.filter((letter) => foldedCode(letter).length === 1).map(named)).toEqual([]);
    expect(known).toContain('ß');
  });
});
