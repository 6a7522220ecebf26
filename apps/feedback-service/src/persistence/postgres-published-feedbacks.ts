import { Inject, Injectable } from '@nestjs/common';
import type { FeedbackKind } from '@motcua/contracts';
import { cappedCount, decodeCursor, pageOf, Parameters } from '@motcua/platform';
import { DataSource } from 'typeorm';
import {
  PublishedFeedbacks,
  type FeedbackFilter,
  type PageOf,
  type PageRequest,
  type PublishedFeedback,
} from '../application/ports.js';
import { filterOf } from './feedback-filter.js';

interface PublishedRow {
  id: string;
  code: string;
  kind: FeedbackKind;
  agency_code: string;
  agency_name: string | null;
  procedure_code: string | null;
  field_code: string | null;
  filed_at: Date;
  answered_at: Date;
  published_at: Date;
  published_content: string;
  published_answer: string;
}

/** Names its columns one by one: no column that the public may not read is ever fetched. */
const SELECT = `SELECT f.id, f.code, f.kind, f.agency_code, a.name AS agency_name,
    CASE WHEN f.subject_agency_code IS NULL THEN f.procedure_code END AS procedure_code,
    CASE WHEN f.subject_agency_code IS NULL THEN f.field_code END AS field_code,
    f.filed_at, f.answered_at, f.published_at, f.published_content, f.published_answer
  FROM feedbacks f LEFT JOIN agencies a ON a.code = f.agency_code
  WHERE f.status = 'PUBLISHED'`;

@Injectable()
export class PostgresPublishedFeedbacks extends PublishedFeedbacks {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {
    super();
  }

  async list(
    filter: Pick<FeedbackFilter, 'kind' | 'agencyCode' | 'procedureCode'>,
    page: PageRequest,
  ): Promise<PageOf<PublishedFeedback>> {
    const parameters = new Parameters();
    const where = ['', ...filterOf(filter, parameters)].join(' AND ');
    const total = await cappedCount(this.dataSource, `SELECT 1 FROM feedbacks f WHERE f.status = 'PUBLISHED'${where}`, [
      ...parameters.values,
    ]);
    let after = '';
    if (page.cursor) {
      const { publishedAt, id } = decodeCursor(page.cursor, { publishedAt: 'date', id: 'uuid' });
      after = ` AND (f.published_at, f.id) < (${parameters.add(publishedAt)}, ${parameters.add(id)})`;
    }
    const rows: PublishedRow[] = await this.dataSource.query(
      `${SELECT}${where}${after}
       ORDER BY f.published_at DESC, f.id DESC LIMIT ${parameters.add(page.limit + 1)}`,
      parameters.values,
    );
    return pageOf(rows, page.limit, total, toPublished, (row) => ({ publishedAt: row.published_at, id: row.id }));
  }

  async find(code: string): Promise<PublishedFeedback | undefined> {
    const rows: PublishedRow[] = await this.dataSource.query(`${SELECT} AND f.code = $1`, [code]);
    return rows[0] && toPublished(rows[0]);
  }
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
