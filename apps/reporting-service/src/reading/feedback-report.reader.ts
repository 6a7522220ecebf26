import type {
  FeedbackFigures,
  FeedbackReportCell,
  FeedbackReportItem,
  FeedbackReportRow,
  SatisfactionFigures,
  SatisfactionReportRow,
} from '@motcua/contracts';
import { decodeCursor, pageOf, type Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { FeedbackStepRow } from '../persistence/entities.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import { FEEDBACK_PREDICATES, SATISFACTION_PREDICATES } from '../reports/feedback-cells.js';
import { feedbackFigures, satisfactionFigures } from '../reports/feedback-figures.js';
import { bind } from './bind.js';
import type { PageRequest } from './dossier-list.reader.js';
import { namedRows, namesOf } from './names.js';
import type { ReportScope, Slicing } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import { scopePredicates, slicedCounts } from './sliced-counts.js';

const LISTED = [
  'feedback_id',
  'version',
  'code',
  'kind',
  'channel',
  'agency_code',
  'at',
  'due_at',
] as const satisfies (keyof FeedbackStepRow)[];

type ListedRow = Pick<FeedbackStepRow, (typeof LISTED)[number]> & { sort_at: string };

/** Counts what happened to feedback in a period, and lists the feedback items behind a number. */
@Injectable()
export class FeedbackReportReader {
  async readFeedback(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<{ total: FeedbackFigures; rows: FeedbackReportRow[] }> {
    const { total, rows } = await slicedCounts(manager, {
      from: `${schema}.feedback_steps f`,
      alias: 'f',
      where: 'f.at >= :from AND f.at < :to',
      predicates: FEEDBACK_PREDICATES,
      scope,
      slicings,
      parameters: periodOf(time),
    });
    return { total: feedbackFigures(total), rows: await namedRows(manager, schema, rows, feedbackFigures) };
  }

  async readSatisfaction(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<{ total: SatisfactionFigures; rows: SatisfactionReportRow[] }> {
    const { total, rows } = await slicedCounts(manager, {
      from: `${schema}.survey_answers a`,
      alias: 'a',
      where: SATISFACTION_PREDICATES.answers,
      predicates: SATISFACTION_PREDICATES,
      scope,
      slicings,
      parameters: periodOf(time),
    });
    return { total: satisfactionFigures(total), rows: await namedRows(manager, schema, rows, satisfactionFigures) };
  }

  async listFeedback(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    cell: FeedbackReportCell,
    page: PageRequest,
  ): Promise<Page<FeedbackReportItem>> {
    const from = `${schema}.feedback_steps f`;
    const where = [FEEDBACK_PREDICATES[cell], ...scopePredicates('f', scope)].join(' AND ');
    const parameters = { ...periodOf(time), ...scope };
    const shape = { at: 'string', id: 'uuid', version: 'number' } as const;
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, shape);
    const [sql, values] = bind(
      `SELECT f.at::text AS sort_at, ${LISTED.map((column) => `f.${column}`).join(', ')}
       FROM ${from}
       WHERE ${where} ${after ? 'AND (f.at, f.feedback_id, f.version) > (:after_at::timestamptz, :after_id::uuid, :after_version::int)' : ''}
       ORDER BY f.at, f.feedback_id, f.version
       LIMIT :limit`,
      { ...parameters, after_at: after?.at, after_id: after?.id, after_version: after?.version, limit: page.limit + 1 },
    );
    const rows = await manager.query<ListedRow[]>(sql, values);
    const [countSql, countValues] = bind(`SELECT count(*)::int AS count FROM ${from} WHERE ${where}`, parameters);
    const counted = await manager.query<{ count: number }[]>(countSql, countValues);
    const agencies = await namesOf(
      manager,
      schema,
      'agencies',
      rows.map((row) => row.agency_code),
    );
    return pageOf(
      rows,
      page.limit,
      { value: counted[0]!.count, capped: false },
      (row): FeedbackReportItem => ({
        feedbackId: row.feedback_id,
        code: row.code,
        kind: row.kind,
        channel: row.channel,
        agency: agencies.slice(row.agency_code),
        at: row.at.toISOString(),
        dueAt: row.due_at?.toISOString(),
      }),
      (row) => ({ at: row.sort_at, id: row.feedback_id, version: row.version }),
    );
  }
}

function periodOf(time: ReportTime): Record<string, unknown> {
  return { from: time.period.from, to: time.countedUntil };
}
