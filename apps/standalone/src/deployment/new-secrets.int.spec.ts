import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(__dirname, '../../../../deploy/new-secrets.sh');

describe('deploy/new-secrets.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (args: string[] = [], { umask = '022', path = process.env['PATH'] } = {}) =>
    spawnSync('sh', ['-c', `umask ${umask}; exec sh "$@"`, 'sh', script, ...args], {
      cwd: folder,
      env: { PATH: path },
      encoding: 'utf8',
    });

  it.each(['000', '022', '077'])('writes .env for its owner alone, under umask %s too', (umask) => {
    const { status, stdout } = run([], { umask });
    expect(status).toBe(0);
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.env']);
    const lines = readFileSync(join(folder, '.env'), 'utf8').trim().split('\n');
    expect(stdout).toMatch(new RegExp(`^Wrote ${lines.length} secrets to \\.env, which only you may read\\.`));
  });

  it('prints no secret', () => {
    const { stdout, stderr } = run();
    for (const line of readFileSync(join(folder, '.env'), 'utf8').trim().split('\n'))
      expect(stdout + stderr).not.toContain(line.slice(line.indexOf('=') + 1));
  });

  it('makes every secret anew, a different one for each name', () => {
    run(['one']);
    run(['two']);
    const values = ['one', 'two'].flatMap((name) =>
      readFileSync(join(folder, name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => /^[A-Z_]+=([0-9a-f]{48}|[A-Za-z0-9+/]{43}=)$/.exec(line)?.[1]),
    );
    expect(values).not.toContain(undefined);
    expect(new Set(values).size).toBe(values.length);
  });

  it('leaves a file that exists as it is, whatever is in it', () => {
    run();
    const before = readFileSync(join(folder, '.env'));
    const second = run();
    expect(second.status).toBe(1);
    expect(second.stderr).toBe('.env exists and is left as it is: its keys may be in use.\n');
    expect(readFileSync(join(folder, '.env'))).toEqual(before);
    writeFileSync(join(folder, 'empty'), '');
    expect(run(['empty']).status).toBe(1);
    expect(readFileSync(join(folder, 'empty'), 'utf8')).toBe('');
  });

  it('writes neither through a link that leads nowhere nor into a folder', () => {
    symlinkSync(join(folder, 'elsewhere'), join(folder, '.env'));
    mkdirSync(join(folder, 'inner'));
    expect(run().stderr).toContain('.env exists');
    expect(run(['inner']).stderr).toBe('inner is a folder. Name the file to write.\n');
    expect(readdirSync(folder).sort()).toEqual(['.env', 'inner']);
    expect(readdirSync(join(folder, 'inner'))).toEqual([]);
    expect(run(['inner/secrets']).status).toBe(0);
  });

  it('leaves nothing behind when it fails half-way', () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'openssl'), '#!/bin/sh\nexit 1\n');
    chmodSync(join(bin, 'openssl'), 0o755);
    expect(run([], { path: `${bin}:${process.env['PATH']}` }).status).not.toBe(0);
    expect(readdirSync(folder)).toEqual(['bin']);
  });
});
