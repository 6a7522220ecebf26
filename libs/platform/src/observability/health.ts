import { Injectable } from '@nestjs/common';
import { isError } from './is-error.js';

/** Resolves when what it asks after is well; throws otherwise. The message is shown to operations, so keep it plain. */
export type ReadinessCheck = () => Promise<void>;

/** What must be well for this instance to take requests; whoever depends on something registers a check for it. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, { check: ReadinessCheck; essential: boolean }>();
  private stopping = false;

  /** With `essential: false` a failing check is reported, but requests are still taken: they can do without it. */
  register(name: string, check: ReadinessCheck, { essential = true }: { essential?: boolean } = {}): void {
    this.checks.set(name, { check, essential });
  }

  /** From now on this instance says that it is not ready, so that no new requests are sent to it. */
  stop(): void {
    this.stopping = true;
  }

  /** Each check's answer, within `timeoutMs`. */
  async report(timeoutMs = 2_000): Promise<{ ready: boolean; checks: Record<string, string> }> {
    const answers = await Promise.all(
      [...this.checks].map(async ([name, { check, essential }]) => ({
        name,
        essential,
        answer: await answerOf(check, timeoutMs),
      })),
    );
    const ready = !this.stopping && answers.every(({ answer, essential }) => !essential || answer === 'ok');
    const checks = Object.fromEntries(answers.map(({ name, answer }) => [name, answer]));
    return { ready, checks: { ...checks, ...(this.stopping ? { service: 'stopping' } : {}) } };
  }
}

async function answerOf(check: ReadinessCheck, timeoutMs: number): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([check(), late]);
    return 'ok';
  } catch (error) {
    return isError(error) ? error.message : 'failed';
  } finally {
    clearTimeout(timer);
  }
}
