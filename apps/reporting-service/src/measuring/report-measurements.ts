import type { FrozenReportFile, FrozenReportPlace, PeriodQuery } from '@motcua/contracts';
import type { Language } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { FrozenReportStore } from '../freezing/frozen-report-store.js';
import { Reports } from '../reading/reports.js';
import { Measurements, type Measured } from '../reform-index/application/measurements.js';

/** Measures by the cells of the reports: live from the projection, or from what was signed. */
@Injectable()
export class ReportMeasurements implements Measurements {
  constructor(
    private readonly reports: Reports,
    private readonly frozen: FrozenReportStore,
  ) {}

  async live(query: PeriodQuery, language: Language): Promise<Measured> {
    const { agencies, definitionVersion, period, asOf, freshness } = await this.reports.agencies(query, language);
    return {
      source: { kind: 'LIVE', provisional: true, period, definitionVersion, asOf, freshness },
      agencies: agencies.map(({ dossiers, feedback, ...about }) => ({
        ...about,
        counts: { PERIOD: dossiers, FEEDBACK: feedback },
      })),
    };
  }

  async signed(place: FrozenReportPlace): Promise<Measured> {
    const { document, hash } = JSON.parse((await this.frozen.file(place)).json) as FrozenReportFile;
    return {
      source: {
        kind: 'SIGNED_REPORT',
        provisional: false,
        period: document.period,
        definitionVersion: document.definition.version,
        report: { preset: place.preset, number: place.number, hash },
      },
      agencies: document.byAgency.map(({ code, name, level, standing }) => ({
        code,
        name,
        level,
        counts: { PERIOD: standing },
      })),
    };
  }
}
