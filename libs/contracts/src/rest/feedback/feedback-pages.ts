import { Nested, NestedList, Text } from '../../fields/field.js';
import { ListTotal } from '../list-total.js';
import { FeedbackListItem, PublishedFeedbackView } from './feedback-views.js';
import { SurveyAnswerItem } from './survey.js';

class FeedbackPageInfo {
  @Text({
    description: '`cursor` of the next page; absent on the last',
    optional: true,
    maxLength: 2_000,
    example: undefined,
  })
  nextCursor?: string;
  @Nested(() => ListTotal, { description: 'Total number' }) total: ListTotal;
}

export class FeedbackPage extends FeedbackPageInfo {
  @NestedList(() => FeedbackListItem, { description: 'Latest filed first' }) items: FeedbackListItem[];
}

export class PublishedFeedbackPage extends FeedbackPageInfo {
  @NestedList(() => PublishedFeedbackView, { description: 'Latest published first' }) items: PublishedFeedbackView[];
}

export class SurveyAnswerPage extends FeedbackPageInfo {
  @NestedList(() => SurveyAnswerItem, { description: 'Latest day first' }) items: SurveyAnswerItem[];
}
