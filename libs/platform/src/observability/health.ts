import { Injectable } from '@nestjs/common';
import { isError } from './is-error.js';

/** Resolves when the dependency works; throws otherwise. The message is shown to operations, so keep it plain. */
export type ReadinessCheck = () => Promise<void>;

/**
 * How long check results are cached: the endpoint is public, and each check makes queries and requests to other
 * services. An orchestrator that asks once per second sees no difference.
 */
const REMEMBERED_MS = 1_000;

interface Answers {
  ready: boolean;
  checks: Record<string, string>;
}

/** The dependencies that this instance needs to accept requests; each user of a dependency registers a check. */
@Injectable()
export class Readiness {
  private readonly checks = new Map<string, { check: ReadinessCheck; essential: boolean }>();
  private stopping = false;
  private asking?: Promise<Answers>;
  private remembered?: { answers: Answers; until: number };

  /** With `essential: false` a failing check is reported, but the instance stays ready. */
  register(name: string, check: ReadinessCheck, { essential = true }: { essential?: boolean } = {}): void {
    this.checks.set(name, { check, essential });
    this.remembered = undefined;
  }

  /** From now on this instance is not ready, so that it gets no new requests. */
  stop(): void {
    this.stopping = true;
  }

  /** Each check's result, within `timeoutMs`; concurrent callers, and callers within a second, share it. */
  async report(timeoutMs = 2_000): Promise<Answers> {
    const { ready, checks } = await this.answers(timeoutMs);
    return this.stopping ? { ready: false, checks: { ...checks, service: 'stopping' } } : { ready, checks };
  }

  private async answers(timeoutMs: number): Promise<Answers> {
    if (this.remembered && performance.now() < this.remembered.until) return this.remembered.answers;
    this.asking ??= this.ask(timeoutMs).finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(timeoutMs: number): Promise<Answers> {
    const answers = await Promise.all(
      [...this.checks].map(async ([name, { check, essential }]) => ({
        name,
        essential,
        answer: await answerOf(check, timeoutMs),
      })),
    );
    const ready = answers.every(({ answer, essential }) => !essential || answer === 'ok');
    const checks = Object.fromEntries(answers.map(({ name, answer }) => [name, answer]));
    this.remembered = { answers: { ready, checks }, until: performance.now() + REMEMBERED_MS };
    return this.remembered.answers;
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
