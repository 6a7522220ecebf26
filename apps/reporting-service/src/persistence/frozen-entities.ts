import type { ColumnsOf } from '@motcua/platform';
import { EntitySchema } from 'typeorm';

/*
 * What was signed. No projection: it outlives every rebuild.
 */

/** A row of `frozen_reports`. */
export interface FrozenReportRow {
  id: string;
  series: string;
  number: number;
  period_from: Date;
  period_to: Date;
  supersedes: number | null;
  frozen_at: Date;
  frozen_by: string;
  hash: string;
  document: string;
}

const frozenReportColumns: ColumnsOf<FrozenReportRow> = {
  id: { type: 'uuid', primary: true },
  series: { type: 'text' },
  number: { type: 'integer' },
  period_from: { type: 'timestamptz' },
  period_to: { type: 'timestamptz' },
  supersedes: { type: 'integer', nullable: true },
  frozen_at: { type: 'timestamptz' },
  frozen_by: { type: 'text' },
  hash: { type: 'text' },
  document: { type: 'text' },
};

export const FrozenReportEntity = new EntitySchema<FrozenReportRow>({
  name: 'frozen_reports',
  columns: frozenReportColumns,
});

/** A row of `frozen_dossiers`. */
export interface FrozenDossierRow {
  report_id: string;
  period_from: Date;
  dossier_id: string;
  agency_code: string;
  field_code: string;
  cells: string[];
}

const frozenDossierColumns: ColumnsOf<FrozenDossierRow> = {
  report_id: { type: 'uuid', primary: true },
  period_from: { type: 'timestamptz', primary: true },
  dossier_id: { type: 'uuid', primary: true },
  agency_code: { type: 'text' },
  field_code: { type: 'text' },
  cells: { type: 'text', array: true },
};

export const FrozenDossierEntity = new EntitySchema<FrozenDossierRow>({
  name: 'frozen_dossiers',
  columns: frozenDossierColumns,
});
