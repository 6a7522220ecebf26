import { spawn, type ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from './part.js';

/** Generous, for a machine that is busy with other work. */
const START_WITHIN_MS = 180_000;

/** A program of the platform as an operating-system process that can be killed and restarted. */
export class Program implements Part {
  private child?: ChildProcess;

  constructor(
    readonly name: string,
    private readonly script: string,
    private readonly env: Record<string, string>,
    private readonly readyUrl: string,
    private readonly logFile: string,
    private readonly nodeOptions: string[] = [],
    private readonly programArguments: string[] = [],
  ) {}

  async start(withinMs = START_WITHIN_MS): Promise<void> {
    const log = openSync(this.logFile, 'a');
    const child = spawn(
      process.execPath,
      ['--enable-source-maps', ...this.nodeOptions, this.script, ...this.programArguments],
      {
        env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...this.env },
        stdio: ['ignore', log, log],
      },
    );
    this.child = child;
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`${this.name} ended with ${child.exitCode ?? child.signalCode}; see ${this.logFile}`);
      const answer = await fetch(this.readyUrl).catch(() => undefined);
      if (answer?.ok) return;
      await pause(100);
    }
    // Keep its port for the next start.
    await this.kill();
    throw new Error(`${this.name} was not ready at ${this.readyUrl} within ${withinMs} ms; see ${this.logFile}`);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}
