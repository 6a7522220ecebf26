import { SimulatedClock } from '@motcua/platform';
import { keepsFeedbackItems } from './feedbacks-contract.js';
import { InMemoryFeedbacks } from './in-memory-feedbacks.js';

describe('The feedback items of fast specs', () => {
  keepsFeedbackItems(async () => {
    const clock = new SimulatedClock();
    return { clock, feedbacks: new InMemoryFeedbacks(clock) };
  });
});
