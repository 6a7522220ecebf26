import type { LatenessFigures, LatenessRow } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TimeShareRow } from '../persistence/entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { PREDICATES } from '../reports/cells.js';
import { ReportIdentityError } from '../reports/figures.js';
import { bind } from './bind.js';
import { atAgencyInReport, dossiersWithClock, parametersOf } from './dossiers-in-report.js';
import { namesOf } from './names.js';
import type { ReportScope } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import { scopePredicates } from './sliced-counts.js';

interface CountedRow extends Pick<TimeShareRow, 'party' | 'agency_code' | 'unit'> {
  dossiers: number;
  minutes: number;
}

/** Sums who made the dossiers late that ended in a period, and refuses to tell what does not add up. */
@Injectable()
export class LatenessReader {
  /** @throws ReportIdentityError when the shares do not add up to the lateness of the dossiers. */
  async read(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
  ): Promise<{ total: LatenessFigures; rows: LatenessRow[] }> {
    const agency = await atAgencyInReport(manager, schema, time, scope);
    const where = [PREDICATES['ended.late'], ...scopePredicates('d', scope, agency)].join(' AND ');
    const query = <Row>(select: string, rest = ''): Promise<Row[]> => {
      const [sql, values] = bind(
        `SELECT ${select} FROM ${dossiersWithClock(schema)}
         LEFT JOIN ${schema}.dossier_time_shares s ON s.dossier_id = d.dossier_id AND s.late_minutes IS NOT NULL
         WHERE ${where} ${rest}`,
        { ...parametersOf(time), ...scope },
      );
      return manager.query<Row[]>(sql, values);
    };
    const counted = await query<CountedRow>(
      's.party, s.agency_code, s.unit, count(DISTINCT d.dossier_id)::int AS dossiers, sum(s.late_minutes)::int AS minutes',
      'AND s.party IS NOT NULL GROUP BY s.party, s.agency_code, s.unit ORDER BY minutes DESC, s.party, s.agency_code, s.unit',
    );
    // Counted beside the rows, by what each dossier says of itself.
    const wholes = await query<{ late: number; unknown: number; minutes: number }>(
      `count(DISTINCT d.dossier_id)::int AS late,
       count(*) FILTER (WHERE s.dossier_id IS NULL)::int AS unknown,
       coalesce(sum(s.dossier_late_minutes) FILTER (WHERE s.position = (
         SELECT min(o.position) FROM ${schema}.dossier_time_shares o
         WHERE o.dossier_id = s.dossier_id AND o.late_minutes IS NOT NULL)), 0)::int AS minutes`,
    );
    const { late, unknown, minutes } = wholes[0]!;
    const sum = counted.reduce((all, row) => all + row.minutes, 0);
    if (sum !== minutes) throw new ReportIdentityError('sum of the shares = lateness', 'the total', sum, minutes);
    const codes = counted.flatMap((row) => row.agency_code ?? []);
    const names = await namesOf(manager, schema, time, 'AGENCY', codes);
    return {
      total: { dossiers: late, unknown, minutes },
      rows: counted.map((row) => ({
        party: row.party,
        agency: row.agency_code === null ? undefined : names.slice(row.agency_code),
        unit: row.unit ?? undefined,
        dossiers: row.dossiers,
        minutes: row.minutes,
      })),
    };
  }
}
