import { TOPIC_USE } from '@motcua/contracts';
import { MessagingModule } from '@motcua/messaging';
import { PlatformModule } from '@motcua/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import type { ReportingConfig } from './config.js';
import { Subscriptions } from './events/subscriptions.js';
import { FreezeReport } from './freezing/freeze-report.js';
import { FrozenReportStore } from './freezing/frozen-report-store.js';
import { FrozenReportsController } from './http/frozen-reports.controller.js';
import { ProjectionsController } from './http/projections.controller.js';
import { ReportsController } from './http/reports.controller.js';
import { ReportMeasurements } from './measuring/report-measurements.js';
import { reportingEntities } from './persistence/entities.js';
import { reportingMigrations } from './persistence/migrations/index.js';
import { DossierProjection } from './projections/dossier-projection.js';
import { FeedbackProjection } from './projections/feedback-projection.js';
import { Generations } from './projections/generations.js';
import { Marks } from './projections/marks.js';
import { NamesProjection } from './projections/names-projection.js';
import { ProjectionMonitor } from './projections/projection-monitor.js';
import { Watermarks } from './projections/watermarks.js';
import { Projections } from './projections/projections.js';
import { DossierListReader } from './reading/dossier-list.reader.js';
import { FeedbackReportReader } from './reading/feedback-report.reader.js';
import { LatenessReader } from './reading/lateness.reader.js';
import { PeriodReportReader } from './reading/period-report.reader.js';
import { Reports } from './reading/reports.js';
import { Measurements } from './reform-index/application/measurements.js';
import { ReadResults } from './reform-index/application/read-results.js';
import { ResultsController } from './reform-index/http/results.controller.js';
import { ReformIndexModule, reformIndexEntities, reformIndexMigrations } from './reform-index/reform-index.module.js';

export const SERVICE_NAME = 'reporting-service';

@Module({})
export class ReportingServiceModule {
  static forConfig(config: ReportingConfig): DynamicModule {
    return {
      module: ReportingServiceModule,
      imports: [
        PlatformModule.forRoot({
          config,
          name: SERVICE_NAME,
          database: {
            migrations: [...reportingMigrations, ...reformIndexMigrations],
            entities: [...reportingEntities, ...reformIndexEntities],
          },
        }),
        MessagingModule.forRoot({ service: SERVICE_NAME, config, ...TOPIC_USE[SERVICE_NAME] }),
        ReformIndexModule,
      ],
      controllers: [
        FrozenReportsController,
        ReportsController,
        ResultsController,
        ProjectionsController,
        Subscriptions,
      ],
      providers: [
        Generations,
        Marks,
        DossierProjection,
        FeedbackProjection,
        NamesProjection,
        Watermarks,
        ProjectionMonitor,
        Projections,
        PeriodReportReader,
        DossierListReader,
        LatenessReader,
        FeedbackReportReader,
        Reports,
        FrozenReportStore,
        FreezeReport,
        // The index is measured by the reports, which its own module may not reach.
        { provide: Measurements, useClass: ReportMeasurements },
        ReadResults,
      ],
    };
  }
}
