import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { AuthGuard } from './auth/auth.guard.js';
import { ServiceToken } from './auth/service-token.js';
import { TokenVerifier } from './auth/token-verifier.js';
import { Clock, SimulatedClock, SystemClock } from './clock/clock.js';
import { ClockController } from './clock/clock.controller.js';
import { ServiceConfig } from './config/service-config.js';
import { DatabaseLifecycle } from './database/database-lifecycle.js';
import { openDataSource, type DatabaseOptions } from './database/open-data-source.js';
import { DeclaredInputGuard } from './http/declared-input.js';
import { ProblemFilter } from './http/problem.filter.js';
import { RequestValidationPipe } from './http/validation.pipe.js';
import { Readiness } from './observability/health.js';
import { MetricsRegistry } from './observability/metrics.js';
import { OperationsController } from './observability/operations.controller.js';
import { currentServiceLogger, ServiceLogger } from './observability/service-logger.js';
import { AccountNames } from './privacy/account-names.js';

export interface PlatformOptions<C extends ServiceConfig = ServiceConfig> {
  config: C;
  /** The service's name: in logs, metrics and `application_name`. */
  name: string;
  /** Left out by a service without a database. */
  database?: DatabaseOptions;
}

/** The common providers of every service, available to every module of the app. */
@Module({})
export class PlatformModule {
  static forRoot<C extends ServiceConfig>(options: PlatformOptions<C>): DynamicModule {
    const { config, name, database } = options;
    const shared = [
      { provide: ServiceConfig, useValue: config },
      ...(config.constructor === ServiceConfig ? [] : [{ provide: config.constructor, useValue: config }]),
      { provide: Clock, useClass: config.CLOCK === 'simulated' ? SimulatedClock : SystemClock },
      {
        provide: ServiceLogger,
        useFactory: () => currentServiceLogger() ?? new ServiceLogger({ service: name, level: config.LOG_LEVEL }),
      },
      { provide: MetricsRegistry, useFactory: () => new MetricsRegistry(name) },
      {
        provide: TokenVerifier,
        inject: [AccountNames],
        useFactory: (accounts: AccountNames) =>
          new TokenVerifier({
            issuer: config.OIDC_ISSUER,
            askedAt: config.OIDC_DISCOVERY_URL,
            audience: config.OIDC_AUDIENCE,
            accounts,
          }),
      },
      AccountNames,
      Readiness,
      ServiceToken,
    ];
    const dataSource = {
      provide: DataSource,
      inject: [ServiceLogger],
      useFactory: (logger: ServiceLogger) =>
        openDataSource({
          ...database!,
          service: name,
          url: config.DATABASE_URL,
          poolSize: config.DATABASE_POOL_SIZE,
          waitMs: config.DATABASE_WAIT_MS,
          lockTimeoutMs: config.DATABASE_LOCK_TIMEOUT_MS,
          statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_MS,
          logger,
        }),
    };
    return {
      module: PlatformModule,
      global: true,
      controllers: [OperationsController, ...(config.CLOCK === 'simulated' ? [ClockController] : [])],
      providers: [
        ...shared,
        ...(database ? [dataSource, DatabaseLifecycle] : []),
        { provide: APP_GUARD, useClass: AuthGuard },
        // After it: whoever may not ask is not told what the operation takes.
        { provide: APP_GUARD, useClass: DeclaredInputGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useClass: RequestValidationPipe },
      ],
      exports: [...shared, ...(database ? [dataSource] : [])],
    };
  }
}
