import { DomainError } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';

export interface WriteBudgetOptions {
  /** 0: no limit. */
  applicantPerHour: number;
  /** 0: no limit. */
  portalPerHour: number;
  refused(client: Writer): void;
  /** Milliseconds of a monotonic clock. */
  now?(): number;
}

export type Writer = 'applicant' | 'portal';

const HOUR_MS = 3_600_000;
/** Maximum number of remembered writers; the one with the oldest write is forgotten first. */
const REMEMBERED_WRITERS = 20_000;
const READS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/**
 * The write budget of an applicant or a portal: a token bucket in addition to the request limit, so that reading does
 * not use it. It holds an hour's budget and refills evenly over the hour. Each instance counts separately. Officers,
 * imports and services are not counted: they act for others, and are identified.
 */
export class WriteBudget {
  /** The time at which the writer's budget is full again. */
  private readonly wholeAt = new Map<string, number>();

  constructor(private readonly options: WriteBudgetOptions) {}

  /** @throws DomainError `rate-limited` when the caller's budget is used up */
  spend(caller: Caller, method: string): void {
    const writer = READS.has(method) ? undefined : writerOf(caller);
    const perHour = writer === 'portal' ? this.options.portalPerHour : this.options.applicantPerHour;
    if (!writer || perHour === 0) return;
    const now = this.options.now?.() ?? performance.now();
    const cost = HOUR_MS / perHour;
    const key = `${writer}:${caller.subject}`;
    const wholeAt = Math.max(this.wholeAt.get(key) ?? now, now) + cost;
    const missing = wholeAt - now - HOUR_MS;
    if (missing > 0) {
      this.options.refused(writer);
      throw tooManyChanges(writer, perHour, Math.ceil(missing / 1_000));
    }
    this.remember(key, wholeAt);
  }

  private remember(key: string, wholeAt: number): void {
    this.wholeAt.delete(key);
    this.wholeAt.set(key, wholeAt);
    if (this.wholeAt.size > REMEMBERED_WRITERS) this.wholeAt.delete(this.wholeAt.keys().next().value!);
  }
}

function writerOf(caller: Caller): Writer | undefined {
  if (!caller.roles.every((role) => role === 'applicant' || role === 'portal-client')) return undefined;
  if (caller.has('portal-client')) return 'portal';
  return caller.has('applicant') ? 'applicant' : undefined;
}

export function tooManyChanges(writer: Writer, perHour: number, seconds: number): DomainError {
  const who = {
    applicant: { vi: 'Một tài khoản', en: 'One account' },
    portal: { vi: 'Một cổng', en: 'One portal' },
  }[writer];
  return new DomainError({
    kind: 'rate-limited',
    code: 'gateway.write-budget-spent',
    message: {
      vi: `${who.vi} chỉ được gửi ${perHour} hồ sơ, phản ánh hoặc thay đổi trong một giờ. Hãy gửi lại sau ${seconds} giây.`,
      en: `${who.en} may send ${perHour} dossiers, feedback items or changes an hour. Try again in ${seconds} seconds.`,
    },
    retryAfterSeconds: Math.max(1, seconds),
  });
}
