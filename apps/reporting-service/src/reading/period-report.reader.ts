import type { PeriodFigures, PeriodReportRow } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import {
  ACCEPTED_PREDICATES,
  CORRECTION_PREDICATES,
  INTAKE_PREDICATES,
  PREDICATES,
  SUPPLEMENT_PREDICATES,
  type ReportCell,
} from '../reports/cells.js';
import { CURRENT_DEFINITION, type ReportDefinition } from '../reports/definitions.js';
import { checkIdentities, checkSlicing, figures, noCounts, type CellCounts } from '../reports/figures.js';
import { atAgencyInReport, dossiersWithClock, flaggedDossiers, isFlagged, parametersOf } from './dossiers-in-report.js';
import { withEveryAgency } from './known-codes.js';
import { namedRows } from './names.js';
import type { ReportScope, Slicing } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import { slicedCounts, type Counts, type Slice, type SlicedCounts } from './sliced-counts.js';

/** Counts a period report, and refuses to tell one that does not add up. */
@Injectable()
export class PeriodReportReader {
  /**
   * @param about `hasIntake`: whether the schema holds every submission
   * @throws ReportIdentityError when an identity does not hold, in a row or between the rows and the total.
   */
  async read(
    manager: EntityManager,
    schema: ProjectionSchema,
    { hasIntake, definition = CURRENT_DEFINITION }: { hasIntake: boolean; definition?: ReportDefinition },
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<{ total: PeriodFigures; rows: PeriodReportRow[] }> {
    const about = { hasIntake, definition };
    const { total, rows } = await this.count(manager, schema, about, time, scope, slicings);
    const printed = (counts: CellCounts) => figures(counts, hasIntake, definition);
    return { total: printed(total), rows: await namedRows(manager, schema, time, rows, printed) };
  }

  /**
   * The counts that are printed, with a row for every agency where rows are by agency.
   * @throws ReportIdentityError when an identity does not hold, in a row or between the rows and the total.
   */
  async count(
    manager: EntityManager,
    schema: ProjectionSchema,
    { hasIntake, definition }: { hasIntake: boolean; definition: ReportDefinition },
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<SlicedCounts<ReportCell>> {
    const { total, rows } = await this.counted(manager, schema, hasIntake, time, scope, slicings);
    checkIdentities(total, 'the total', definition);
    for (const { slice, counts } of rows) checkIdentities(counts, JSON.stringify(slice), definition);
    if (slicings.length > 0) {
      checkSlicing(
        rows.map((row) => row.counts),
        total,
      );
    }
    return { total, rows: await withEveryAgency(manager, schema, time, { scope, slicings }, rows, noCounts()) };
  }

  private async counted(
    manager: EntityManager,
    schema: ProjectionSchema,
    hasIntake: boolean,
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<SlicedCounts<ReportCell>> {
    const common = {
      alias: 'd',
      from: dossiersWithClock(schema),
      agency: await atAgencyInReport(manager, schema, time, scope),
      scope,
      slicings,
      parameters: parametersOf(time),
    };
    const accepted = await slicedCounts(manager, {
      ...common,
      where: PREDICATES.total,
      predicates: ACCEPTED_PREDICATES,
    });
    const refused = await slicedCounts(manager, {
      ...common,
      where: PREDICATES.refusedAtIntake,
      predicates: { refusedAtIntake: PREDICATES.refusedAtIntake },
    });
    const flagged = await slicedCounts(manager, {
      ...common,
      from: flaggedDossiers(schema),
      where: `${PREDICATES.total} AND ${isFlagged(schema)}`,
      predicates: SUPPLEMENT_PREDICATES,
    });
    const intake = hasIntake
      ? await slicedCounts(manager, {
          ...common,
          where: INTAKE_PREDICATES.intake,
          predicates: INTAKE_PREDICATES,
        })
      : { total: {}, rows: [] };
    const corrections = await slicedCounts(manager, {
      ...common,
      where: CORRECTION_PREDICATES.corrections,
      predicates: CORRECTION_PREDICATES,
    });
    const parts = [accepted, refused, flagged, intake, corrections];
    return {
      total: Object.assign(noCounts(), ...parts.map(({ total }) => total)),
      rows: merged(accepted.rows, refused.rows, flagged.rows, intake.rows, corrections.rows),
    };
  }
}

type Row<C extends string> = { slice: Slice; counts: Counts<C> };

function merged(...parts: Row<ReportCell>[][] | Row<never>[][]): Row<ReportCell>[] {
  const rows = new Map<string, Row<ReportCell>>();
  for (const { slice, counts } of parts.flat()) {
    const key = JSON.stringify([slice.agency, slice.field]);
    rows.set(key, { slice, counts: { ...noCounts(), ...rows.get(key)?.counts, ...counts } });
  }
  return [...rows.values()];
}
