import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServiceLogger } from '../observability/service-logger.js';
import { languageOf } from './language.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';
import { toRefusal } from './refusals.js';

/** What the filter leaves on a request for its log line. */
export interface RequestWithProblem {
  problemCode?: string;
}

/** The one place where something thrown becomes an answer: RFC 9457 problem+json in the caller's language. */
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

/** Answers `request` with the problem document of `error`; logs what nobody foresaw and what keeps us from serving. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: ServiceLogger): void {
  const { refusal, defect } = toRefusal(error);
  if (defect) {
    logger.error('request failed', { err: error });
  } else if (refusal.status >= 500) {
    logger.warn('request cannot be served now', { code: refusal.code, err: error });
  }
  (request as RequestWithProblem).problemCode = refusal.code;
  if (reply.sent || reply.raw.headersSent) {
    // Half an answer is out: cutting the connection is the only way left to say that it is not whole.
    reply.raw.destroy();
    return;
  }
  const language = languageOf(request.headers?.['accept-language']);
  const path = request.url?.split('?', 1)[0];
  const problem = problemOf(refusal, language, { path, requestId: String(request.id) });
  void reply
    .status(refusal.status)
    .headers({
      'content-type': `${PROBLEM_TYPE}; charset=utf-8`,
      'content-language': language,
      vary: 'Accept-Language',
      'cache-control': 'no-store',
      ...(refusal.retryAfterSeconds === undefined ? {} : { 'retry-after': String(refusal.retryAfterSeconds) }),
      ...(refusal.status === 401 ? { 'www-authenticate': challengeOf(refusal.code) } : {}),
    })
    .send(JSON.stringify(problem));
}

/** RFC 6750 §3: no error code when no token was sent. */
function challengeOf(code: string): string {
  return code === 'auth.token-missing' ? 'Bearer realm="motcua"' : 'Bearer realm="motcua", error="invalid_token"';
}
