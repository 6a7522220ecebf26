import { TOPIC_USE } from '@motcua/contracts';
import { MessagingModule, messagingMigrations } from '@motcua/messaging';
import { idempotencyMigrations, PlatformModule } from '@motcua/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { AbolishProcedure } from './application/abolish-procedure.js';
import { CatalogReads } from './application/catalog-reads.js';
import { ChangeAgency } from './application/change-agency.js';
import { CloseAgency } from './application/close-agency.js';
import { EnterProcedure } from './application/enter-procedure.js';
import { ImportProcedures } from './application/import-procedures.js';
import { Agencies, Calendars, EverydayPhrases, ProcedureImports, Procedures, RuleSets } from './application/ports.js';
import { PublishCalendar } from './application/publish-calendar.js';
import { PublishProcedure } from './application/publish-procedure.js';
import { PublishRuleSet } from './application/publish-rule-set.js';
import { RegisterAgency } from './application/register-agency.js';
import { ReviseDraft } from './application/revise-draft.js';
import { SetEverydayPhrase } from './application/set-everyday-phrase.js';
import type { CatalogConfig } from './config.js';
import { AgenciesController } from './http/agencies.controller.js';
import { CalendarsController } from './http/calendars.controller.js';
import { EverydayPhrasesController } from './http/everyday-phrases.controller.js';
import { ProcedureDecisionsController } from './http/procedure-decisions.controller.js';
import { ProcedureImportsController } from './http/procedure-imports.controller.js';
import { ProceduresController } from './http/procedures.controller.js';
import { RuleSetsController } from './http/rule-sets.controller.js';
import { CatalogTransactions } from './persistence/catalog-transactions.js';
import { catalogEntities } from './persistence/entities.js';
import { AgencySuccessors1767571200001 } from './persistence/migrations/agency-successors.migration.js';
import { CatalogTables1767571200000 } from './persistence/migrations/catalog-tables.migration.js';
import { Competence1767571200002 } from './persistence/migrations/competence.migration.js';
import { LookAlikes1767571200061 } from './persistence/migrations/look-alikes.migration.js';
import { ReceivesFor1767571300140 } from './persistence/migrations/receives-for.migration.js';
import { SearchTerms1767571200062 } from './persistence/migrations/search-terms.migration.js';
import { PostgresAgencies } from './persistence/postgres-agencies.js';
import { PostgresCatalogReads } from './persistence/postgres-catalog-reads.js';
import { PostgresEverydayPhrases } from './persistence/postgres-everyday-phrases.js';
import { PostgresProcedureImports } from './persistence/postgres-procedure-imports.js';
import { PostgresProcedures } from './persistence/postgres-procedures.js';
import { PostgresCalendars, PostgresRuleSets } from './persistence/postgres-versions.js';
import { ShipRuleSet } from './workers/ship-rule-set.js';

export const SERVICE_NAME = 'procedure-catalog-service';

export const catalogMigrations = [
  ...idempotencyMigrations,
  ...messagingMigrations,
  CatalogTables1767571200000,
  AgencySuccessors1767571200001,
  Competence1767571200002,
  LookAlikes1767571200061,
  SearchTerms1767571200062,
  ReceivesFor1767571300140,
];

@Module({})
export class ProcedureCatalogServiceModule {
  static forConfig(config: CatalogConfig): DynamicModule {
    return {
      module: ProcedureCatalogServiceModule,
      imports: [
        PlatformModule.forRoot({
          config,
          name: SERVICE_NAME,
          database: { migrations: catalogMigrations, entities: catalogEntities },
        }),
        MessagingModule.forRoot({ service: SERVICE_NAME, config, ...TOPIC_USE[SERVICE_NAME] }),
      ],
      controllers: [
        ProceduresController,
        EverydayPhrasesController,
        ProcedureDecisionsController,
        ProcedureImportsController,
        AgenciesController,
        CalendarsController,
        RuleSetsController,
      ],
      providers: [
        EnterProcedure,
        ReviseDraft,
        SetEverydayPhrase,
        PublishProcedure,
        AbolishProcedure,
        ImportProcedures,
        RegisterAgency,
        ChangeAgency,
        CloseAgency,
        PublishCalendar,
        PublishRuleSet,
        ShipRuleSet,
        CatalogTransactions,
        { provide: Procedures, useClass: PostgresProcedures },
        { provide: ProcedureImports, useClass: PostgresProcedureImports },
        { provide: Agencies, useClass: PostgresAgencies },
        { provide: Calendars, useClass: PostgresCalendars },
        { provide: EverydayPhrases, useClass: PostgresEverydayPhrases },
        { provide: RuleSets, useClass: PostgresRuleSets },
        { provide: CatalogReads, useClass: PostgresCatalogReads },
      ],
    };
  }
}
