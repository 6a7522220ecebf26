import type { ListFeedbackQuery } from '@motcua/contracts';
import { caller, SimulatedClock, type Caller } from '@motcua/platform';
import { AN, BINH, CONTROL, FILED_AT, fileIn, OFFICER, WARD } from '../testing/examples.js';
import { InMemoryFeedbacks } from '../testing/in-memory-feedbacks.js';
import { ListFeedback } from './list-feedback.js';

const OFFICER_AND_CITIZEN = caller({
  subject: AN.subject,
  roles: ['applicant', 'processing-officer'],
  agency: WARD.agencyCode,
});

let useCase: ListFeedback;

beforeEach(async () => {
  const clock = new SimulatedClock();
  clock.set(FILED_AT);
  const feedbacks = new InMemoryFeedbacks(clock);
  useCase = new ListFeedback(feedbacks, clock);
  await fileIn(feedbacks, { title: 'của An tại sở' });
  await fileIn(feedbacks, { title: 'của Bình tại phường', filerSubject: BINH.subject }, { office: WARD });
});

const titles = async (by: Caller, query: Partial<ListFeedbackQuery> = {}) => {
  const { items } = await useCase.execute({ query: query as ListFeedbackQuery, caller: by });
  return items.map(({ feedback }) => feedback.title).sort();
};

describe('A list of feedback', () => {
  it('has what any role of the caller reaches', async () => {
    expect(await titles(AN)).toEqual(['của An tại sở']);
    expect(await titles(OFFICER)).toEqual(['của An tại sở']);
    expect(await titles(OFFICER_AND_CITIZEN)).toEqual(['của An tại sở', 'của Bình tại phường']);
    expect(await titles(CONTROL)).toEqual(['của An tại sở', 'của Bình tại phường']);
  });

  it('has one part of it on demand', async () => {
    expect(await titles(OFFICER_AND_CITIZEN, { scope: 'mine' })).toEqual(['của An tại sở']);
    expect(await titles(OFFICER_AND_CITIZEN, { scope: 'agency' })).toEqual(['của Bình tại phường']);
    expect(await titles(CONTROL, { scope: 'all' })).toEqual(['của An tại sở', 'của Bình tại phường']);
  });

  it.each([
    [AN, 'all'],
    [AN, 'agency'],
    [OFFICER, 'mine'],
    [CONTROL, 'mine'],
  ] as const)('is refused where no role reaches', async (by, scope) => {
    await expect(async () => titles(by, { scope })).rejects.toMatchObject({ code: 'feedback.scope-forbidden' });
  });
});
