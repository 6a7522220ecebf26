import { Pool } from 'undici';

/**
 * A client that needs little CPU: clients, services, broker and database share the machine, so the client's CPU reduces
 * the figure.
 */
export class HttpClient {
  private readonly pool: Pool;

  constructor(origin: string, connections: number) {
    this.pool = new Pool(origin, { connections, pipelining: 1 });
  }

  /** @throws Error with the whole answer on an unexpected status: a failed request does not count as work. */
  async send<T>(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    token: string,
    expected: number,
    body?: string,
    key?: string,
  ): Promise<T> {
    const answer = await this.pool.request({
      method,
      path,
      headers: {
        authorization: token,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== expected) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async close(): Promise<void> {
    await this.pool.close();
  }
}
