import { eventDefinition, GOLDEN_EVENTS } from '@motcua/contracts';
import type { FeedbackEvent } from '../domain/feedback-events.js';
import { evolve } from '../domain/feedback-events.js';
import type { Feedback } from '../domain/feedback.js';
import { FILER, happened } from '../testing/examples.js';
import { publishedEvent, surveyAnswered, surveyBallotsIssued } from './published-events.js';

const DUE = new Date('2026-09-22T10:00:00.000Z');
const filedAt = new Date('2026-08-28T01:00:00.000Z');
const filed: FeedbackEvent = { ...happened.filed, feedback: { ...happened.filed.feedback, filedAt, deadlines: {} } };
const ward = { ...happened.forwarded, deadlines: {} };
const accepted = { ...happened.accepted, deadlines: { answerBy: DUE } };
const answered = { ...happened.answered, deadlines: { answerBy: DUE } };

const recounted = { type: 'deadlines-recounted', at: filedAt, calendarId: 'vn', calendarVersion: 2 } as const;

const LIVES: [type: string, events: FeedbackEvent[], changes: Partial<Feedback>][] = [
  ['feedback.filed', [filed], {}],
  ['feedback.forwarded', [filed, ward], {}],
  ['feedback.accepted', [filed, accepted], {}],
  ['feedback.refused', [filed, happened.refused], { id: '0198c2a4-7a00-7000-8000-0000000000f2' }],
  [
    'feedback.deadlines-changed',
    [filed, { ...recounted, deadlines: happened.filed.feedback.deadlines }],
    { id: '0198c2a4-7a00-7000-8000-0000000000f3' },
  ],
  ['feedback.answered', [filed, accepted, answered], {}],
  ['feedback.published', [filed, accepted, answered, happened.published], {}],
];

describe('what other services learn', () => {
  it.each(LIVES)('%s is exactly the golden example', (type, events, changes) => {
    const after = { ...events.reduce<Feedback | undefined>(evolve, undefined)!, ...changes };
    const payload = publishedEvent(events.at(-1)!, after);
    expect(eventDefinition(payload)?.type).toBe(type);
    expect(JSON.parse(JSON.stringify(payload))).toEqual(GOLDEN_EVENTS.get(type)!.data);
  });

  it('survey.answered and survey.ballots-issued are exactly the golden examples', () => {
    const golden = GOLDEN_EVENTS.get('survey.answered')!.data as { surveyId: string };
    const invitation = {
      id: '0198c2a4-7a00-7000-8000-0000000000e1',
      dossierId: '0198c2a4-7a00-7000-8000-0000000000d1',
      dossierCode: 'H41.14-260820-0001',
      agencyCode: 'H41.14',
      procedureCode: '1.001193',
      fieldCode: 'G15-TP07',
      resolvedAt: filedAt,
      questionVersion: 1,
    };
    const answer = { level: 'VERY_SATISFIED', channel: 'OWNER' } as const;
    expect(JSON.parse(JSON.stringify(surveyAnswered(golden.surveyId, invitation, answer)))).toEqual(golden);
    const counted = GOLDEN_EVENTS.get('survey.ballots-issued')!.data as { batchId: string };
    const issued = { channel: 'OWNER', ballots: 7 } as const;
    expect(JSON.parse(JSON.stringify(surveyBallotsIssued(counted.batchId, invitation, issued)))).toEqual(counted);
  });

  it('is never a name, an address, a number or a sentence of anybody', () => {
    for (const [, events] of LIVES) {
      const after = events.reduce<Feedback | undefined>(evolve, undefined)!;
      const text = JSON.stringify(publishedEvent(events.at(-1)!, after));
      for (const secret of [
        ...Object.values(FILER),
        after.title,
        after.content,
        happened.answered.answer,
        happened.refused.explanation,
        happened.forwarded.explanation,
        happened.published.content,
        'citizen-an',
      ]) {
        expect(text).not.toContain(secret);
      }
    }
  });
});
