import { scenario } from '@motcua/testing';
import {
  actor,
  at,
  CALENDAR_2026,
  feedbackAfter,
  feedbackIn,
  happened,
  JUSTICE,
  office,
  WARD,
} from '../testing/examples.js';
import { acceptFeedback } from './accept-feedback.js';
import { answerFeedback } from './answer-feedback.js';
import { presentDeadline, type Office } from './deadlines.js';
import { evolve, type FeedbackEvent } from './feedback-events.js';
import type { Feedback } from './feedback.js';
import { forwardFeedback } from './forward-feedback.js';
import { recountDeadlines } from './recount-deadlines.js';
import { referral, refuseFeedback } from './refuse-feedback.js';

const { filed, accepted, forwarded, answered } = happened;
const officer = actor('processing-officer', 'H41.14');
const wardOfficer = actor('processing-officer', 'H41.27.05');

type Decide = (feedback: Feedback) => FeedbackEvent[];
const feedback = scenario<Feedback | undefined, Decide, FeedbackEvent>({
  initial: undefined,
  evolve,
  decide: (state, decide) => decide(state!),
});

describe('accepting a feedback item', () => {
  const acceptAt = (instant: Date, where: Office = JUSTICE): Decide => {
    return (state) => acceptFeedback(state, where, officer, instant);
  };

  it('sets the answer due 15 working days after receipt, not after acceptance', () => {
    feedback
      .given(filed)
      .when(acceptAt(at('09-03 09:00')))
      .then(accepted);
  });

  it('is in time until the end of the second working day', () => {
    feedback
      .given(filed)
      .when(acceptAt(at('09-04 17:00')))
      .then({ ...accepted, at: at('09-04 17:00') });
  });

  it('is possible after the second working day, and is marked late', () => {
    feedback
      .given(filed)
      .when(acceptAt(at('09-04 17:01')))
      .then({ ...accepted, at: at('09-04 17:01'), late: true });
  });

  it('is refused while the calendar does not reach the due date, and says which day is missing', () => {
    const short = office('H41.14', { ...CALENDAR_2026, coversTo: '2026-09-10' });
    expect(() => acceptFeedback(evolve(undefined, filed), short, officer, at('09-03 09:00'))).toThrow(
      expect.objectContaining({
        code: 'calendar.day-not-covered',
        kind: 'precondition',
        details: { calendarId: 'vn', calendarVersion: 1, date: '2026-09-11' },
      }),
    );
  });

  it('counts from when the competent agency received it, after a forwarding', () => {
    feedback
      .given(filed, forwarded)
      .when((state) => acceptFeedback(state, WARD, wardOfficer, at('09-04 09:00')))
      .then({
        ...accepted,
        at: at('09-04 09:00'),
        deadlines: { answerBy: at('09-24 17:00'), answerFilerBy: at('09-23 17:00') },
      });
  });
});

describe('a clock that runs behind', () => {
  const acceptAt =
    (instant: Date): Decide =>
    (state) =>
      acceptFeedback(state, JUSTICE, officer, instant);

  it('by an hour does not let anything happen to a feedback item before it was filed', () => {
    const hourBefore = new Date(filed.at.getTime() - 3_600_000);
    feedback.given(filed).when(acceptAt(hourBefore)).thenRefused('feedback.clock-behind');
    for (const decide of [
      (state: Feedback) => refuseFeedback(state, { reason: 'DUPLICATE', explanation: 'x' }, officer, hourBefore),
      (state: Feedback) => forwardFeedback(state, WARD, 'x', officer, hourBefore),
    ])
      feedback.given(filed).when(decide).thenRefused('feedback.clock-behind');
    feedback
      .given(filed, accepted)
      .when((state) => answerFeedback(state, 'x', JUSTICE, officer, filed.at))
      .thenRefused('feedback.clock-behind');
  });

  it('by as little as two machines differ gives the change the instant of the one before it', () => {
    feedback
      .given(filed)
      .when(acceptAt(new Date(filed.at.getTime() - 4_000)))
      .then({ ...accepted, at: filed.at });
  });
});

describe('refusing a feedback item', () => {
  it('gives the reason', () => {
    feedback
      .given(filed)
      .when((state) =>
        refuseFeedback(
          state,
          { reason: 'UNCLEAR_CONTENT', explanation: 'Nội dung không rõ việc gì.' },
          officer,
          at('09-03 09:00'),
        ),
      )
      .then(happened.refused);
  });

  it('points a complaint or denunciation to the citizen reception service', () => {
    expect(referral('COMPLAINT_OR_DENUNCIATION')?.vi).toContain('tiếp công dân');
  });

  it('points nothing else there', () => {
    expect(referral('DUPLICATE')).toBeUndefined();
  });
});

describe('forwarding a feedback item', () => {
  const forwardAt = (instant: Date, to: Office = WARD): Decide => {
    return (state) => forwardFeedback(state, to, forwarded.explanation, officer, instant);
  };

  it("hands it to the competent agency and starts that agency's time", () => {
    feedback
      .given(filed)
      .when(forwardAt(at('09-03 09:00')))
      .then(forwarded);
  });

  it('is possible after five working days, and is marked late', () => {
    feedback
      .given(filed)
      .when(forwardAt(at('09-10 08:00')))
      .then({
        ...forwarded,
        at: at('09-10 08:00'),
        deadlines: { ...forwarded.deadlines, respondBy: at('09-14 17:00'), forwardBy: at('09-17 17:00') },
        late: true,
      });
  });

  it("starts the agency's time and never the filer's: seven forwardings do not hide a late answer", () => {
    const focalUnit = actor('procedure-control');
    let item = feedbackAfter(filed, forwarded);
    for (let day = 4; day <= 9; day += 1) {
      const to = item.agencyCode === 'H41.14' ? WARD : JUSTICE;
      const [event] = forwardFeedback(item, to, 'Không thuộc thẩm quyền.', focalUnit, at(`09-0${day} 09:00`));
      item = evolve(item, event!);
    }
    expect(item.deadlines).toEqual({
      respondBy: at('09-11 17:00'),
      forwardBy: at('09-16 17:00'),
      answerFilerBy: at('09-23 17:00'),
    });
    expect(item.agencyCode).toBe('H41.27.05');
    const taken = evolve(item, acceptFeedback(item, WARD, wardOfficer, at('09-11 09:00'))[0]!);
    expect(taken.deadlines).toEqual({ answerBy: at('09-30 17:00'), answerFilerBy: at('09-23 17:00') });
    expect(presentDeadline(taken)).toEqual(at('09-23 17:00'));
  });

  it('a second time is refused to the agencies: they would pass it on between them', () => {
    feedback
      .given(filed, forwarded)
      .when((state) => forwardFeedback(state, JUSTICE, 'Không thuộc thẩm quyền.', wardOfficer, at('09-04 09:00')))
      .thenRefused('feedback.forwarded-before');
  });

  it('a second time is possible for the focal unit', () => {
    const focalUnit = actor('procedure-control');
    feedback
      .given(filed, forwarded)
      .when((state) => forwardFeedback(state, JUSTICE, forwarded.explanation, focalUnit, at('09-04 09:00')))
      .then({
        ...forwarded,
        at: at('09-04 09:00'),
        from: 'H41.27.05',
        to: 'H41.14',
        deadlines: { ...forwarded.deadlines, respondBy: at('09-08 17:00'), forwardBy: at('09-11 17:00') },
      });
  });

  it('is refused to the agency that has it already', () => {
    feedback
      .given(filed)
      .when(forwardAt(at('09-03 09:00'), JUSTICE))
      .thenRefused('feedback.invalid');
  });

  it('takes it out of the hands of the agency that forwarded it', () => {
    feedback
      .given(filed, forwarded)
      .when((state) => acceptFeedback(state, JUSTICE, officer, at('09-04 09:00')))
      .thenRefused('feedback.not-your-task');
  });
});

describe('answering a feedback item', () => {
  const answerAt = (instant: Date): Decide => {
    return (state) => answerFeedback(state, answered.answer, JUSTICE, officer, instant);
  };

  it('sets the publication due two working days later', () => {
    feedback
      .given(filed, accepted)
      .when(answerAt(at('09-10 10:00')))
      .then(answered);
  });

  it('is possible after its deadline, and is marked late', () => {
    feedback
      .given(filed, accepted)
      .when(answerAt(at('09-24 08:00')))
      .then({
        ...answered,
        at: at('09-24 08:00'),
        deadlines: { ...accepted.deadlines, publishBy: at('09-28 17:00') },
        late: true,
      });
  });
});

describe('a new version of the calendar', () => {
  const closed = office('H41.14', {
    ...CALENDAR_2026,
    version: 2,
    daysOff: [
      ...CALENDAR_2026.daysOff,
      { from: '2026-09-14', to: '2026-09-14', name: 'Nghỉ do bão', kind: 'HOLIDAY' as const },
    ],
  });
  const recount: Decide = (state) => recountDeadlines(state, closed, at('09-13 20:00'));

  it('moves the deadline of an open feedback item', () => {
    feedback
      .given(filed, accepted)
      .when(recount)
      .then({
        type: 'deadlines-recounted',
        at: at('09-13 20:00'),
        deadlines: { answerBy: at('09-24 17:00'), answerFilerBy: at('09-24 17:00') },
        calendarId: 'vn',
        calendarVersion: 2,
      });
  });

  it('does nothing where no deadline moves', () => {
    const same = office('H41.14', { ...CALENDAR_2026, version: 2 });
    feedback
      .given(filed)
      .when((state) => recountDeadlines(state, same, at('09-03 20:00')))
      .then();
  });

  it('keeps each deadline that has passed, and counts the others anew: a day off afterwards excuses nobody', () => {
    const storm = office('H41.14', {
      ...CALENDAR_2026,
      version: 2,
      daysOff: [
        ...CALENDAR_2026.daysOff,
        { from: '2026-09-04', to: '2026-09-04', name: 'Nghỉ do bão', kind: 'HOLIDAY' as const },
      ],
    });
    const recounted = (instant: Date) => recountDeadlines(feedbackIn('NEW'), storm, instant);
    const later = { forwardBy: at('09-10 17:00'), answerFilerBy: at('09-24 17:00') };
    expect(recounted(at('09-04 16:59'))).toMatchObject([{ deadlines: { respondBy: at('09-07 17:00'), ...later } }]);
    expect(recounted(at('09-04 17:01'))).toMatchObject([{ deadlines: { respondBy: at('09-04 17:00'), ...later } }]);
    expect(recounted(at('09-23 17:01'))).toEqual([]);
  });

  it('makes nothing late that was in time', () => {
    const worked = office('H41.14', { ...CALENDAR_2026, version: 2, daysOff: [] });
    expect(recountDeadlines(feedbackIn('NEW'), worked, at('09-03 08:00'))[0]).toMatchObject({
      deadlines: { respondBy: at('09-04 17:00'), forwardBy: at('09-04 17:00'), answerFilerBy: at('09-18 17:00') },
    });
  });

  it('keeps a deadline that the new version does not reach', () => {
    const shorter = office('H41.14', { ...CALENDAR_2026, version: 2, coversTo: '2026-09-10' });
    feedback
      .given(filed, accepted)
      .when((state) => recountDeadlines(state, shorter, at('09-01 09:00')))
      .then();
  });

  it('does not touch whether an answer was in time', () => {
    feedback
      .given(filed, accepted, answered)
      .when(recount)
      .then({
        type: 'deadlines-recounted',
        at: at('09-13 20:00'),
        deadlines: { ...accepted.deadlines, publishBy: at('09-15 17:00') },
        calendarId: 'vn',
        calendarVersion: 2,
      });
  });

  it('is announced to other services, which would count an item as overdue that is not', () => {
    const before = [filed, accepted].reduce<Feedback | undefined>(evolve, undefined)!;
    const after = recount(before).reduce(evolve, before);
    expect(after.version).toBe(3);
    expect(after.publishedEvents).toBe(3);
  });
});
