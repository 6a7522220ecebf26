import { DomainError, type LocalizedText } from '@motcua/contracts';
import { Matches } from 'class-validator';
import { request } from 'undici';
import type { ServiceToken } from '../auth/service-token.js';
import { currentTraceparent } from '../observability/trace-context.js';
import { neverSent } from './never-sent.js';

/** `https://host:port` with a path if need be; several addresses of one service are separated by commas. */
export function IsServiceAddresses(): PropertyDecorator {
  return Matches(/^https?:\/\/[^\s,?#]+(,https?:\/\/[^\s,?#]+)*$/, {
    message: 'must be http(s) addresses without a query, several separated by commas',
  });
}

/** Another service answered with something other than the requested result. */
export class ServiceRefused extends Error {
  override name = 'ServiceRefused';
  /** An earlier attempt, at this or another address, may have been carried out without an answer. */
  triedBefore = false;

  constructor(
    what: string,
    readonly status: number,
    /** The code of its problem document. */
    readonly code: string | undefined,
    /** Paths of the fields that it names. */
    readonly fields: readonly string[] = [],
  ) {
    super(`${what} answered ${status} ${code ?? ''}`.trim());
  }
}

/** No address of another service can have received any part of the request. */
export class ServiceNotReached extends Error {
  override name = 'ServiceNotReached';

  constructor(what: string, cause: unknown) {
    super(`${what} was not sent: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

export interface ServiceRequest {
  method?: 'GET' | 'POST';
  path: string;
  /** Sent as JSON, or unchanged with a `contentType`. */
  body?: unknown;
  contentType?: string;
  /** An `authorization` takes precedence over this service's token. */
  headers?: Record<string, string>;
  /** Not retried once an address may have received it. */
  once?: boolean;
}

export interface ServiceClientOptions {
  /** The other service, as errors call it. */
  name: string;
  /** As `IsServiceAddresses` admits them: one or more, interchangeable. */
  addresses: string;
  /** For one request, all attempts together. */
  timeoutMs: number;
  /** Source of this service's token; none in a service without credentials. */
  token?: ServiceToken;
}

/**
 * Another service of the deployment. A request may arrive twice, so it must be a reading or have an idempotency key,
 * unless it is sent `once`. The next address is tried when one cannot be reached, breaks off or answers 503; a single
 * address is tried once more, because it may just have closed the chosen idle connection. A timeout is final.
 */
export class ServiceClient {
  private readonly addresses: string[];
  private first = 0;

  constructor(private readonly options: ServiceClientOptions) {
    this.addresses = options.addresses.split(',').map((address) => address.replace(/\/+$/, ''));
  }

  /**
   * The JSON of the answer.
   * @throws ServiceRefused, ServiceNotReached, or the error of an address that may have received the request
   */
  async send<T>(asked: ServiceRequest): Promise<T> {
    const what = `${this.options.name} ${asked.method ?? 'GET'} ${asked.path.split('?')[0]}`;
    const headers = await this.headersOf(asked, what);
    const signal = AbortSignal.timeout(this.options.timeoutMs);
    const tries = Math.max(this.addresses.length, 2);
    let notReached: unknown;
    let unanswered: unknown;
    for (let tried = 1; ; tried += 1) {
      const index = this.first % this.addresses.length;
      try {
        return await this.ask<T>(this.addresses[index]!, asked, headers, signal, what);
      } catch (error) {
        if (error instanceof ServiceRefused && error.status !== 503) {
          error.triedBefore = unanswered !== undefined;
          throw error;
        }
        if (error instanceof ServiceNotReached) notReached = error;
        else unanswered = error;
        // The address that answered is tried first from now on; a concurrent request may already have changed it.
        if (this.first % this.addresses.length === index) this.first = index + 1;
        const onlyOneIsBusy = error instanceof ServiceRefused && tried >= this.addresses.length;
        const mayBeDone = asked.once && unanswered !== undefined;
        if (signal.aborted || onlyOneIsBusy || mayBeDone || tried >= tries) throw unanswered ?? notReached;
      }
    }
  }

  private async headersOf({ body, contentType, headers }: ServiceRequest, what: string) {
    const traceparent = currentTraceparent();
    const { token } = this.options;
    const authorization =
      token && !headers?.['authorization']
        ? await token.header().catch((error: unknown) => {
            throw new ServiceNotReached(what, error);
          })
        : undefined;
    return {
      accept: 'application/json',
      ...(authorization ? { authorization } : {}),
      ...(traceparent ? { traceparent } : {}),
      ...(body === undefined ? {} : { 'content-type': contentType ?? 'application/json' }),
      ...headers,
    };
  }

  private async ask<T>(
    address: string,
    { method = 'GET', path, body, contentType }: ServiceRequest,
    headers: Record<string, string>,
    signal: AbortSignal,
    what: string,
  ): Promise<T> {
    const answer = await request(address + path, {
      method,
      headers,
      body: body === undefined ? undefined : contentType ? (body as string) : JSON.stringify(body),
      signal,
    }).catch((error: unknown) => {
      throw neverSent((error as { code?: unknown }).code) ? new ServiceNotReached(what, error) : error;
    });
    const text = await answer.body.text();
    if (answer.statusCode < 300) return JSON.parse(text) as T;
    if (answer.statusCode === 401) this.options.token?.forget();
    const { code, fields } = problemIn(text);
    throw new ServiceRefused(what, answer.statusCode, code, fields);
  }
}

/** The refusal of a request that depends on an unavailable service; the client may retry. */
export function serviceUnavailable(code: string, message: LocalizedText, cause: unknown): DomainError {
  const refusal = new DomainError({ kind: 'unavailable', code, message, retryAfterSeconds: 5 });
  refusal.cause = cause;
  return refusal;
}

function problemIn(text: string): { code?: string; fields?: string[] } {
  try {
    const { code, errors } = JSON.parse(text) as { code?: unknown; errors?: { path?: unknown }[] };
    return { code: code === undefined ? undefined : String(code), fields: errors?.map(({ path }) => String(path)) };
  } catch {
    return {};
  }
}
