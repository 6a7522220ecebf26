import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ServiceConfig } from '../config/service-config.js';
import { forgetIdempotencyKeys, idempotencyMigrations } from './idempotency.js';
import { Readiness } from '../observability/health.js';
import { MetricsRegistry } from '../observability/metrics.js';
import { ServiceLogger } from '../observability/service-logger.js';
import { Repeating } from '../timing/repeating.js';
import { longWork } from './long-work.js';

const HOUR_MS = 3_600_000;
const STOPPED_WITHIN_MS = 1_000;

/** The public part of a pg pool. */
interface PoolState {
  totalCount: number;
  idleCount: number;
  waitingCount: number;
}

/**
 * Watches the database while the service runs, and closes it last of all (a global module is the last to be shut down),
 * so that other modules can still write while they stop.
 */
@Injectable()
export class DatabaseLifecycle implements OnApplicationBootstrap, OnApplicationShutdown {
  private cleaning?: Repeating;

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
    const keepsKeys = this.dataSource.migrations.some((migration) =>
      idempotencyMigrations.some((one) => migration instanceof one),
    );
    if (keepsKeys) {
      const failing = 'old idempotency keys cannot be removed';
      this.cleaning = new Repeating(() => this.forgetOldKeys(), {
        log: this.logger,
        failing,
        // A DELETE that reached its time limit would reach it again at once.
        firstPauseMs: HOUR_MS,
        longestPauseMs: HOUR_MS,
      });
      this.cleaning.start(HOUR_MS);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.cleaning?.stop(STOPPED_WITHIN_MS);
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async forgetOldKeys(): Promise<number> {
    const before = new Date(Date.now() - this.config.IDEMPOTENCY_RETENTION_HOURS * HOUR_MS);
    await this.dataSource.transaction(async (manager) => {
      await longWork(manager, 'housekeeping');
      await forgetIdempotencyKeys(manager, before);
    });
    return HOUR_MS;
  }
}
