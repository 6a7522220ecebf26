import { DomainError, type FeedbackStatus, type FieldError, type LocalizedText } from '@motcua/contracts';
import type { FeedbackAction } from './feedback.js';

const STATUS_NAMES: Record<FeedbackStatus, LocalizedText> = {
  NEW: { vi: 'mới gửi', en: 'new' },
  ACCEPTED: { vi: 'đã tiếp nhận', en: 'accepted' },
  REFUSED: { vi: 'đã từ chối', en: 'refused' },
  FORWARDED: { vi: 'đã chuyển', en: 'forwarded' },
  ANSWERED: { vi: 'đã trả lời', en: 'answered' },
  PUBLISHED: { vi: 'đã công khai', en: 'published' },
};

const ACTION_NAMES: Record<FeedbackAction, LocalizedText> = {
  accept: { vi: 'tiếp nhận', en: 'accepted' },
  refuse: { vi: 'từ chối', en: 'refused' },
  forward: { vi: 'chuyển', en: 'forwarded' },
  answer: { vi: 'trả lời', en: 'answered' },
  publish: { vi: 'công khai', en: 'published' },
};

/** The same for a feedback that does not exist and for one that the caller may not see. */
export function feedbackNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'feedback.not-found',
    message: {
      vi: 'Không tìm thấy phản ánh, kiến nghị này trong phạm vi được xem của bạn.',
      en: 'There is no such feedback among those that you may see.',
    },
  });
}

export function notInState(
  action: FeedbackAction,
  status: FeedbackStatus,
  allowed: readonly FeedbackStatus[],
): DomainError {
  const list = (language: 'vi' | 'en') => allowed.map((state) => STATUS_NAMES[state][language]).join(', ');
  return new DomainError({
    kind: 'conflict',
    code: 'feedback.not-in-state',
    message: {
      vi: `Phản ánh, kiến nghị ${STATUS_NAMES[status].vi} nên không ${ACTION_NAMES[action].vi} được; việc này chỉ làm được khi: ${list('vi')}.`,
      en: `The feedback is ${STATUS_NAMES[status].en} and cannot be ${ACTION_NAMES[action].en}; that takes one that is: ${list('en')}.`,
    },
    details: { status, allowedIn: [...allowed] },
  });
}

export function notYourTask(action: FeedbackAction): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'feedback.not-your-task',
    message: {
      vi: `Vai trò của bạn tại cơ quan này không được ${ACTION_NAMES[action].vi} phản ánh, kiến nghị.`,
      en: `With your role at this agency a feedback cannot be ${ACTION_NAMES[action].en} by you.`,
    },
  });
}

export function staleVersion(expected: number, actual: number): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'feedback.changed-meanwhile',
    message: {
      vi: 'Phản ánh, kiến nghị đã thay đổi từ lúc bạn đọc. Hãy đọc lại rồi thực hiện.',
      en: 'The feedback has changed since you read it. Read it again, then repeat.',
    },
    details: { expectedVersion: expected, currentVersion: actual },
  });
}

/** What was sent cannot be taken; each field says why. */
export function wrongFields(fields: FieldError[]): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'feedback.invalid',
    message: {
      vi: 'Nội dung gửi lên chưa hợp lệ; xem từng trường.',
      en: 'What was sent is not valid; see each field.',
    },
    fields,
  });
}
