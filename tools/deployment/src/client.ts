import { setTimeout as pause } from 'node:timers/promises';
import { api, type Api } from '@motcua/testing';
import type { TokenClaims } from '@motcua/development-issuer';
import type { Deployment } from './deployment.js';

/** The people of the run. */
export const PEOPLE = {
  operations: { sub: 'ops-1', roles: ['operations'] },
  control: { sub: 'control-1', roles: ['procedure-control'] },
  reform: { sub: 'reform-1', roles: ['reform-office'] },
  citizen: { sub: 'citizen-an', roles: ['applicant'] },
} satisfies Record<string, TokenClaims>;

export const officerOf = (agency: string): TokenClaims => ({
  sub: `officer-${agency}`,
  roles: ['one-stop-officer', 'processing-officer'],
  agency,
});

/** The gateway's API as one person; paths are without `/api/v1`. */
export class Client {
  private constructor(
    private readonly inner: Api,
    readonly base: string,
    readonly token: string,
  ) {}

  static async of(deployment: Deployment, who: TokenClaims): Promise<Client> {
    const token = await deployment.token(who);
    return new Client(api(deployment.gateway, token), `${deployment.gateway}/api/v1`, token);
  }

  get<T = unknown>(path: string, query?: Record<string, string | number | undefined>): Promise<T> {
    return this.inner.get(`/api/v1${path}`, { query });
  }

  post<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<T> {
    return this.inner.post(`/api/v1${path}`, body, { headers });
  }

  put<T = unknown>(path: string, body?: unknown): Promise<T> {
    return this.inner.put(`/api/v1${path}`, body);
  }

  status(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    return this.inner.send(method, `/api/v1${path}`, { body });
  }

  /** Streams lines as NDJSON, without buffering. */
  async stream<T = unknown>(
    path: string,
    lines: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
    headers = {},
  ): Promise<T> {
    const answer = await fetch(this.base + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/x-ndjson', ...headers },
      body: ReadableStream.from(lines as AsyncIterable<string>) as unknown as string,
      duplex: 'half',
    } as RequestInit);
    const body = await answer.text();
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${body.slice(0, 500)}`);
    return JSON.parse(body) as T;
  }

  /** Every item of a paged list. */
  async all<T = unknown>(path: string, query: Record<string, string | number | undefined>): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.get<{ items: T[]; nextCursor?: string }>(path, { ...query, cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }
}

/** Repeats the request until `done`; after the time limit it returns the last answer, so that a check can report it. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean, withinMs = 120_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (Date.now() > deadline) throw error;
      return undefined;
    });
    if (answer !== undefined && (done(answer) || Date.now() > deadline)) return answer;
    await pause(200);
  }
}
