import { randomUUID } from 'node:crypto';
import type { FeedbackStatus, SatisfactionLevel, SurveyChannel } from '@motcua/contracts';

type Announced = { type: string; subject: string; aggregateversion: number; time: string; data: object };

/** The catalog's announcement of an agency. */
export function agencyRegistered(
  code: string,
  name: string,
  more: { validFrom?: string; validTo?: string } = {},
): Announced {
  return {
    type: 'agency.registered',
    subject: code,
    aggregateversion: 1,
    time: '2026-01-01T00:00:00.000Z',
    data: { code, name, level: 'PROVINCE', calendarId: 'vn', validFrom: '2025-07-01', ...more },
  };
}

/** … and of another name from an instant on. */
export function agencyRenamed(code: string, name: string, time: string): Announced {
  return { ...agencyRegistered(code, name), type: 'agency.changed', aggregateversion: 2, time };
}

/** The catalog's announcement of the example procedure. */
export function procedurePublished(): Announced {
  const decision = { number: '1213/QĐ-UBND', signedOn: '2026-06-01', effectiveOn: '2026-06-10' };
  const budget = { amount: 5, unit: 'WORKING_DAY' };
  const step = { code: 'tham-dinh', name: 'Thẩm định hồ sơ', unit: 'phong-nghiep-vu', budget };
  const id = '0190a1b2-0000-7000-8000-000000000001';
  return {
    type: 'procedure.published',
    subject: id,
    aggregateversion: 1,
    time: '2026-06-01T00:00:00.000Z',
    data: {
      procedureId: id,
      code: '1.001193',
      name: 'Đăng ký khai sinh',
      version: 1,
      fieldCode: 'G15-TP07',
      fieldName: 'Hộ tịch',
      decision,
      cases: [{ caseCode: 'mac-dinh', name: 'Trường hợp chung', budget, steps: [step] }],
      online: true,
    },
  };
}

/** A feedback item from filing to publication, answered at `answeredAt`; another agency forwarded it first. */
export function feedbackLife(agencyCode: string, answeredAt: string, dueAt = '2026-09-04T10:00:00.000Z'): Announced[] {
  const feedbackId = randomUUID();
  const step = (type: string, version: number, status: FeedbackStatus, time: string, more: object = {}): Announced => ({
    type: `feedback.${type}`,
    subject: feedbackId,
    aggregateversion: version,
    time,
    data: {
      feedback: {
        feedbackId,
        code: `PAKN.20260820.${feedbackId.slice(0, 4)}`,
        kind: 'BEHAVIOUR',
        channel: 'ONLINE',
        status,
        agencyCode: version === 1 ? 'H41.1' : agencyCode,
        fieldCode: 'G15-TP07',
        filedAt: '2026-08-20T02:00:00.000Z',
        ...(version > 2 ? { dueAt } : {}),
      },
      ...more,
    },
  });
  return [
    step('filed', 1, 'NEW', '2026-08-20T02:00:00.000Z'),
    step('forwarded', 2, 'FORWARDED', '2026-08-20T03:00:00.000Z', { fromAgencyCode: 'H41.1' }),
    step('accepted', 3, 'ACCEPTED', '2026-08-20T04:00:00.000Z'),
    step('answered', 4, 'ANSWERED', answeredAt),
    step('published', 5, 'PUBLISHED', '2026-09-10T04:00:00.000Z'),
  ];
}

/** Answered on 15 August: the time of such an event is the beginning of its local day, so a period that begins that day counts it. */
export function surveyAnswered(agencyCode: string, level: SatisfactionLevel, channel?: SurveyChannel): Announced {
  const surveyId = randomUUID();
  return {
    type: 'survey.answered',
    subject: surveyId,
    aggregateversion: 1,
    time: '2026-08-14T17:00:00.000Z',
    data: {
      surveyId,
      agencyCode,
      fieldCode: 'G15-TP07',
      procedureCode: '1.001193',
      level,
      questionVersion: 1,
      ...(channel && { channel }),
    },
  };
}

/** Ballots issued on the day of `surveyAnswered`. */
export function ballotsIssued(agencyCode: string, channel: SurveyChannel, ballots: number): Announced {
  const batchId = randomUUID();
  return {
    type: 'survey.ballots-issued',
    subject: batchId,
    aggregateversion: 1,
    time: '2026-08-14T17:00:00.000Z',
    data: { batchId, agencyCode, fieldCode: 'OTHER', procedureCode: 'OTHER', channel, ballots },
  };
}
