import { Injectable } from '@nestjs/common';
import { cappedCount, decodeCursor, pageOf, type Page } from '@motcua/platform';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { FeedbackFilter, PageRequest } from '../application/feedbacks.js';
import { PublishedFeedbacks, type PublishedFeedback } from '../application/read-published-feedback.js';
import { FeedbackEntity, type FeedbackRow } from './entities.js';
import { narrow } from './feedback-filter.js';

/** Named one by one: no column that the public may not read is ever fetched. */
const PUBLIC_COLUMNS = [
  'id',
  'code',
  'kind',
  'agency_code',
  'filed_at',
  'answered_at',
  'published_at',
  'published_content',
  'published_answer',
] as const satisfies (keyof FeedbackRow)[];

type PublishedRow = Pick<FeedbackRow, 'id' | 'code' | 'kind' | 'agency_code' | 'filed_at'> & {
  answered_at: Date;
  published_at: Date;
  published_content: string;
  published_answer: string;
  agency_name: string | null;
  procedure_code: string | null;
  field_code: string | null;
};

@Injectable()
export class PostgresPublishedFeedbacks extends PublishedFeedbacks {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async list(
    filter: Pick<FeedbackFilter, 'kind' | 'agencyCode' | 'procedureCode'>,
    page: PageRequest,
  ): Promise<Page<PublishedFeedback>> {
    const matching = narrow(this.published(), filter);
    // The public is not shown the procedure of a dossier and must not find by it either.
    if (filter.procedureCode !== undefined) matching.andWhere('f.subject_agency_code IS NULL');
    const total = await cappedCount(this.dataSource, ...matching.clone().select('1').getQueryAndParameters());
    if (page.cursor) {
      const after = decodeCursor(page.cursor, { publishedAt: 'date', id: 'uuid' });
      matching.andWhere('(f.published_at, f.id) < (:afterPublishedAt, :afterId)', {
        afterPublishedAt: after.publishedAt,
        afterId: after.id,
      });
    }
    const rows = await publicly(matching)
      .orderBy('f.published_at', 'DESC')
      .addOrderBy('f.id', 'DESC')
      .limit(page.limit + 1)
      .getRawMany<PublishedRow>();
    return pageOf(rows, page.limit, total, toPublished, (row) => ({ publishedAt: row.published_at, id: row.id }));
  }

  async find(code: string): Promise<PublishedFeedback | undefined> {
    const row = await publicly(this.published().andWhere('f.code = :code', { code })).getRawOne<PublishedRow>();
    return row && toPublished(row);
  }

  private published(): SelectQueryBuilder<FeedbackRow> {
    return this.dataSource.manager.createQueryBuilder<FeedbackRow>(FeedbackEntity, 'f').where(`f.status = 'PUBLISHED'`);
  }
}

/** What the public may read of what `query` finds. */
function publicly(query: SelectQueryBuilder<FeedbackRow>): SelectQueryBuilder<FeedbackRow> {
  query
    .leftJoin('agencies', 'a', 'a.code = f.agency_code')
    .select('a.name', 'agency_name')
    .addSelect('CASE WHEN f.subject_agency_code IS NULL THEN f.procedure_code END', 'procedure_code')
    .addSelect('CASE WHEN f.subject_agency_code IS NULL THEN f.field_code END', 'field_code');
  for (const column of PUBLIC_COLUMNS) query.addSelect(`f.${column}`, column);
  return query;
}

function toPublished(row: PublishedRow): PublishedFeedback {
  return {
    code: row.code,
    kind: row.kind,
    agencyCode: row.agency_code,
    agencyName: row.agency_name ?? undefined,
    procedureCode: row.procedure_code ?? undefined,
    fieldCode: row.field_code ?? undefined,
    filedAt: row.filed_at,
    answeredAt: row.answered_at,
    publishedAt: row.published_at,
    content: row.published_content,
    answer: row.published_answer,
  };
}
