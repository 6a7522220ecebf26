import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const versionIn = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

describe('the version', () => {
  it('is the same in every package', () => {
    const files = execFileSync('git', ['ls-files', 'package.json', '*/package.json'], { cwd: root, encoding: 'utf8' });
    const packages = files.trim().split('\n');
    expect(packages.length).toBeGreaterThan(10);
    const { version } = versionIn('package.json') as { version: string };
    for (const file of packages) expect([file, versionIn(file)]).toEqual([file, expect.objectContaining({ version })]);
  });
});
