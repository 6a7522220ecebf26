import { currentTraceparent, type ServiceToken } from '@motcua/platform';
import { request } from 'undici';

/** A neighbour answered with something other than what was asked for. */
export class NeighbourRefused extends Error {
  constructor(
    readonly status: number,
    /** The code of its problem document. */
    readonly code: string | undefined,
    what: string,
  ) {
    super(`${what} answered ${status} ${code ?? ''}`.trim());
    this.name = 'NeighbourRefused';
  }
}

export interface NeighbourRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  contentType?: string;
  headers?: Record<string, string>;
}

/** One of Motcua's own services at its addresses, with this gateway's own token. */
export class ServiceClient {
  private turn = 0;

  constructor(
    private readonly name: string,
    private readonly urls: string[],
    private readonly token: ServiceToken,
    private readonly timeoutMs: number,
  ) {}

  /**
   * The JSON that is answered. Another address is asked when one does not answer: what is sent through here may be sent
   * twice, because it is a reading or has an idempotency key.
   * @throws NeighbourRefused, or what kept the last address from answering
   */
  async send<T>(asked: NeighbourRequest): Promise<T> {
    const first = this.turn++;
    let failure: unknown;
    for (let at = 0; at < this.urls.length; at += 1) {
      try {
        return await this.ask<T>(this.urls[(first + at) % this.urls.length]!, asked);
      } catch (error) {
        failure = error;
        if (error instanceof NeighbourRefused && error.status !== 503) throw error;
      }
    }
    throw failure;
  }

  private async ask<T>(url: string, { method, path, body, contentType, headers }: NeighbourRequest): Promise<T> {
    const traceparent = currentTraceparent();
    const answer = await request(`${url.replace(/\/$/, '')}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        authorization: await this.token.header(),
        ...(traceparent ? { traceparent } : {}),
        ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : contentType ? (body as string) : JSON.stringify(body),
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return JSON.parse(text) as T;
    if (answer.statusCode === 401) this.token.forget();
    throw new NeighbourRefused(answer.statusCode, codeIn(text), `${this.name} ${method} ${path.split('?')[0]}`);
  }
}

function codeIn(text: string): string | undefined {
  try {
    return String((JSON.parse(text) as { code?: unknown }).code);
  } catch {
    return undefined;
  }
}
