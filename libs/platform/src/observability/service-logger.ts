import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger as NestLogger, type LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error.js';
import { logToStandardOutput } from './log-destination.js';
import { currentTrace } from './trace-context.js';
import { isError } from './is-error.js';

const PERSONAL = ['identityNumber', 'fullName', 'phone', 'email', 'address', 'dateOfBirth'];
const CREDENTIALS = ['authorization', 'password', 'secret', 'token', 'cookie'];

/**
 * JSON lines on standard output, one logger per service instance. Log codes and ids, never free text or personal data:
 * the redaction below is only a safety net.
 */
export class ServiceLogger {
  private readonly pino: Logger;

  constructor(options: { service: string; level: string; destination?: DestinationStream }) {
    const redacted = [...PERSONAL, ...CREDENTIALS].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
    this.pino = pino(
      {
        level: options.level,
        base: { service: options.service },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        redact: { paths: redacted, censor: '[hidden]' },
        mixin: traceFields,
        serializers: { err: describeError },
      },
      options.destination ?? logToStandardOutput(),
    );
  }

  debug(message: string, fields: object = {}): void {
    this.pino.debug(fields, message);
  }

  info(message: string, fields: object = {}): void {
    this.pino.info(fields, message);
  }

  warn(message: string, fields: object = {}): void {
    this.pino.warn(fields, message);
  }

  /** Put an error under `err`. */
  error(message: string, fields: object = {}): void {
    this.pino.error(fields, message);
  }
}

function traceFields(): object {
  const trace = currentTrace();
  return trace ? { requestId: trace.requestId, traceId: trace.traceparent.slice(3, 35) } : {};
}

const scope = new AsyncLocalStorage<ServiceLogger>();

/** Runs `work`, and everything it starts, as part of one service, so that the framework's own lines name it. */
export function runAsService<T>(logger: ServiceLogger, work: () => T): T {
  return scope.run(logger, work);
}

/** The logger of the current service, if any. */
export function currentServiceLogger(): ServiceLogger | undefined {
  return scope.getStore();
}

/** Contexts in which Nest logs an error and then throws it: the starter of the service reports it once. */
const THROWN_AS_WELL = new Set(['ExceptionHandler', 'NestApplication']);

/**
 * Nest has one logger per process, and several services may run in one: this bridge finds the calling service. Lines
 * that belong to no service are dropped unless they are errors.
 */
export class NestLogBridge implements LoggerService {
  log(message: unknown, ...rest: unknown[]): void {
    currentServiceLogger()?.debug(String(message), context(rest));
  }

  debug(message: unknown, ...rest: unknown[]): void {
    currentServiceLogger()?.debug(String(message), context(rest));
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    currentServiceLogger()?.debug(String(message), context(rest));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    currentServiceLogger()?.warn(String(message), context(rest));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const said = context(rest) as { context?: string };
    if (said.context && THROWN_AS_WELL.has(said.context)) {
      return;
    }
    this.lineOfAny().error(isError(message) ? message.message : String(message), {
      ...context(rest),
      ...(isError(message) ? { err: message } : {}),
    });
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }

  private lineOfAny(): ServiceLogger {
    return currentServiceLogger() ?? new ServiceLogger({ service: 'motcua', level: 'error' });
  }
}

function context(rest: unknown[]): object {
  const name = rest.at(-1);
  return typeof name === 'string' && !name.includes('\n') ? { context: name } : {};
}

/** Sets Nest's process-wide logger to the bridge; idempotent. */
export function bridgeNestLogger(): void {
  NestLogger.overrideLogger(new NestLogBridge());
}
