import type { PublishFeedbackRequest } from '@motcua/contracts';
import { SimulatedClock } from '@motcua/platform';
import type { Feedback } from '../domain/feedback.js';
import { FILED_AT, fileIn, FILER, happened, HEAD, OFFICER } from '../testing/examples.js';
import { InMemoryFeedbacks } from '../testing/in-memory-feedbacks.js';
import { PublishFeedback } from './publish-feedback.js';

const TEXTS: PublishFeedbackRequest = {
  publishedContent: happened.published.content,
  publishedAnswer: happened.published.answer,
};

let feedbacks: InMemoryFeedbacks;
let useCase: PublishFeedback;
let answered: Feedback;

beforeEach(async () => {
  const clock = new SimulatedClock();
  clock.set(FILED_AT);
  feedbacks = new InMemoryFeedbacks(clock);
  useCase = new PublishFeedback(feedbacks);
  const happens = [happened.accepted, happened.answered];
  answered = (await fileIn(feedbacks, {}, { happens })).feedback;
  clock.set(happened.published.at);
});

const publish = (by = HEAD, texts = TEXTS, idempotencyKey?: string) =>
  useCase.execute({ id: answered.id, caller: by, input: texts, idempotencyKey });

describe('A publication', () => {
  it('reads the person once to compare, and not again for a repetition', async () => {
    const first = await publish(HEAD, TEXTS, 'key');
    expect(first.feedback).toMatchObject({ status: 'PUBLISHED', published: { content: TEXTS.publishedContent } });
    expect(await publish(HEAD, TEXTS, 'key')).toEqual(first);
    expect(feedbacks.readings).toMatchObject([{ id: answered.id, reader: 'head', purpose: 'REDACTION_CHECK' }]);
  });

  it('that gives the person away is refused, and the reading stays recorded', async () => {
    const texts = { ...TEXTS, publishedContent: `Ông ${FILER.fullName} phản ánh việc chậm.` };
    await expect(publish(HEAD, texts)).rejects.toMatchObject({ code: 'feedback.not-redacted' });
    expect(feedbacks.readings).toHaveLength(1);
  });

  it('does not read the person for a caller who may not publish', async () => {
    await expect(publish(OFFICER)).rejects.toMatchObject({ code: 'feedback.not-your-task' });
    expect(feedbacks.readings).toEqual([]);
  });
});
