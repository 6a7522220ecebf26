import { randomUUID } from 'node:crypto';
import type { FeedbackStatus, Role } from '@motcua/contracts';
import { caller, type Command } from '@motcua/platform';
import { compileCalendar, type CalendarDefinition } from '@motcua/working-time';
import type { Actor } from '../domain/actions.js';
import type { Office } from '../domain/deadlines.js';
import { evolve, type FeedbackEvent } from '../domain/feedback-events.js';
import { DEFAULT_FEEDBACK_DAYS, feedbackRules } from '../domain/feedback-rules.js';
import type { Feedback, Filer } from '../domain/feedback.js';
import type { Changed, Feedbacks } from '../application/feedbacks.js';
import { fileFeedback, withCode, type FileFeedbackInput } from '../domain/file-feedback.js';

const SHIFTS = [
  { from: '07:30', to: '11:30' },
  { from: '13:30', to: '17:00' },
];

/** Offices of 2026 around National Day: 22 August is worked for 31 August, 1 and 2 September are holidays. */
export const CALENDAR_2026: CalendarDefinition = {
  id: 'vn',
  version: 1,
  name: 'Lịch làm việc của cơ quan hành chính',
  coversFrom: '2026-01-01',
  coversTo: '2026-12-31',
  daysOff: [
    { from: '2026-08-31', to: '2026-08-31', name: 'Nghỉ hoán đổi Quốc khánh', kind: 'SWAPPED' },
    { from: '2026-09-01', to: '2026-09-02', name: 'Quốc khánh', kind: 'HOLIDAY' },
  ],
  makeUpDays: [{ on: '2026-08-22', name: 'Làm bù cho ngày 31/8/2026', insteadOf: '2026-08-31' }],
  officeHours: [{ effectiveFrom: '2026-01-01', week: [[], SHIFTS, SHIFTS, SHIFTS, SHIFTS, SHIFTS, []] }],
};

export function office(agencyCode: string, definition: CalendarDefinition = CALENDAR_2026): Office {
  return { agencyCode, calendar: compileCalendar(definition) };
}

export const JUSTICE = office('H41.14');
export const WARD = office('H41.27.05');

/** Local time of a day of 2026, `MM-DD HH:MM`. */
export function at(text: string): Date {
  const [day, time] = text.split(' ');
  return new Date(`2026-${day}T${time}:00+07:00`);
}

/** A Friday morning. */
export const FILED_AT = at('08-28 08:00');

export function actor(role: Role | Role[], agency?: string): Actor {
  const roles = Array.isArray(role) ? role : [role];
  return { subject: `${roles.join('+')}-1`, roles, agency };
}

export const AN = caller({ subject: 'citizen-an', roles: ['applicant'] });
export const BINH = caller({ subject: 'citizen-binh', roles: ['applicant'] });
export const OFFICER = caller({ subject: 'officer', roles: ['processing-officer'], agency: JUSTICE.agencyCode });
export const HEAD = caller({ subject: 'head', roles: ['agency-head'], agency: JUSTICE.agencyCode });
export const WARD_OFFICER = caller({ subject: 'ward', roles: ['processing-officer'], agency: WARD.agencyCode });
export const CONTROL = caller({ subject: 'control', roles: ['procedure-control'] });

export const FILER: Filer = {
  fullName: 'Nguyễn Văn An',
  address: 'Số 12 đường Lê Lợi, phường Trường Vinh, tỉnh Nghệ An',
  phone: '0912 345 678',
  email: 'an.nguyen@example.vn',
  identityNumber: '040090000001',
};

export function filing(changes: Partial<FileFeedbackInput> = {}): FileFeedbackInput {
  return {
    id: '0198c2a4-7a00-7000-8000-0000000000f1',
    kind: 'BEHAVIOUR',
    channel: 'ONLINE',
    title: 'Chậm trả kết quả đăng ký khai sinh',
    content: 'Tôi nộp hồ sơ đăng ký khai sinh cho con nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
    filer: FILER,
    filerSubject: 'citizen-an',
    filedBy: 'APPLICANT',
    dossierCode: 'H41.14-260820-0001',
    procedureCode: '1.001193',
    fieldCode: 'G15-TP07',
    rules: feedbackRules(DEFAULT_FEEDBACK_DAYS),
    ...changes,
  };
}

export const CODE = 'PAKN.20260828.0001';

const { filer: _person, ...facts } = filing();

/** What happened, as far as an example needs it. */
export const happened = {
  filed: {
    type: 'filed',
    at: FILED_AT,
    feedback: {
      ...facts,
      code: CODE,
      agencyCode: 'H41.14',
      filedAt: FILED_AT,
      receivedAt: FILED_AT,
      calendarId: 'vn',
      calendarVersion: 1,
      deadlines: { respondBy: at('09-04 17:00'), forwardBy: at('09-09 17:00'), answerFilerBy: at('09-23 17:00') },
    },
  },
  accepted: {
    type: 'accepted',
    at: at('09-03 09:00'),
    deadlines: { answerBy: at('09-23 17:00'), answerFilerBy: at('09-23 17:00') },
    calendarVersion: 1,
    late: false,
  },
  refused: {
    type: 'refused',
    at: at('09-03 09:00'),
    reason: 'UNCLEAR_CONTENT',
    explanation: 'Nội dung không rõ việc gì.',
    late: false,
  },
  forwarded: {
    type: 'forwarded',
    at: at('09-03 09:00'),
    from: 'H41.14',
    to: 'H41.27.05',
    explanation: 'Việc này do UBND phường thực hiện.',
    deadlines: { respondBy: at('09-07 17:00'), forwardBy: at('09-10 17:00'), answerFilerBy: at('09-23 17:00') },
    calendarId: 'vn',
    calendarVersion: 1,
    late: false,
  },
  answered: {
    type: 'answered',
    at: at('09-10 10:00'),
    answer: 'Cơ quan xin lỗi vì trả kết quả chậm ba ngày.',
    deadlines: { answerBy: at('09-23 17:00'), answerFilerBy: at('09-23 17:00'), publishBy: at('09-14 17:00') },
    calendarVersion: 1,
    late: false,
  },
  published: {
    type: 'published',
    at: at('09-11 10:00'),
    content: 'Người dân phản ánh việc trả kết quả chậm ba ngày.',
    answer: 'Cơ quan đã xin lỗi và trả kết quả.',
    late: false,
  },
} as const satisfies Record<string, FeedbackEvent>;

const LIVES: Record<FeedbackStatus, FeedbackEvent[]> = {
  NEW: [happened.filed],
  ACCEPTED: [happened.filed, happened.accepted],
  REFUSED: [happened.filed, happened.refused],
  FORWARDED: [happened.filed, happened.forwarded],
  ANSWERED: [happened.filed, happened.accepted, happened.answered],
  PUBLISHED: [happened.filed, happened.accepted, happened.answered, happened.published],
};

export function feedbackAfter(...events: FeedbackEvent[]): Feedback {
  return events.reduce<Feedback | undefined>(evolve, undefined)!;
}

/** A feedback item in this state. */
export function feedbackIn(status: FeedbackStatus): Feedback {
  return feedbackAfter(...LIVES[status]);
}

/** Files an item of An's in `feedbacks`, after which `happens` to it. */
export function fileIn(
  feedbacks: Feedbacks,
  changes: Partial<FileFeedbackInput> = {},
  command: Partial<Command<object>> & { office?: Office; happens?: FeedbackEvent[] } = {},
): Promise<Changed> {
  const { office: where = JUSTICE, happens = [], ...rest } = command;
  const prepare = async () => ({ office: where });
  const request = { caller: AN, input: {}, filer: FILER, ...rest, prepare };
  return feedbacks.begin(request, async (prepared, { at: now, nextCode }) => {
    const filed = fileFeedback(filing({ id: randomUUID(), ...changes }), prepared.office, now);
    return [...withCode(filed, await nextCode()), ...happens];
  });
}

/** What a citizen sends to file a feedback item. */
export function filingRequest(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    kind: 'BEHAVIOUR',
    title: 'Chậm trả kết quả đăng ký khai sinh',
    content: 'Tôi nộp hồ sơ đăng ký khai sinh cho con nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
    filer: {
      fullName: 'Nguyễn Văn An',
      address: 'Số 12 đường Lê Lợi, phường Trường Vinh, tỉnh Nghệ An',
      phone: '0912 345 678',
      email: 'an.nguyen@example.vn',
      identityNumber: '040090000001',
    },
    agencyCode: 'H41.14',
    ...changes,
  };
}
