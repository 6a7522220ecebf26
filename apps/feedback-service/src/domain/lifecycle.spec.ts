import { FEEDBACK_STATUSES, ROLES, type FeedbackStatus, type Role } from '@motcua/contracts';
import { actor, at, feedbackIn, FILER, JUSTICE, office } from '../testing/examples.js';
import { acceptFeedback } from './accept-feedback.js';
import { ACTIONS, FEEDBACK_ACTIONS, rolesFor, type Actor, type FeedbackAction } from './actions.js';
import { answerFeedback } from './answer-feedback.js';
import { evolve, type FeedbackEvent } from './feedback-events.js';
import type { Feedback } from './feedback.js';
import { forwardFeedback } from './forward-feedback.js';
import { publishFeedback } from './publish-feedback.js';
import { refuseFeedback } from './refuse-feedback.js';

const NOW = at('09-11 10:00');

const PERFORM: Record<FeedbackAction, (feedback: Feedback, by: Actor) => FeedbackEvent[]> = {
  accept: (feedback, by) => acceptFeedback(feedback, office(feedback.agencyCode), by, NOW),
  refuse: (feedback, by) => refuseFeedback(feedback, { reason: 'OTHER', explanation: 'Không thuộc phạm vi.' }, by, NOW),
  forward: (feedback, by) => forwardFeedback(feedback, office('H41.20'), 'Đúng thẩm quyền.', by, NOW),
  answer: (feedback, by) => answerFeedback(feedback, 'Cơ quan đã xử lý.', office(feedback.agencyCode), by, NOW),
  publish: (feedback, by) =>
    publishFeedback(feedback, FILER, { content: 'Phản ánh chậm trả.', answer: 'Đã xử lý xong.' }, by, NOW),
};

const everybody = (feedback: Feedback) => actor([...ROLES], feedback.agencyCode);
const isLegal = (action: FeedbackAction, status: FeedbackStatus) =>
  (ACTIONS[action].from as readonly string[]).includes(status);

describe('lifecycle of a feedback item', () => {
  const cells = FEEDBACK_ACTIONS.flatMap((action) => FEEDBACK_STATUSES.map((status) => ({ action, status })));

  it.each(cells.filter(({ action, status }) => isLegal(action, status)))(
    'one that is $status can be taken through "$action"',
    ({ action, status }) => {
      const feedback = feedbackIn(status);
      const events = PERFORM[action](feedback, everybody(feedback));
      expect(events.map(({ type }) => type)).toEqual([ACTIONS[action].event]);
      const after = events.reduce<Feedback>(evolve, feedback);
      expect(after.status).toBe(ACTIONS[action].to);
      expect(after.version).toBe(feedback.version + 1);
      expect(after.publishedEvents).toBe(feedback.publishedEvents + 1);
    },
  );

  it.each(cells.filter(({ action, status }) => !isLegal(action, status)))(
    'one that is $status cannot be taken through "$action", and the refusal says from where it can',
    ({ action, status }) => {
      const feedback = feedbackIn(status);
      expect(() => PERFORM[action](feedback, everybody(feedback))).toThrow(
        expect.objectContaining({
          code: 'feedback.not-in-state',
          kind: 'conflict',
          details: { feedbackStatus: status, allowedIn: [...ACTIONS[action].from] },
        }),
      );
    },
  );

  it('refuses in plain words, and says what can be done', () => {
    const answered = feedbackIn('ANSWERED');
    expect(() => PERFORM.accept(answered, everybody(answered))).toThrow(
      expect.objectContaining({
        text: {
          vi: 'Chỉ tiếp nhận được phản ánh, kiến nghị ở trạng thái "mới gửi" hoặc "đã chuyển"; phản ánh, kiến nghị này đang ở trạng thái "đã trả lời".',
          en: 'Only new or forwarded feedback items can be accepted. This one is answered.',
        },
      }),
    );
    expect(() => PERFORM.publish(answered, actor('one-stop-officer', answered.agencyCode))).toThrow(
      'Your role at this agency does not allow you to publish feedback items.',
    );
  });

  const hands = FEEDBACK_ACTIONS.flatMap((action) => ROLES.map((role) => ({ action, role })));
  const ready = (action: FeedbackAction) => feedbackIn(ACTIONS[action].from[0]);
  const may = (action: FeedbackAction, role: Role) => (rolesFor(action) as Role[]).includes(role);

  it.each(hands.filter(({ action, role }) => may(action, role)))(
    '$role of the agency that answers may "$action"',
    ({ action, role }) => {
      expect(PERFORM[action](ready(action), actor(role, JUSTICE.agencyCode))).toHaveLength(1);
    },
  );

  it.each(hands.filter(({ action, role }) => !may(action, role)))('$role may not "$action"', ({ action, role }) => {
    expect(() => PERFORM[action](ready(action), actor(role, JUSTICE.agencyCode))).toThrow(
      expect.objectContaining({ code: 'feedback.not-your-task', kind: 'forbidden' }),
    );
  });

  it.each(hands.filter(({ action, role }) => (ACTIONS[action].atOwner as readonly Role[]).includes(role)))(
    '$role of another agency may not "$action"',
    ({ action, role }) => {
      expect(() => PERFORM[action](ready(action), actor(role, 'H41.99'))).toThrow(
        expect.objectContaining({ code: 'feedback.not-your-task' }),
      );
    },
  );
});
