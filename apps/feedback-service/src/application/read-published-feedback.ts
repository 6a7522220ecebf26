import type { Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { DomainError, type FeedbackKind } from '@motcua/contracts';
import type { FeedbackFilter, PageRequest } from './feedbacks.js';

/** A feedback item as the public reads it. */
export interface PublishedFeedback {
  code: string;
  kind: FeedbackKind;
  agencyCode: string;
  agencyName?: string;
  procedureCode?: string;
  fieldCode?: string;
  filedAt: Date;
  answeredAt: Date;
  publishedAt: Date;
  content: string;
  answer: string;
}

/** What the public may read. */
export abstract class PublishedFeedbacks {
  abstract list(
    filter: Pick<FeedbackFilter, 'kind' | 'agencyCode' | 'procedureCode'>,
    page: PageRequest,
  ): Promise<Page<PublishedFeedback>>;
  abstract find(code: string): Promise<PublishedFeedback | undefined>;
}

@Injectable()
export class ReadPublishedFeedback {
  constructor(private readonly published: PublishedFeedbacks) {}

  /** @throws DomainError `published-feedback.not-found` */
  async execute({ code }: { code: string }): Promise<PublishedFeedback> {
    const found = await this.published.find(code);
    if (found) return found;
    throw new DomainError({
      kind: 'not-found',
      code: 'published-feedback.not-found',
      message: {
        vi: 'Không có phản ánh, kiến nghị nào mang mã này đã được công khai.',
        en: 'No feedback item with this code has been published.',
      },
    });
  }
}
