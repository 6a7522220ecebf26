import { Injectable } from '@nestjs/common';
import type { PublishFeedbackRequest } from '@motcua/contracts';
import { mayDo } from '../domain/actions.js';
import type { Filer } from '../domain/feedback.js';
import { publishFeedback } from '../domain/publish-feedback.js';
import { Feedbacks, type FeedbackCommand, type Changed } from './feedbacks.js';
import { readableBy } from './caller-scope.js';

@Injectable()
export class PublishFeedback {
  constructor(private readonly feedbacks: Feedbacks) {}

  execute(command: FeedbackCommand<PublishFeedbackRequest>): Promise<Changed> {
    const { caller, input } = command;
    const texts = { content: input.publishedContent.trim(), answer: input.publishedAnswer.trim() };
    const scopes = readableBy(caller);
    return this.feedbacks.change(
      { ...command, action: 'publish', scopes, prepare: () => this.filerToCompare(command) },
      (feedback, at, filer) => publishFeedback(feedback, filer, texts, caller, at),
    );
  }

  /**
   * The filer never changes once filed, so it may be read before the transaction that compares with it. The reading stays
   * recorded when the publication is refused: the refusal tells what the text gives away.
   */
  private async filerToCompare({ id, caller }: FeedbackCommand<object>): Promise<Filer> {
    const scopes = readableBy(caller);
    const { feedback } = await this.feedbacks.get(id, scopes);
    // The person is not read for a caller who may not publish. The state is not checked here: the request may repeat one
    // that is being carried out at this moment, which the change recognises.
    mayDo('publish', { ...feedback, status: 'ANSWERED' }, caller);
    return this.feedbacks.readFiler(id, scopes, caller, 'REDACTION_CHECK');
  }
}
