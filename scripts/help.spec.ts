import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

describe('npm run help', () => {
  it('explains every existing script and no other', () => {
    const output = execFileSync(process.execPath, [join(__dirname, 'help.mjs')]).toString();
    for (const name of ['npm start', 'npm test', 'npm run accept']) expect(output).toContain(name);
  });
});
