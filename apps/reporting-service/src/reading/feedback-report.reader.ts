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
import { FeedbackStintEntity, type FeedbackStintRow } from '../persistence/entities.js';
import { tableInEachSchema } from '../persistence/projection-entity.js';
import type { ProjectionSchema } from '../persistence/projection-tables.js';
import {
  ANSWER_PREDICATES,
  ANY_FEEDBACK_CELL,
  FEEDBACK_PREDICATES,
  ISSUE_PREDICATES,
  type AnswerCell,
  type IssueCell,
} from '../reports/feedback-cells.js';
import { feedbackFigures } from '../reports/feedback-figures.js';
import {
  ballotsOf,
  ballotsOfAll,
  satisfactionFigures,
  type AnswerCounts,
  type Ballots,
} from '../reports/satisfaction-figures.js';
import { bind } from './bind.js';
import type { PageRequest } from './dossier-list.reader.js';
import { withEveryAgency } from './known-codes.js';
import { namedRows, namesOf } from './names.js';
import type { ReportScope, Slicing } from './report-scope.js';
import type { ReportTime } from './report-time.js';
import { noCounts, scopePredicates, slicedCounts, type SlicedCounts } from './sliced-counts.js';

const FEEDBACK_STINTS = tableInEachSchema(FeedbackStintEntity);

export const NO_FEEDBACK = noCounts(FEEDBACK_PREDICATES);
const NONE_ANSWERED = noCounts(ANSWER_PREDICATES);
const NONE_ISSUED = noCounts(ISSUE_PREDICATES);

type ListedRow = FeedbackStintRow & { sort_at: string };

/** Counts what happened to feedback in a period and how it stands at its end, and lists the feedback items behind a number. */
@Injectable()
export class FeedbackReportReader {
  async readFeedback(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<{ total: FeedbackFigures; rows: FeedbackReportRow[] }> {
    const { total, rows } = await this.countFeedback(manager, schema, time, scope, slicings);
    return { total: feedbackFigures(total), rows: await namedRows(manager, schema, time, rows, feedbackFigures) };
  }

  /** The counts that are printed, with a row for every agency where rows are by agency. */
  async countFeedback(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<SlicedCounts<FeedbackReportCell>> {
    const { total, rows } = await slicedCounts(manager, {
      from: `${schema}.feedback_stints f`,
      alias: 'f',
      where: ANY_FEEDBACK_CELL,
      predicates: FEEDBACK_PREDICATES,
      scope,
      slicings,
      parameters: periodOf(time),
    });
    return { total, rows: await withEveryAgency(manager, schema, time, { scope, slicings }, rows, NO_FEEDBACK) };
  }

  async readSatisfaction(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    slicings: Slicing[],
  ): Promise<{ total: SatisfactionFigures; rows: SatisfactionReportRow[] }> {
    const countAnswers = (by: Slicing[]) =>
      slicedCounts(manager, {
        from: `${schema}.survey_answers a`,
        alias: 'a',
        where: 'a.answered_at < :to',
        predicates: ANSWER_PREDICATES,
        scope,
        slicings: by,
        parameters: periodOf(time),
      });
    const answers = await countAnswers(slicings);
    const isByAgency = slicings.join() === 'agency';
    // Ballots about few answers are announced without their field, so they are not counted by it.
    const ballots =
      scope.field === undefined
        ? ballotsByAgency(
            isByAgency ? answers.rows : (await countAnswers(['agency'])).rows,
            (await this.countIssues(manager, schema, time, scope)).rows,
          )
        : undefined;
    const rows = answers.rows.map(({ slice, counts }) => ({
      slice,
      counts: { answers: counts, ballots: isByAgency ? ballots?.get(slice.agency) : undefined },
    }));
    if (isByAgency) {
      const answered = new Set(rows.map(({ slice }) => slice.agency));
      for (const [agency, of] of ballots ?? []) {
        if (!answered.has(agency)) rows.push({ slice: { agency }, counts: { answers: NONE_ANSWERED, ballots: of } });
      }
    }
    const figures = (of: { answers: AnswerCounts; ballots?: Ballots }) => satisfactionFigures(of.answers, of.ballots);
    const printed = await namedRows(manager, schema, time, rows, figures);
    return {
      total: satisfactionFigures(answers.total, ballots && ballotsOfAll([...ballots.values()])),
      rows: printed.filter((row) => row.figures.channels.length > 0),
    };
  }

  private countIssues(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
  ): Promise<SlicedCounts<IssueCell>> {
    return slicedCounts(manager, {
      from: `${schema}.survey_issues i CROSS JOIN LATERAL generate_series(1, i.ballots)`,
      alias: 'i',
      where: 'i.issued_at < :to',
      predicates: ISSUE_PREDICATES,
      scope,
      slicings: ['agency'],
      parameters: periodOf(time),
    });
  }

  async listFeedback(
    manager: EntityManager,
    schema: ProjectionSchema,
    time: ReportTime,
    scope: ReportScope,
    cell: FeedbackReportCell,
    page: PageRequest,
  ): Promise<Page<FeedbackReportItem>> {
    const table = FEEDBACK_STINTS[schema];
    const from = `${table.name} f`;
    const where = [FEEDBACK_PREDICATES[cell], ...scopePredicates('f', scope)].join(' AND ');
    const parameters = { ...periodOf(time), ...scope };
    const shape = { at: 'string', id: 'uuid', number: 'number' } as const;
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor, shape);
    const [sql, values] = bind(
      `SELECT f.received_at::text AS sort_at, ${table.selecting('f')}
       FROM ${from}
       WHERE ${where} ${after ? 'AND (f.received_at, f.feedback_id, f.number) > (:after_at::timestamptz, :after_id::uuid, :after_number::int)' : ''}
       ORDER BY f.received_at, f.feedback_id, f.number
       LIMIT :limit`,
      { ...parameters, after_at: after?.at, after_id: after?.id, after_number: after?.number, limit: page.limit + 1 },
    );
    const rows = await manager.query<ListedRow[]>(sql, values);
    const [countSql, countValues] = bind(`SELECT count(*)::int AS count FROM ${from} WHERE ${where}`, parameters);
    const counted = await manager.query<{ count: number }[]>(countSql, countValues);
    const agencies = await namesOf(
      manager,
      schema,
      time,
      'AGENCY',
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
        receivedAt: row.received_at.toISOString(),
        endedAt: row.ended_at?.toISOString(),
        answerDueAt: row.answer_due_at?.toISOString(),
        answerFilerDueAt: row.answer_filer_due_at?.toISOString(),
      }),
      (row) => ({ at: row.sort_at, id: row.feedback_id, number: row.number }),
    );
  }
}

/** Of every agency about which anything was issued or answered. */
function ballotsByAgency(
  answers: SlicedCounts<AnswerCell>['rows'],
  issues: SlicedCounts<IssueCell>['rows'],
): Map<string | undefined, Ballots> {
  const answered = new Map(answers.map(({ slice, counts }) => [slice.agency, counts]));
  const issued = new Map(issues.map(({ slice, counts }) => [slice.agency, counts]));
  return new Map(
    [...new Set([...answered.keys(), ...issued.keys()])].map((agency) => [
      agency,
      ballotsOf(answered.get(agency) ?? NONE_ANSWERED, issued.get(agency) ?? NONE_ISSUED),
    ]),
  );
}

function periodOf(time: ReportTime): Record<string, unknown> {
  return { from: time.period.from, to: time.countedUntil };
}
