import type { DevelopmentIssuer } from '@motcua/development-issuer';
import { backOffMs } from '@motcua/platform';
import { personNamed } from '../people.js';
import type { ServiceName } from '../services.js';

/** How long a service may say "not yet" (503, or 404 and 409 where a copy has not arrived) before the sample gives up. */
const PATIENCE_MS = 30_000;

export interface SampleRequest {
  service: ServiceName;
  /** One of `PEOPLE`; undefined for what is public. */
  as?: string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
  /** A body of one JSON document a line, instead of `body`. */
  lines?: unknown[];
  /** So that an interrupted start can be repeated. */
  key?: string;
  /** Answers that only mean that another service's event is still on its way. */
  awaitBeyond?: number[];
}

/** Speaks to the services as their users do: over HTTP, with tokens. */
export class SampleClient {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(
    private readonly urls: ReadonlyMap<ServiceName, string>,
    private readonly issuer: DevelopmentIssuer,
  ) {}

  /** @throws Error naming the request and what was answered, when that is neither success nor "not yet" */
  async send<T = Record<string, unknown>>(request: SampleRequest): Promise<T> {
    const { service, as, path, key, lines } = request;
    const body = lines ? lines.map((line) => JSON.stringify(line)).join('\n') : JSON.stringify(request.body);
    const method = request.method ?? (body === undefined ? 'GET' : 'POST');
    const headers: Record<string, string> = { 'accept-language': 'en' };
    if (as) headers['authorization'] = `Bearer ${await this.tokenOf(as)}`;
    if (body !== undefined) headers['content-type'] = lines ? 'application/x-ndjson' : 'application/json';
    if (key) headers['idempotency-key'] = key;
    const deadline = performance.now() + PATIENCE_MS;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await fetch(`${this.urls.get(service)}${path}`, {
        method,
        headers,
        body,
      });
      const text = await answer.text();
      if (answer.ok) return (text === '' ? {} : JSON.parse(text)) as T;
      const notYet = answer.status === 503 || request.awaitBeyond?.includes(answer.status);
      if (!notYet || performance.now() > deadline) {
        throw new Error(
          `The sample data cannot be put in: ${method} ${path} of ${service} answered ${answer.status} ${text}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, backOffMs({ baseMs: 20, capMs: 500 }, attempt)));
    }
  }

  private tokenOf(subject: string): Promise<string> {
    const token = this.tokens.get(subject) ?? this.issuer.token(personNamed(subject));
    this.tokens.set(subject, token);
    return token;
  }
}
