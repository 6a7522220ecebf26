import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lifecyclePage } from '../testing/lifecycle-page.js';

const PAGE = join(__dirname, '../../lifecycle.md');

describe('The page about the lifecycle', () => {
  it('says what the table says; UPDATE_LIFECYCLE=1 writes it anew', () => {
    if (process.env['UPDATE_LIFECYCLE']) writeFileSync(PAGE, lifecyclePage());
    expect(readFileSync(PAGE, 'utf8')).toBe(lifecyclePage());
  });
});
