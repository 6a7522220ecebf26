import { Matches } from 'class-validator';
import { currentTraceparent } from '../observability/trace-context.js';

/** `https://host:port` with a path if need be; several addresses of one service are separated by commas. */
export function IsServiceAddresses(): PropertyDecorator {
  return Matches(/^https?:\/\/[^\s,?#]+(,https?:\/\/[^\s,?#]+)*$/, {
    message: 'must be http(s) addresses without a query, several separated by commas',
  });
}

/**
 * Another service of the deployment, at one or more interchangeable addresses. It is only ever read from, so a question
 * may be put again: to the next address when one cannot be reached, breaks off or says 503. A timeout is final.
 */
export class Neighbour {
  private readonly addresses: string[];
  private first = 0;

  /**
   * @param addresses as `IsServiceAddresses` admits them
   * @param timeoutMs for one question, all addresses together
   */
  constructor(
    addresses: string,
    private readonly timeoutMs: number,
  ) {
    this.addresses = addresses.split(',').map((address) => address.replace(/\/+$/, ''));
  }

  /** @throws the last address's failure when none answered */
  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const traceparent = currentTraceparent();
    const signal = AbortSignal.timeout(this.timeoutMs);
    // An only address gets a second try: it may just have closed the idle connection that was chosen.
    const tries = Math.max(this.addresses.length, 2);
    for (let tried = 1; ; tried += 1) {
      const index = this.first % this.addresses.length;
      try {
        const answer = await fetch(this.addresses[index] + path, {
          headers: { accept: 'application/json', ...headers, ...(traceparent ? { traceparent } : {}) },
          signal,
          redirect: 'error',
        });
        if (answer.status !== 503 || tried >= this.addresses.length) return answer;
        await answer.body?.cancel();
      } catch (error) {
        if (signal.aborted || tried >= tries) throw error;
      }
      // Whoever answers is asked first from now on; a concurrent question may have moved on already.
      if (this.first % this.addresses.length === index) this.first = index + 1;
    }
  }
}
