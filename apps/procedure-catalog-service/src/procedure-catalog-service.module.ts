import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { IdempotencyMigration, PlatformModule } from '@motcua/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { AbolishProcedure } from './application/abolish-procedure.js';
import { CatalogReads } from './application/catalog-reads.js';
import { ChangeAgency } from './application/change-agency.js';
import { EnterProcedure } from './application/enter-procedure.js';
import { ImportProcedures } from './application/import-procedures.js';
import { Catalog } from './application/ports.js';
import { PublishCalendar } from './application/publish-calendar.js';
import { PublishProcedure } from './application/publish-procedure.js';
import { PublishRuleSet } from './application/publish-rule-set.js';
import { RegisterAgency } from './application/register-agency.js';
import { ReviseDraft } from './application/revise-draft.js';
import { ShipRuleSet } from './application/ship-rule-set.js';
import type { CatalogConfig } from './config.js';
import { AgenciesController } from './http/agencies.controller.js';
import { CalendarsController } from './http/calendars.controller.js';
import { ProcedureDecisionsController } from './http/procedure-decisions.controller.js';
import { ProcedureImportsController } from './http/procedure-imports.controller.js';
import { ProceduresController } from './http/procedures.controller.js';
import { RuleSetsController } from './http/rule-sets.controller.js';
import { CatalogTables1767571200000 } from './persistence/migrations/catalog-tables.migration.js';
import { PostgresCatalog } from './persistence/postgres-catalog.js';
import { PostgresCatalogReads } from './persistence/postgres-catalog-reads.js';

export const SERVICE_NAME = 'procedure-catalog-service';

/** Migrations of this service's database, those of the libraries included. */
export const catalogMigrations = [IdempotencyMigration, ...messagingMigrations, CatalogTables1767571200000];

@Module({})
export class ProcedureCatalogServiceModule {
  static forConfig(config: CatalogConfig): DynamicModule {
    return {
      module: ProcedureCatalogServiceModule,
      imports: [
        PlatformModule.forRoot({ config, name: SERVICE_NAME, database: { migrations: catalogMigrations } }),
        MessagingModule.forRoot({ service: SERVICE_NAME, config, topics: [] }),
      ],
      controllers: [
        ProceduresController,
        ProcedureDecisionsController,
        ProcedureImportsController,
        AgenciesController,
        CalendarsController,
        RuleSetsController,
      ],
      providers: [
        EnterProcedure,
        ReviseDraft,
        PublishProcedure,
        AbolishProcedure,
        ImportProcedures,
        RegisterAgency,
        ChangeAgency,
        PublishCalendar,
        PublishRuleSet,
        ShipRuleSet,
        { provide: Catalog, useClass: PostgresCatalog },
        { provide: CatalogReads, useClass: PostgresCatalogReads },
      ],
    };
  }
}
