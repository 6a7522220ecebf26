import { Outbox } from '@motcua/messaging';
import { idempotent, requestHash, type Answer } from '@motcua/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Catalog, type CatalogStores, type Request } from '../application/ports.js';
import { publishedEvent } from '../events/published-events.js';
import { ImportsStore } from './imports-store.js';
import { PostgresCatalogReads } from './postgres-catalog-reads.js';
import { ProceduresStore } from './procedures-store.js';
import { AgenciesStore, CalendarsStore, RuleSetsStore } from './reference-data-stores.js';

/** The catalog on PostgreSQL: state, history, events and kept answers of a change commit together or not at all. */
@Injectable()
export class PostgresCatalog extends Catalog {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(Outbox) private readonly outbox: Outbox,
  ) {
    super();
  }

  change<T>(work: (stores: CatalogStores) => Promise<T>): Promise<T> {
    return this.dataSource.transaction((manager) => work(this.storesOf(manager)));
  }

  once<T>(request: Request, work: (stores: CatalogStores) => Promise<Answer<T>>): Promise<Answer<T>> {
    const { caller, operation, key, body } = request;
    return this.dataSource.transaction((manager) =>
      idempotent(manager, { caller, operation, key, requestHash: requestHash(body) }, () =>
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
