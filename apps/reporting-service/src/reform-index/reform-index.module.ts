import { Module } from '@nestjs/common';
import { CompareEditions } from './application/compare-editions.js';
import { DraftEdition } from './application/draft-edition.js';
import { Editions } from './application/editions.js';
import { PublishEdition } from './application/publish-edition.js';
import { ReviseEdition } from './application/revise-edition.js';
import { EditionsController } from './http/editions.controller.js';
import { Editions1796300000170 } from './persistence/migrations/editions.migration.js';
import { PostgresEditions } from './persistence/postgres-editions.js';
import { ShipEditions } from './workers/ship-editions.js';

export { reformIndexEntities } from './persistence/entities.js';

/** What the module adds to the database of its service. */
export const reformIndexMigrations = [Editions1796300000170];

/** Editions of the reform index: what people enter, beside the reports, which follow from events. */
@Module({
  controllers: [EditionsController],
  providers: [
    { provide: Editions, useClass: PostgresEditions },
    DraftEdition,
    ReviseEdition,
    PublishEdition,
    CompareEditions,
    ShipEditions,
  ],
  exports: [Editions],
})
export class ReformIndexModule {}
