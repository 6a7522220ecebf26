import { accessSync, constants } from 'node:fs';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateBy,
} from 'class-validator';
import { Secret } from './config-variable.js';

const POSTGRES_URL = /^postgres(ql)?:\/\/[^\s/]*\/[^\s/?]+(\?\S*)?$/;
const HTTP_URL = /^https?:\/\/[^\s]+$/;

/** 32 random bytes in base64, the key of AES-256. */
export function IsKey256(): PropertyDecorator {
  return ValidateBy({
    name: 'isKey256',
    validator: {
      validate: isKey256,
      defaultMessage: () => 'must be 32 bytes in base64 (openssl rand -base64 32)',
    },
  });
}

function AreKeys256(): PropertyDecorator {
  return ValidateBy({
    name: 'areKeys256',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && value.split(',').every(isKey256),
      defaultMessage: () => 'must be keys of 32 bytes in base64, separated by commas',
    },
  });
}

function isKey256(value: unknown): boolean {
  return typeof value === 'string' && /^[A-Za-z0-9+/_-]+=*$/.test(value) && Buffer.from(value, 'base64').length === 32;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

/** An address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * What every service reads from its environment; a service extends it with its own variables. Property names are the
 * names of the environment variables. Empty variables count as absent.
 */
export class ServiceConfig {
  /** Address to listen on. */
  @IsString()
  @MinLength(1)
  HTTP_HOST: string = '127.0.0.1';

  /** Port to listen on; 0 lets the system choose. */
  @IsInt()
  @Min(0)
  @Max(65535)
  HTTP_PORT: number = 0;

  /** Address under which clients reach this service, when it is not the one it listens on. */
  @IsOptional()
  @Matches(HTTP_URL, { message: 'must be an http(s) address' })
  PUBLIC_URL?: string;

  /**
   * Largest JSON body, in bytes; streamed bodies have other limits. The gateway applies its own value to
   * Content-Length: raise it there, too.
   */
  @IsInt()
  @Min(1024)
  @Max(104_857_600)
  HTTP_BODY_LIMIT_BYTES: number = 1_048_576;

  /** Longest time that a request may take to arrive, body included; a bulk import is one request. 0: no limit. */
  @IsInt()
  @Min(0)
  @Max(86_400_000)
  HTTP_REQUEST_TIMEOUT_MS: number = 3_600_000;

  /** Longest time that the header fields of a request may take to arrive. */
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  HTTP_HEADERS_TIMEOUT_MS: number = 20_000;

  /** Longest time that a body may take to arrive, whatever its type; streams have HTTP_STREAM_IDLE_MS. */
  @IsInt()
  @Min(1_000)
  @Max(3_600_000)
  HTTP_BODY_TIMEOUT_MS: number = 30_000;

  /**
   * Longest pause of a streamed body while the service waits for it, and the time after which it must arrive at 100
   * bytes per second or more. It covers the query of a legacy system that sends while the query runs.
   */
  @IsInt()
  @Min(1_000)
  @Max(3_600_000)
  HTTP_STREAM_IDLE_MS: number = 120_000;

  /** How long an answer is kept under its Idempotency-Key. */
  @IsInt()
  @Min(1)
  @Max(8_760)
  IDEMPOTENCY_RETENTION_HOURS: number = 168;

  @Secret()
  @Matches(POSTGRES_URL, { message: 'must be a PostgreSQL address: postgres://user:password@host:5432/database' })
  DATABASE_URL: string;

  /** Most connections to the database that this instance keeps. */
  @IsInt()
  @Min(2)
  @Max(200)
  DATABASE_POOL_SIZE: number = 10;

  /** How long to wait at start for a database that is still starting. */
  @IsInt()
  @Min(0)
  @Max(600_000)
  DATABASE_WAIT_MS: number = 30_000;

  /**
   * Longest wait of a request for a lock held by another transaction; then it answers 503 with Retry-After. A change
   * holds its locks for milliseconds, and each connection of each instance waits for at most one of them.
   */
  @IsInt()
  @Min(100)
  @Max(60_000)
  DATABASE_LOCK_TIMEOUT_MS: number = 2_000;

  /**
   * Longest run of one statement of a request; then it answers 503. Less than the gateway waits (UPSTREAM_TIMEOUT_MS),
   * so that the service answers first and does no work that nobody waits for.
   */
  @IsInt()
  @Min(1_000)
  @Max(600_000)
  DATABASE_STATEMENT_TIMEOUT_MS: number = 25_000;

  /** The issuer whose tokens are accepted, exactly as in the `iss` claim; its discovery document is read from there. */
  @Matches(HTTP_URL, { message: 'must be the http(s) address of the OpenID Connect issuer' })
  OIDC_ISSUER: string;

  /**
   * The address at which this service asks the issuer, if not `OIDC_ISSUER` itself: an address inside a deployment. The
   * document there must name `OIDC_ISSUER`.
   */
  @IsOptional()
  @Matches(HTTP_URL, { message: 'must be the http(s) address at which the OpenID Connect issuer is asked' })
  OIDC_DISCOVERY_URL?: string;

  /** The audience (`aud`) that a token must name. */
  @IsString()
  @MinLength(1)
  OIDC_AUDIENCE: string;

  /** Credentials with which this service gets its own tokens, for calls to other services. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  OIDC_CLIENT_ID?: string;

  @Secret()
  @IsOptional()
  @IsString()
  @MinLength(1)
  OIDC_CLIENT_SECRET?: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  LOG_LEVEL: string = 'info';

  /** `simulated` lets operations set the time of day over HTTP; for trial use on loopback only. */
  @IsIn(['system', 'simulated'])
  CLOCK: 'system' | 'simulated' = 'system';

  /**
   * How long a stopping service still serves clients: kept connections get their next answer with `Connection: close`,
   * `/readyz` answers 503. It ends sooner when nobody is connected. Connections may be idle for 5 s, so a smaller value
   * can cut one off; 0 is for several services in one process, which have no other clients.
   */
  @IsInt()
  @Min(0)
  @Max(600_000)
  SHUTDOWN_DRAIN_MS: number = 6_000;

  /** Time limit for requests and messages in progress after that. */
  @IsInt()
  @Min(0)
  @Max(600_000)
  SHUTDOWN_TIMEOUT_MS: number = 10_000;

  @IsIn(['kafka', 'postgres'])
  EVENT_BUS: 'kafka' | 'postgres' = 'postgres';

  /** Comma-separated `host:port`. */
  @IsOptional()
  @Matches(/^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$/, { message: 'must be host:port, several separated by commas' })
  KAFKA_BROKERS?: string;

  @IsBoolean()
  KAFKA_SSL: boolean = false;

  /** PEM file of the certificate authority, when the system does not know it. */
  @IsOptional()
  @IsString()
  KAFKA_SSL_CA_FILE?: string;

  @IsOptional()
  @IsIn(['plain', 'scram-sha-256', 'scram-sha-512'])
  KAFKA_SASL_MECHANISM?: 'plain' | 'scram-sha-256' | 'scram-sha-512';

  @IsOptional()
  @IsString()
  @MaxLength(200)
  KAFKA_SASL_USERNAME?: string;

  @Secret()
  @IsOptional()
  @IsString()
  KAFKA_SASL_PASSWORD?: string;

  /**
   * Time without a heartbeat after which an instance's partitions go to another. Kafka itself allows 6 s to 30 minutes
   * unless told otherwise (`group.min.session.timeout.ms`).
   */
  @IsInt()
  @Min(1_000)
  @Max(1_800_000)
  KAFKA_SESSION_TIMEOUT_MS: number = 15_000;

  /**
   * Longest pause between two attempts to reach an unavailable broker or database; the pauses double up to it from 100
   * ms.
   */
  @IsInt()
  @Min(100)
  @Max(600_000)
  EVENT_OUTAGE_PAUSE_MS: number = 3_000;

  /**
   * Most bytes of events that are published, fetched or applied together; a single event may be larger. A process needs
   * several times as much memory.
   */
  @IsInt()
  @Min(524_288)
  @Max(67_108_864)
  EVENT_BATCH_BYTES: number = 8_388_608;

  /** Attempts for an event whose handler fails, including the first, before it becomes a dead letter. */
  @IsInt()
  @Min(1)
  @Max(100)
  EVENT_RETRY_ATTEMPTS: number = 6;

  /** Longest wait between two of these attempts; it starts at 200 ms and quadruples up to this. */
  @IsInt()
  @Min(1)
  @Max(86_400_000)
  EVENT_RETRY_PAUSE_MS: number = 60_000;

  /**
   * How often this service announces up to when its facts are published, also when there are none. Longer than any request takes; a report can
   * be frozen one to two intervals after the end of its period.
   */
  @IsInt()
  @Min(100)
  @Max(86_400_000)
  EVENT_WATERMARK_MS: number = 900_000;

  /** Partitions of a topic that this service creates; an existing topic is left as it is. */
  @IsInt()
  @Min(1)
  @Max(1000)
  KAFKA_TOPIC_PARTITIONS: number = 6;

  @IsInt()
  @Min(1)
  @Max(9)
  KAFKA_TOPIC_REPLICATION: number = 1;

  /** The database that is the broker when EVENT_BUS=postgres: its own, shared by all services. */
  @Secret()
  @IsOptional()
  @Matches(POSTGRES_URL, { message: 'must be a PostgreSQL address: postgres://user:password@host:5432/database' })
  BROKER_DATABASE_URL?: string;

  /** Key under which personal data is encrypted at rest. */
  @Secret()
  @IsOptional()
  @IsKey256()
  PERSONAL_DATA_KEY?: string;

  /** Earlier keys, separated by commas: data encrypted with them stays readable. */
  @Secret()
  @IsOptional()
  @AreKeys256()
  PERSONAL_DATA_PREVIOUS_KEYS?: string;

  /** Errors across several variables: each entry one sentence that begins with the variable to change. */
  problems(): string[] {
    const problems: string[] = [];
    if (this.CLOCK === 'simulated' && !isLoopback(this.HTTP_HOST)) {
      problems.push(
        `CLOCK: simulated is only allowed on loopback, but HTTP_HOST is ${this.HTTP_HOST}; ` +
          'set CLOCK=system or HTTP_HOST=127.0.0.1',
      );
    }
    if (this.EVENT_BUS === 'kafka' && !this.KAFKA_BROKERS) {
      problems.push('KAFKA_BROKERS: is needed because EVENT_BUS is kafka');
    }
    if (this.EVENT_BUS === 'postgres' && !this.BROKER_DATABASE_URL) {
      problems.push('BROKER_DATABASE_URL: is needed because EVENT_BUS is postgres');
    }
    if (this.KAFKA_SASL_MECHANISM && !this.KAFKA_SASL_USERNAME) {
      problems.push('KAFKA_SASL_USERNAME: is needed because KAFKA_SASL_MECHANISM is set');
    }
    if (this.KAFKA_SASL_MECHANISM && !this.KAFKA_SASL_PASSWORD) {
      problems.push('KAFKA_SASL_PASSWORD: is needed because KAFKA_SASL_MECHANISM is set');
    }
    for (const name of ['KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const) {
      if (this[name] && !this.KAFKA_SASL_MECHANISM) {
        problems.push(`KAFKA_SASL_MECHANISM: is needed because ${name} is set, which is not used without it`);
        break;
      }
    }
    if (this.KAFKA_SSL_CA_FILE && !this.KAFKA_SSL) {
      problems.push('KAFKA_SSL: must be true because KAFKA_SSL_CA_FILE is set, or nothing is encrypted');
    }
    if (this.KAFKA_SSL_CA_FILE && !isReadable(this.KAFKA_SSL_CA_FILE)) {
      problems.push(`KAFKA_SSL_CA_FILE: ${this.KAFKA_SSL_CA_FILE} cannot be read`);
    }
    if (this.DATABASE_LOCK_TIMEOUT_MS >= this.DATABASE_STATEMENT_TIMEOUT_MS) {
      problems.push('DATABASE_LOCK_TIMEOUT_MS: must be less than DATABASE_STATEMENT_TIMEOUT_MS');
    }
    if (this.OIDC_CLIENT_ID && !this.OIDC_CLIENT_SECRET) {
      problems.push('OIDC_CLIENT_SECRET: is needed because OIDC_CLIENT_ID is set');
    }
    return problems;
  }
}
