import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServiceConfig } from '../config/service-config.js';
import { forgetIdempotencyKeys, IdempotencyMigration } from '../http/idempotency.js';
import { Readiness } from '../observability/health.js';
import { MetricsRegistry } from '../observability/metrics.js';
import { ServiceLogger } from '../observability/service-logger.js';

const HOUR_MS = 3_600_000;

/** What is known of a pg pool from outside. */
interface PoolState {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

/**
 * Watches the database while the service runs, and closes it last of all (a global module is the last to be shut down),
 * so that whoever stops before may still write its last rows.
 */
@Injectable()
export class DatabaseLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  private cleaning?: NodeJS.Timeout;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ServiceConfig) private readonly config: ServiceConfig,
    @Inject(ServiceLogger) private readonly logger: ServiceLogger,
    @Inject(Readiness) readiness: Readiness,
    @Inject(MetricsRegistry) metrics: MetricsRegistry,
  ) {
    readiness.register('database', async () => {
      await this.dataSource.query('SELECT 1');
    });
    const pool = (): PoolState => (this.dataSource.driver as unknown as { master: PoolState }).master;
    metrics.gauge({
      name: 'database_connections',
      help: 'Connections of the pool by state; waiting counts callers without one',
      labelNames: ['state'],
      collect() {
        if (!dataSource.isInitialized) return;
        this.set({ state: 'used' }, pool().totalCount - pool().idleCount);
        this.set({ state: 'idle' }, pool().idleCount);
        this.set({ state: 'waiting' }, pool().waitingCount);
      },
    });
  }

  onApplicationBootstrap(): void {
    const keepsKeys = this.dataSource.migrations.some((migration) => migration instanceof IdempotencyMigration);
    if (keepsKeys) {
      this.cleaning = setInterval(() => void this.forgetOldKeys(), HOUR_MS).unref();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.cleaning);
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async forgetOldKeys(): Promise<void> {
    try {
      const before = new Date(Date.now() - this.config.IDEMPOTENCY_RETENTION_HOURS * HOUR_MS);
      await forgetIdempotencyKeys(this.dataSource.manager, before);
    } catch (error) {
      this.logger.warn('old idempotency keys could not be removed', { err: error });
    }
  }
}
