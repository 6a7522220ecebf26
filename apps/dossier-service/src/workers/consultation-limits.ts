import { caller, Clock, Repeating, ServiceLogger } from '@motcua/platform';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Dossiers } from '../application/ports.js';

const LOOK_EVERY_MS = 1_000;
const PAGE = 100;

interface Passed {
  dossier_id: string;
  due_at: Date;
}

/**
 * Records that a limit has passed on which somebody was asked for an opinion. Every change of a dossier records it first; this one makes
 * no other change, so that it is recorded also where nobody does anything.
 */
@Injectable()
export class ConsultationLimits implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly looking: Repeating;

  constructor(
    private readonly dataSource: DataSource,
    private readonly dossiers: Dossiers,
    private readonly clock: Clock,
    logger: ServiceLogger,
  ) {
    const failing = 'limits of consultations that have passed are not recorded';
    this.looking = new Repeating(() => this.look(), { log: logger, failing });
  }

  onApplicationBootstrap(): void {
    this.looking.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.looking.stop();
  }

  private async look(): Promise<number> {
    const now = this.clock.now();
    // One that cannot be changed does not hold up the others; it is looked at again.
    let failed: { error: unknown } | undefined;
    for (let after: Passed | undefined; ;) {
      const page = await this.passed(now, after);
      for (const { dossier_id: id } of page) {
        await this.record(id).catch((error: unknown) => (failed ??= { error }));
      }
      after = page.at(-1);
      if (page.length < PAGE) break;
    }
    if (failed) throw failed.error;
    return LOOK_EVERY_MS;
  }

  private async passed(now: Date, after: Passed | undefined): Promise<Passed[]> {
    return this.dataSource.query(
      `SELECT t.dossier_id, t.due_at FROM dossier_tasks t
       WHERE t.kind = 'CONSULTATION' AND t.outcome IS NULL AND t.due_at < $1
         AND ($2::timestamptz IS NULL OR (t.due_at, t.dossier_id) > ($2, $3::uuid))
       ORDER BY t.due_at, t.dossier_id LIMIT ${PAGE}`,
      [now, after?.due_at ?? null, after?.dossier_id ?? null],
    );
  }

  private async record(id: string): Promise<void> {
    const change = { id, caller: SYSTEM, input: undefined, action: 'expire-consultation' } as const;
    await this.dossiers.change({ ...change, scopes: [{ kind: 'PROVINCE' }] }, () => []);
  }
}

const SYSTEM = caller({ subject: 'system:consultations', roles: ['service'] });
