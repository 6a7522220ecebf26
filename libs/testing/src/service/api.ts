// What a test expects of an answer is checked by its assertions, not by a type that it would have to state first.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

/** The answer of a service. */
export interface ApiAnswer<T = Json> {
  status: number;
  headers: Headers;
  body: T;
}

export interface ApiRequest {
  body?: unknown;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  token?: string;
}

/** An RFC 9457 problem document. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId?: string;
  errors?: { path: string; code?: string; message: string }[];
}

/** A refusal of the service; the message contains the whole answer, so that a failing test explains itself. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: ProblemBody,
    readonly headers: Headers,
    request: string,
  ) {
    const fields = problem?.errors?.map((field) => `${field.path}: ${field.message}`).join('; ');
    super(
      `${request} answered ${status} ${problem?.code ?? ''}: ${problem?.detail ?? ''}${fields ? ` (${fields})` : ''}`,
    );
    this.name = 'ApiError';
  }

  get code(): string {
    return this.problem.code;
  }
}

/** A client of one service, with the token of one person. */
export interface Api {
  get<T = Json>(path: string, request?: ApiRequest): Promise<T>;
  post<T = Json>(path: string, body?: unknown, request?: ApiRequest): Promise<T>;
  put<T = Json>(path: string, body?: unknown, request?: ApiRequest): Promise<T>;
  patch<T = Json>(path: string, body?: unknown, request?: ApiRequest): Promise<T>;
  delete<T = Json>(path: string, request?: ApiRequest): Promise<T>;
  /** The whole answer, for any status. */
  send<T = Json>(method: string, path: string, request?: ApiRequest): Promise<ApiAnswer<T>>;
  /** The refusal of a request; fails when it is not refused. */
  refusal(method: string, path: string, request?: ApiRequest): Promise<ApiError>;
  /** The same service as another person. */
  as(token: string | undefined): Api;
}

/** A client of the service at `url` that presents `token`. Everything but `send` throws ApiError on a refusal. */
export function api(url: string, token?: string): Api {
  const send = async <T>(method: string, path: string, request: ApiRequest = {}): Promise<ApiAnswer<T>> => {
    const target = new URL(path, url);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) target.searchParams.append(name, String(value));
    }
    const bearer = request.token ?? token;
    const raw = typeof request.body === 'string' || request.body instanceof Uint8Array;
    const answer = await fetch(target, {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
        ...(request.body === undefined || raw ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      body: request.body === undefined ? undefined : raw ? (request.body as string) : JSON.stringify(request.body),
    });
    const text = await answer.text();
    const isJson = /[/+]json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: (isJson && text ? JSON.parse(text) : text) as T };
  };
  const accepted = async <T>(method: string, path: string, request?: ApiRequest): Promise<T> => {
    const answer = await send<T>(method, path, request);
    if (answer.status < 400) return answer.body;
    throw new ApiError(answer.status, answer.body as ProblemBody, answer.headers, `${method} ${path}`);
  };
  return {
    send,
    get: (path, request) => accepted('GET', path, request),
    post: (path, body, request) => accepted('POST', path, { ...request, body }),
    put: (path, body, request) => accepted('PUT', path, { ...request, body }),
    patch: (path, body, request) => accepted('PATCH', path, { ...request, body }),
    delete: (path, request) => accepted('DELETE', path, request),
    refusal: async (method, path, request) => {
      const answer = await send(method, path, request);
      if (answer.status < 400)
        throw new Error(`${method} ${path} was expected to be refused and answered ${answer.status}`);
      return new ApiError(answer.status, answer.body as ProblemBody, answer.headers, `${method} ${path}`);
    },
    as: (other) => api(url, other),
  };
}
