import { Outbox } from '@motcua/messaging';
import { idempotent, contentHash, type Answer } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Catalog, NotStorableError, type CatalogStores, type Request } from '../application/ports.js';
import { publishedEvent } from '../events/published-events.js';
import { ImportsStore } from './imports-store.js';
import { PostgresCatalogReads } from './postgres-catalog-reads.js';
import { ProceduresStore } from './procedures-store.js';
import { AgenciesStore, CalendarsStore, RuleSetsStore } from './reference-data-stores.js';

/** SQLSTATE 22 (data exception) and 54 (a limit of PostgreSQL is exceeded). */
function isDataError(error: unknown): boolean {
  const { code } = (error as { driverError?: { code?: unknown } }).driverError ?? {};
  return typeof code === 'string' && /^(22|54)/.test(code);
}

/** The catalog on PostgreSQL: state, history, events and kept answers of a change commit together or not at all. */
@Injectable()
export class PostgresCatalog extends Catalog {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {
    super();
  }

  async change<T>(work: (stores: CatalogStores) => Promise<T>): Promise<T> {
    try {
      return await this.dataSource.transaction((manager) => work(this.storesOf(manager)));
    } catch (error) {
      if (isDataError(error)) throw new NotStorableError('the database cannot hold it', { cause: error });
      throw error;
    }
  }

  once<T>(request: Request, work: (stores: CatalogStores) => Promise<Answer<T>>): Promise<Answer<T>> {
    const { caller, operation, key, body } = request;
    return this.dataSource.transaction((manager) =>
      idempotent(manager, { caller, operation, key, requestHash: contentHash(body) }, () =>
        work(this.storesOf(manager)),
      ),
    );
  }

  private storesOf(manager: EntityManager): CatalogStores {
    return {
      procedures: new ProceduresStore(manager),
      agencies: new AgenciesStore(manager),
      calendars: new CalendarsStore(manager),
      ruleSets: new RuleSetsStore(manager),
      imports: new ImportsStore(manager),
      reads: new PostgresCatalogReads(manager),
      announce: (facts) => this.outbox.append(manager, facts.map(publishedEvent)),
    };
  }
}
