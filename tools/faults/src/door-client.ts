import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { TokenClaims } from '@motcua/development-issuer';
import type { Deployment } from '@motcua/deployment';
import type { AnswerTally } from './answer-tally.js';

export interface Asked {
  method: 'GET' | 'POST' | 'PUT';
  /** Without `/api/v1`. */
  path: string;
  who?: TokenClaims;
  body?: unknown;
  key?: string;
  query?: Record<string, string | number | undefined>;
}

export interface Answered<T = unknown> {
  status: number;
  body: T;
}

/** A final refusal of the service. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    asked: Asked,
    detail: string,
  ) {
    super(`${asked.method} ${asked.path} answered ${status} ${code}: ${detail}`);
  }
}

/** A token is used for this long; it is valid for an hour. */
const TOKEN_MS = 600_000;
/** A gateway that asked to close, or refused, is skipped for this long. */
const PASSED_OVER_MS = 2_000;
const ANSWER_WITHIN_MS = 60_000;

interface Door {
  pool: Pool;
  passOverUntil: number;
}

interface ProblemBody {
  code?: string;
  detail?: string;
}

/**
 * A client like a province portal: it knows several addresses of the gateway, keeps connections alive, goes to another
 * address when one asks to close or accepts no connection, and if enabled repeats changes under their key.
 */
export class DoorClient {
  private readonly doors: Door[];
  private readonly tokens = new Map<string, { token: Promise<string>; until: number }>();
  private turn = 0;

  constructor(
    private readonly deployment: Deployment,
    private readonly tally: AnswerTally,
    connections = 32,
  ) {
    this.doors = deployment.gateways.map((url) => ({
      pool: new Pool(url, { connections, headersTimeout: ANSWER_WITHIN_MS, bodyTimeout: ANSWER_WITHIN_MS }),
      passOverUntil: 0,
    }));
  }

  /** Sends once, at the next address; at another one only if no connection was made, so that nothing was sent. */
  async once<T>(asked: Asked): Promise<Answered<T> & { headers: Record<string, string | string[] | undefined> }> {
    const headers = {
      ...(asked.who ? { authorization: `Bearer ${await this.token(asked.who)}` } : {}),
      ...(asked.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(asked.key === undefined ? {} : { 'idempotency-key': asked.key }),
    };
    for (let tried = 0; ; tried += 1) {
      const door = this.nextDoor();
      const began = performance.now();
      try {
        const answer = await door.pool.request({
          method: asked.method,
          path: `/api/v1${asked.path}`,
          query: asked.query,
          headers,
          body: asked.body === undefined ? null : JSON.stringify(asked.body),
        });
        const text = await answer.body.text();
        if (/close/i.test(String(answer.headers['connection'] ?? ''))) this.passOver(door);
        this.tally.answered(answer.statusCode, performance.now() - began);
        return { status: answer.statusCode, headers: answer.headers, body: (text ? JSON.parse(text) : undefined) as T };
      } catch (error) {
        if (!tookNoConnection(error)) {
          this.tally.cut += 1;
          throw error;
        }
        this.passOver(door);
        this.tally.refusedConnections += 1;
        if (tried + 1 >= this.doors.length) throw error;
      }
    }
  }

  /**
   * Sends until there is a final answer. Cut requests, 429 and 503 are repeated under the same key after `Retry-After`.
   * Any other 5xx is a finding, and repeated too, so that the books can still be compared.
   * @throws Refused for every other refusal; Error after the time limit
   */
  async untilAnswered<T>(asked: Asked, withinMs = 300_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (let attempt = 1; ; attempt += 1) {
      let wait = Math.min(100 * attempt, 1_000);
      try {
        const { status, headers, body } = await this.once<T>(asked);
        if (status < 300) return body;
        const { code = '', detail = '' } = (body ?? {}) as ProblemBody;
        const retryAfter = Number(headers['retry-after']);
        const comesAgain = status === 429 || status === 503 || code === 'idempotency.in-progress';
        if (comesAgain && !(retryAfter > 0)) {
          this.tally.note(`${asked.method} ${asked.path}: ${status} ${code} without Retry-After`);
        } else if (comesAgain) {
          wait = retryAfter * 1_000;
        } else {
          if (status !== 409) this.tally.note(`${asked.method} ${asked.path}: ${status} ${code} ${detail}`);
          if (status < 500) throw new Refused(status, code, asked, detail);
        }
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (Date.now() > deadline) throw error;
      }
      if (Date.now() > deadline) throw new Error(`${asked.method} ${asked.path} was not answered in ${withinMs} ms`);
      this.tally.repeated += 1;
      await pause(wait);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.doors.map(({ pool }) => pool.destroy()));
  }

  private nextDoor(): Door {
    const from = this.turn++ % this.doors.length;
    const inTurn = [...this.doors.slice(from), ...this.doors.slice(0, from)];
    return inTurn.find(({ passOverUntil }) => passOverUntil <= Date.now()) ?? (inTurn[0] as Door);
  }

  private passOver(door: Door): void {
    door.passOverUntil = Date.now() + PASSED_OVER_MS;
  }

  private token(who: TokenClaims): Promise<string> {
    const known = this.tokens.get(who.sub);
    if (known && known.until > Date.now()) return known.token;
    const token = this.deployment.token(who);
    this.tokens.set(who.sub, { token, until: Date.now() + TOKEN_MS });
    return token;
  }
}

function tookNoConnection(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'ECONNREFUSED' || code === 'UND_ERR_CONNECT_TIMEOUT';
}
