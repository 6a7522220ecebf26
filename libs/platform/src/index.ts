export { ConfigError, loadConfig } from './config/load-config.js';
export { configVariables, Secret, type ConfigVariable } from './config/config-variable.js';
export { isLoopback, ServiceConfig } from './config/service-config.js';
export type { RunningService, ServiceDefinition } from './service/service-definition.js';
export { VERSION } from './service/version.js';
export { startService, type StartOptions } from './service/start-service.js';
export { runService } from './service/run-service.js';
export { StartupError } from './service/startup-error.js';
export { openApiDocument } from './service/open-api.js';
export { PlatformModule, type PlatformOptions } from './platform.module.js';
export { Clock, SimulatedClock, SystemClock } from './clock/clock.js';
export { caller, CurrentCaller, Public, Roles, type Caller } from './auth/caller.js';
export { TokenVerifier, type TokenVerifierOptions } from './auth/token-verifier.js';
export { ServiceToken } from './auth/service-token.js';
export { bearerToken } from './auth/auth.guard.js';
export { cappedCount, decodeCursor, encodeCursor, pageOf } from './http/page.js';
export type { CursorShape, CursorType, CursorValues, Page } from './http/page.js';
export {
  idempotent,
  idempotentRequest,
  type Command,
  idempotencyMigrations,
  contentHash,
  type IdempotentRequest,
  claimKey,
  EARLIER_RESULT_COLUMNS,
  type EarlierResult,
  earlierResult,
  joinEarlierResult,
  joinedResult,
  keepResult,
  type RowWithEarlierResult,
} from './database/idempotency.js';
export { IdempotencyKey, idempotencyKeyOf } from './http/idempotency-key.js';
export {
  AcceptsIdempotencyKey,
  AcceptsIfMatch,
  AcceptsIfNoneMatch,
  ProblemResponses,
  RequestExample,
  UuidParam,
  TaggedReading,
} from './http/documentation.js';
export { AnswersVersion, isKnownTo, sendTagged } from './http/entity-tags.js';
export { IfMatch, ifMatchOf } from './http/if-match.js';
export {
  IsServiceAddresses,
  ServiceClient,
  ServiceNotReached,
  ServiceRefused,
  serviceUnavailable,
} from './clients/service-client.js';
export { neverSent } from './clients/never-sent.js';
export { languageOf, type Language } from './http/language.js';
export { type Refusal } from './http/problem.js';
export { exampleOfProblem } from './http/problem-examples.js';
export { sendProblem } from './http/problem.filter.js';
export { RefusedRequest, toRefusal } from './http/refusals.js';
export { CodePipe, invalidRequest, UuidPipe, WrittenIdPipe } from './http/validation.pipe.js';
export { readAs } from './http/read-as.js';
export { clientGone } from './http/client-gone.js';
export { NDJSON, ndjsonLines, type NdjsonLine } from './http/ndjson-lines.js';
export { streamedBody, TakesStream, type BodyConfig } from './http/content-types.js';
export { cleanInput } from './http/clean-text.js';
export { openDataSource, type DatabaseOptions } from './database/open-data-source.js';
export { isStatementTimeout } from './database/statement-timeout.js';
export { longWork, type LongWork } from './database/long-work.js';
export { holdMarker } from './database/marker-lock.js';
export { Walker, type Walk } from './database/walker.js';
export { prepared } from './database/prepared.js';
export { Breather } from './observability/breather.js';
export { exitProcess, LogDestination, logToStandardOutput } from './observability/log-destination.js';
export { MetricsRegistry } from './observability/metrics.js';
export { Readiness, type ReadinessCheck } from './observability/health.js';
export { ServiceLogger } from './observability/service-logger.js';
export { currentTraceparent, runWithTraceparent, type TraceContext } from './observability/trace-context.js';
export { AccountNames, isAccountOfCitizen } from './privacy/account-names.js';
export { mask, maskEmail, maskIdentityNumber, maskName, maskPhone } from './privacy/mask.js';
export { PersonalDataCipher } from './privacy/personal-data-cipher.js';
export { backOffMs, type BackOff } from './timing/back-off.js';
export { Outage } from './timing/outage.js';
export { Repeating } from './timing/repeating.js';
export { settledWithin, Waker } from './timing/waker.js';
export { Parameters } from './database/parameters.js';
export { Table, type ColumnsOf, type RowAsJson } from './database/table.js';
export { personalDataCipher, personalDataKeyMigrations } from './privacy/fitting-cipher.js';
