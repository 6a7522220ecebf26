import { Outbox } from '@motcua/messaging';
import { idempotent, idempotentRequest } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Change } from '../application/ports.js';
import { publishedEvent, type CatalogFact } from '../events/published-events.js';

/** Changes of the catalog: state, history, events and kept result commit together or not at all. */
@Injectable()
export class CatalogTransactions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Does `work` in one transaction, once per caller, operation and key.
   * @param work returns what a repetition is to find, as JSON
   */
  once<T>(change: Change, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const request = idempotentRequest(change.operation, change);
    return this.dataSource.transaction((manager) => idempotent(manager, request, () => work(manager)));
  }

  get reader(): EntityManager {
    return this.dataSource.manager;
  }

  async announce(manager: EntityManager, ...facts: CatalogFact[]): Promise<void> {
    // One by one: a publication may have twenty-five processes of fifty-five steps, and others wait while they are written out.
    for (const fact of facts) await this.outbox.append(manager, [publishedEvent(fact)]);
  }
}

/** Makes writers of one record wait for each other even while the record does not exist yet: no row could be locked. */
export async function lockName(manager: EntityManager, name: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
}
