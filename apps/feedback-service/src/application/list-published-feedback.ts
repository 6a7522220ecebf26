import type { Page } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { ListPublishedFeedbackQuery } from '@motcua/contracts';
import { PAGE_SIZE } from './feedbacks.js';
import { PublishedFeedbacks, type PublishedFeedback } from './read-published-feedback.js';

@Injectable()
export class ListPublishedFeedback {
  constructor(private readonly published: PublishedFeedbacks) {}

  execute({ query }: { query: ListPublishedFeedbackQuery }): Promise<Page<PublishedFeedback>> {
    const { cursor, limit = PAGE_SIZE, ...filter } = query;
    return this.published.list(filter, { cursor, limit });
  }
}
