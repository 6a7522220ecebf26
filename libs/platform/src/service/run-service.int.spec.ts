import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ask, MINI_ENV } from '../testing/mini-service.js';

// Imported by path: the testing library depends on the platform, so the platform cannot import the package.
const hooks = join(__dirname, '..', '..', '..', 'testing', 'src', 'processes', 'typescript-hooks.mjs');
const program = join(__dirname, '..', 'testing', 'run-mini-service.ts');

interface Started {
  output(): string;
  until(text: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | null>;
  signal(name: NodeJS.Signals): void;
}

function startProcess(env: Record<string, string>, ...args: string[]): Started {
  const child = spawn(process.execPath, ['--import', hooks, program, ...args], {
    env: { PATH: process.env['PATH'], ...MINI_ENV, ...env },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    output: () => said,
    ended,
    signal: (name) => child.kill(name),
    async until(text) {
      for (const deadline = Date.now() + 40_000; ;) {
        const found = text.exec(said);
        if (found) return found;
        if (Date.now() > deadline || child.exitCode !== null) throw new Error(`it never said ${text}:\n${said}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

describe('a service in its own process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes the request in progress and ends with code 0',
    async (signal) => {
      const service = startProcess({ LOG_LEVEL: 'info' });
      const [, url] = await service.until(/"url":"(http:[^"]+)"/);
      const answer = ask(`${url}/slow`);
      await service.until(/slow request arrived/);
      service.signal(signal);
      expect((await answer).json).toEqual({ done: true });
      expect(await service.ended).toBe(0);
      expect(service.output()).toMatch(/"msg":"stopped"/);
    },
    60_000,
  );

  it('with a wrong configuration lists all errors, without a stack, and ends with code 1', async () => {
    const service = startProcess({ HTTP_PORT: 'http', EVENT_BUS: 'kafka', PERSONAL_DATA_KEY: 'hunter2' });
    expect(await service.ended).toBe(1);
    expect(service.output().trim().split('\n')).toEqual([
      'mini-service cannot run. The configuration has 3 problems:',
      expect.stringContaining('- HTTP_PORT: must be'),
      expect.stringContaining('- KAFKA_BROKERS: is needed because EVENT_BUS is kafka'),
      expect.stringContaining('- PERSONAL_DATA_KEY: must be 32 bytes'),
    ]);
    expect(service.output()).not.toContain('hunter2');
  }, 60_000);

  it('without its database, or on a port in use, says what to do and ends with code 1', async () => {
    const lost = startProcess({ LOG_LEVEL: 'info', DATABASE_WAIT_MS: '0' }, 'with-database');
    expect(await lost.ended).toBe(1);
    expect(lost.output()).toBe(
      'mini-service cannot run. The database of mini-service at 127.0.0.1:1/nothing cannot be used: ' +
        'connect ECONNREFUSED 127.0.0.1:1. Start PostgreSQL, or correct DATABASE_URL.\n',
    );
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const late = startProcess({ LOG_LEVEL: 'info', HTTP_PORT: String(port) });
    expect(await late.ended).toBe(1);
    expect(late.output()).toBe(
      `mini-service cannot run. mini-service cannot listen on 127.0.0.1:${port}: ` +
        'the port is in use. Set HTTP_PORT to a free one.\n',
    );
    taken.close();
  }, 60_000);
});
