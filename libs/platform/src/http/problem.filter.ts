import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServiceLogger } from '../observability/service-logger.js';
import { contentTypesOf } from './content-types.js';
import { languageOf } from './language.js';
import { PROBLEM_TYPE, problemOf, type Refusal } from './problem.js';
import { isAskedFor } from './request-target.js';
import { toRefusal } from './refusals.js';

/** The filter puts this on a request for its log line. */
export interface RequestWithProblem {
  problemCode?: string;
}

/** The only place where an error becomes an answer: RFC 9457 problem+json in the caller's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(ServiceLogger) private readonly logger: ServiceLogger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') {
      throw error;
    }
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger);
  }
}

/** Answers `request` with the problem document of `error`; logs unexpected errors and unavailable dependencies. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: ServiceLogger): void {
  const { refusal: general, defect } = toRefusal(error);
  const refusal = withContentTypes(general, request);
  if (defect) {
    logger.error('request failed', { err: error });
  } else if (refusal.status >= 500) {
    logger.warn('request cannot be served now', { code: refusal.code, err: error });
  }
  (request as RequestWithProblem).problemCode = refusal.code;
  if (reply.sent || reply.raw.headersSent) {
    // Part of the answer is sent: only cutting the connection shows that it is incomplete.
    reply.raw.destroy();
    return;
  }
  const language = languageOf(request.headers?.['accept-language']);
  const asked = request.url?.split('?', 1)[0];
  const path = isAskedFor(asked) ? asked : undefined;
  const problem = problemOf(refusal, language, { path, requestId: String(request.id) });
  void reply
    .status(refusal.status)
    .headers({
      'content-type': `${PROBLEM_TYPE}; charset=utf-8`,
      'content-language': language,
      vary: 'Accept-Language',
      'cache-control': 'no-store',
      ...(refusal.retryAfterSeconds === undefined ? {} : { 'retry-after': String(refusal.retryAfterSeconds) }),
      ...(refusal.code === WRONG_CONTENT_TYPE ? { accept: contentTypesOf(request).join(', ') } : {}),
      ...(refusal.status === 401 ? { 'www-authenticate': challengeOf(refusal.code) } : {}),
    })
    .send(JSON.stringify(problem));
}

const WRONG_CONTENT_TYPE = 'request.content-type';

/** The accepted content types depend on the route: an import takes no JSON, and only imports take lines. */
function withContentTypes(refusal: Refusal, request: FastifyRequest): Refusal {
  if (refusal.code !== WRONG_CONTENT_TYPE) return refusal;
  if (request.is404) return toRefusal({ statusCode: 404 }).refusal;
  const types = contentTypesOf(request).join(', ');
  const message = {
    vi: `Kiểu nội dung không được hỗ trợ; thao tác này nhận ${types}.`,
    en: `This content type is not supported; this operation takes ${types}.`,
  };
  return { ...refusal, message };
}

/** RFC 6750 §3: no error code when no token was sent. */
function challengeOf(code: string): string {
  return code === 'auth.token-missing' ? 'Bearer realm="motcua"' : 'Bearer realm="motcua", error="invalid_token"';
}
