import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger as NestLogger, type LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { describeError } from './describe-error.js';
import { currentTrace } from './trace-context.js';
import { isError } from './is-error.js';

const PERSONAL = ['identityNumber', 'fullName', 'phone', 'email', 'address', 'dateOfBirth'];
const CREDENTIALS = ['authorization', 'password', 'secret', 'token', 'cookie'];

/**
 * JSON lines on standard output, one logger per service instance. Log codes and ids, never what people wrote or who
 * they are: the redaction below is a net, not a licence.
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
      options.destination ?? pino.destination({ fd: 1, sync: true }),
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

  /** Put what was thrown under `err`. */
  error(message: string, fields: object = {}): void {
    this.pino.error(fields, message);
  }
}

function traceFields(): object {
  const trace = currentTrace();
  return trace ? { requestId: trace.requestId, traceId: trace.traceparent.slice(3, 35) } : {};
}

const scope = new AsyncLocalStorage<ServiceLogger>();

/** Runs `work`, and whatever it starts, as part of one service, so that the framework's own lines say whose they are. */
export function runAsService<T>(logger: ServiceLogger, work: () => T): T {
  return scope.run(logger, work);
}

/** The logger of the service that this code runs for, if it runs for one. */
export function currentServiceLogger(): ServiceLogger | undefined {
  return scope.getStore();
}

/** Where Nest logs what it then throws: whoever starts the service reports that, in a sentence and once. */
const THROWN_AS_WELL = new Set(['ExceptionHandler', 'NestApplication']);

/**
 * Nest keeps one logger per process, and several services may live in one: this bridge finds out by whom it is called.
 * Lines that belong to no service are dropped unless they are errors.
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

/** Points Nest's process-wide logger at the bridge; harmless when done again. */
export function bridgeNestLogger(): void {
  NestLogger.overrideLogger(new NestLogBridge());
}
