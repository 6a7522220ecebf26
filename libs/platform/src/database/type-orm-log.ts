import type { Logger } from 'typeorm';
import type { ServiceLogger } from '../observability/service-logger.js';

/** TypeORM's own lines in the service's log. Queries are never logged: their parameters are personal data. */
export class TypeOrmLog implements Logger {
  constructor(private readonly logger: ServiceLogger) {}

  logQuery(): void {}

  logQueryError(): void {}

  logQuerySlow(): void {}

  logSchemaBuild(): void {}

  logMigration(message: string): void {
    this.logger.debug(message);
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') this.logger.warn(String(message));
    else this.logger.debug(String(message));
  }
}
