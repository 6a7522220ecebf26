import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifecyclePage } from './lifecycle-page.js';

describe('The page about the lifecycle', () => {
  it('says what the table says; npm run generate writes it anew', () => {
    expect(readFileSync(join(__dirname, '../../lifecycle.md'), 'utf8')).toBe(lifecyclePage());
  });
});
