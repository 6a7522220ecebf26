export { ConfigError, loadConfig } from './config/load-config.js';
export { configVariables, Secret, type ConfigVariable } from './config/config-variable.js';
export { IsKey256, isLoopback, ServiceConfig } from './config/service-config.js';
export type { RunningService, ServiceDefinition } from './service/service-definition.js';
export { VERSION } from './service/version.js';
export { startService, type StartOptions } from './service/start-service.js';
export { runService } from './service/run-service.js';
export { StartupError } from './service/startup-error.js';
export { documentOf, openApiDocument } from './service/open-api.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { Clock, SimulatedClock, SystemClock } from './clock/clock.js';
export { caller, CurrentCaller, Public, Roles, type Caller } from './auth/caller.js';
export { callerOf, TokenVerifier, type TokenVerifierOptions } from './auth/token-verifier.js';
export {
  newSigningKey,
  startDevelopmentIssuer,
  type DevelopmentIssuer,
  type DevelopmentIssuerOptions,
  type TokenClaims,
  type TokenOptions,
} from './auth/development-issuer.js';
export { ServiceToken } from './auth/service-token.js';
export { AuthGuard, bearerToken } from './auth/auth.guard.js';
export { cappedCount, CappedCount, decodeCursor, encodeCursor, PageInfo, pageOf } from './http/page.js';
export type { CursorShape, CursorType, CursorValues, Page } from './http/page.js';
export {
  forgetIdempotencyKeys,
  idempotent,
  IdempotencyKey,
  IdempotencyMigration,
  contentHash,
  type Answer,
  type IdempotentRequest,
  earlierAnswer,
  isRepetition,
  keepAnswer,
} from './http/idempotency.js';
export {
  AcceptsIdempotencyKey,
  AcceptsIfMatch,
  ProblemResponses,
  RequestExample,
  UuidParam,
} from './http/documentation.js';
export { etagOf, IfMatch } from './http/if-match.js';
export { IsServiceAddresses, Neighbour } from './http/neighbour.js';
export { languageOf, type Language } from './http/language.js';
export { Problem, ProblemField, PROBLEM_TYPE, problemOf, STATUS_OF_KIND, type Refusal } from './http/problem.js';
export { exampleOfProblem } from './http/problem-examples.js';
export { ProblemFilter, sendProblem } from './http/problem.filter.js';
export { RefusedRequest, toRefusal } from './http/refusals.js';
export { fieldErrors, invalidRequest, RequestValidationPipe, UuidPipe } from './http/validation.pipe.js';
export { readJsonOnly, streamBodies } from './http/bodies.js';
export { cleanInput } from './http/clean-text.js';
export { openDataSource, type DatabaseOptions } from './database/open-data-source.js';
export { prepared } from './database/prepared.js';
export { describeError } from './observability/describe-error.js';
export { MetricsRegistry } from './observability/metrics.js';
export { Readiness, type ReadinessCheck } from './observability/health.js';
export { ServiceLogger } from './observability/service-logger.js';
export {
  childTraceparent,
  currentTrace,
  currentTraceparent,
  runWithTraceparent,
  type TraceContext,
} from './observability/trace-context.js';
export { mask, maskEmail, maskIdentityNumber, maskName, maskPhone } from './privacy/mask.js';
export { PersonalDataCipher } from './privacy/personal-data-cipher.js';
export { Parameters } from './database/parameters.js';
export { personalDataCipher, personalDataKeyMigrations } from './privacy/fitting-cipher.js';
