import {
  DomainError,
  type FrozenPreset,
  type FrozenReportDocument,
  type FrozenReportPlace,
  type FrozenReportSummary,
} from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { FrozenReportEntity, type FrozenReportRow } from '../persistence/frozen-entities.js';
import type { PeriodEnds } from './counted-dossiers.js';

/** A frozen report, without its numbers. */
export interface KeptReport extends FrozenReportSummary {
  id: string;
  period: PeriodEnds;
  definitionVersion: number;
}

type SummaryRow = Omit<FrozenReportRow, 'id' | 'document' | 'frozen_by'> & { superseded_by?: number | null };

/** Keeps and reads frozen reports; the database refuses to change or delete one. */
@Injectable()
export class FrozenReportStore {
  constructor(private readonly dataSource: DataSource) {}

  async add(manager: EntityManager, row: FrozenReportRow): Promise<FrozenReportSummary> {
    await manager.insert(FrozenReportEntity, row);
    return summaryOf(row);
  }

  /** The reports of a series, in the order in which they were frozen. */
  async series(manager: EntityManager, preset: FrozenPreset): Promise<KeptReport[]> {
    const where = { series: seriesOf(preset) };
    const rows = await manager.find(FrozenReportEntity, { where, order: { number: 'ASC' } });
    return rows.map((row) => ({
      ...summaryOf(row),
      id: row.id,
      period: { from: row.period_from, to: row.period_to },
      definitionVersion: (JSON.parse(row.document) as FrozenReportDocument).definition.version,
    }));
  }

  async list(): Promise<FrozenReportSummary[]> {
    const rows = await this.dataSource.query<SummaryRow[]>(
      `SELECT r.series, r.number, r.period_from, r.period_to, r.supersedes, r.frozen_at, r.hash, s.number AS superseded_by
       FROM frozen_reports r LEFT JOIN frozen_reports s ON s.series = r.series AND s.supersedes = r.number
       ORDER BY r.series, r.number DESC`,
    );
    return rows.map(summaryOf);
  }

  /**
   * A report with its hash, in the same bytes each time.
   * @throws DomainError `not-found`
   */
  async file({ preset, number }: FrozenReportPlace): Promise<{ hash: string; json: string }> {
    const row = await this.dataSource.manager.findOneBy(FrozenReportEntity, { series: seriesOf(preset), number });
    if (row) return { hash: row.hash, json: `{"document":${row.document},"hash":"${row.hash}"}` };
    throw new DomainError({
      kind: 'not-found',
      code: 'report.frozen-not-found',
      message: { vi: 'Không có báo cáo đã chốt này.', en: 'This frozen report was not found.' },
    });
  }
}

/** Reports of other kinds will have series of their own. */
const SERIES = 'PERIOD/';

export function seriesOf(preset: FrozenPreset): string {
  return `${SERIES}${preset}`;
}

function summaryOf(row: SummaryRow): FrozenReportSummary {
  return {
    preset: row.series.slice(SERIES.length) as FrozenPreset,
    number: row.number,
    from: row.period_from.toISOString(),
    to: row.period_to.toISOString(),
    frozenAt: row.frozen_at.toISOString(),
    hash: row.hash,
    supersedes: row.supersedes ?? undefined,
    supersededBy: row.superseded_by ?? undefined,
  };
}
