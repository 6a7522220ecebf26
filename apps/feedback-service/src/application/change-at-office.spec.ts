import type { AcceptFeedbackRequest, ForwardFeedbackRequest } from '@motcua/contracts';
import { caller, SimulatedClock } from '@motcua/platform';
import type { Feedback } from '../domain/feedback.js';
import {
  at,
  CALENDAR_2026,
  CONTROL,
  FILED_AT,
  fileIn,
  office,
  OFFICER,
  WARD,
  WARD_OFFICER,
} from '../testing/examples.js';
import { FakeOffices } from '../testing/fake-reference-data.js';
import { InMemoryFeedbacks } from '../testing/in-memory-feedbacks.js';
import { AcceptFeedback } from './accept-feedback.js';
import { AnswerFeedback } from './answer-feedback.js';
import { ForwardFeedback } from './forward-feedback.js';

let clock: SimulatedClock;
let offices: FakeOffices;
let accept: AcceptFeedback;
let answer: AnswerFeedback;
let forward: ForwardFeedback;
let filed: Feedback;

beforeEach(async () => {
  clock = new SimulatedClock();
  clock.set(FILED_AT);
  offices = new FakeOffices();
  const feedbacks = new InMemoryFeedbacks(clock);
  accept = new AcceptFeedback(feedbacks, offices, clock);
  answer = new AnswerFeedback(feedbacks, offices, clock);
  forward = new ForwardFeedback(feedbacks, offices, clock);
  filed = (await fileIn(feedbacks)).feedback;
});

const accepting = (by = OFFICER, idempotencyKey?: string) =>
  accept.execute({ id: filed.id, caller: by, idempotencyKey, input: {} as AcceptFeedbackRequest });
const answering = () =>
  answer.execute({ id: filed.id, caller: OFFICER, input: { answer: 'Cơ quan đã xử lý xong việc này.' } });
const forwarding = (by = OFFICER) => {
  const input: ForwardFeedbackRequest = { agencyCode: WARD.agencyCode, explanation: 'Việc của phường.' };
  return forward.execute({ id: filed.id, caller: by, input });
};

/** While the next office is asked for, `work` is done. */
const meanwhile = (work: () => Promise<unknown>) => {
  offices.meanwhile = () => {
    offices.meanwhile = () => undefined;
    return work();
  };
};

describe('A change whose deadlines are counted', () => {
  it('is counted by the calendar of the agency that has the item', async () => {
    const storm = { from: '2026-09-14', to: '2026-09-14', name: 'Nghỉ do bão', kind: 'HOLIDAY' as const };
    const calendar = { ...CALENDAR_2026, id: 'ward', daysOff: [...CALENDAR_2026.daysOff, storm] };
    offices.open.set(WARD.agencyCode, office(WARD.agencyCode, calendar));
    expect((await forwarding()).feedback).toMatchObject({ status: 'FORWARDED', calendarId: 'ward' });
    const { feedback } = await accepting(WARD_OFFICER);
    expect(feedback).toMatchObject({ status: 'ACCEPTED', deadlines: { answerBy: at('09-24 17:00') } });
  });

  it('is dated after what happened to the item while the catalog was asked for six seconds', async () => {
    const later = new Date(FILED_AT.getTime() + 6_000);
    meanwhile(async () => {
      clock.set(later);
      await accepting();
    });
    expect((await answering()).feedback).toMatchObject({ status: 'ANSWERED', acceptedAt: later, answeredAt: later });
  });

  it('is refused when the item has moved to another agency meanwhile, and is made when it is tried again', async () => {
    const everywhere = caller({
      subject: 'both',
      roles: ['procedure-control', 'processing-officer'],
      agency: WARD.agencyCode,
    });
    meanwhile(() => forwarding(CONTROL));
    await expect(accepting(everywhere)).rejects.toMatchObject({ code: 'feedback.changed-meanwhile' });
    expect((await accepting(everywhere)).feedback).toMatchObject({ status: 'ACCEPTED' });
  });

  it('is refused when the agency has ended, unless it was made before', async () => {
    const first = await accepting(OFFICER, 'key');
    offices.open.clear();
    expect(await accepting(OFFICER, 'key')).toEqual(first);
    await expect(answering()).rejects.toMatchObject({ code: 'feedback.agency-ended' });
  });
});

describe('A forwarding', () => {
  it('names an agency that exists', async () => {
    offices.open.delete(WARD.agencyCode);
    await expect(forwarding()).rejects.toMatchObject({ fields: [{ path: 'agencyCode', code: 'unknown-agency' }] });
    offices.open.set(WARD.agencyCode, WARD);
    expect((await forwarding()).feedback).toMatchObject({ status: 'FORWARDED', agencyCode: WARD.agencyCode });
  });

  it('to an agency that has ended goes to its successor', async () => {
    offices.open.delete(WARD.agencyCode);
    const merged = office('H41.27.09', CALENDAR_2026);
    offices.open.set(merged.agencyCode, merged);
    offices.successors.set(WARD.agencyCode, merged.agencyCode);
    expect((await forwarding()).feedback).toMatchObject({ status: 'FORWARDED', agencyCode: merged.agencyCode });
  });
});
