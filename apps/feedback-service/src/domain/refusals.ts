import { DomainError, type FieldError } from '@motcua/contracts';

/** The same for a feedback item that does not exist and for one that the caller may not see. */
export function feedbackNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'feedback.not-found',
    message: {
      vi: 'Không tìm thấy phản ánh, kiến nghị này trong phạm vi được xem của bạn.',
      en: 'The feedback item was not found among those you may see.',
    },
  });
}

export function staleVersion(expected: number, actual: number): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'feedback.changed-meanwhile',
    message: {
      vi: 'Phản ánh, kiến nghị đã thay đổi từ lúc bạn đọc. Hãy đọc lại rồi thực hiện.',
      en: 'The feedback item has changed since you read it. Read it again, then retry.',
    },
    details: { expectedVersion: expected, currentVersion: actual },
  });
}

/** The refusal of an input; each field says why. */
export function wrongFields(fields: FieldError[]): DomainError {
  return new DomainError({
    kind: 'invalid',
    code: 'feedback.invalid',
    message: {
      vi: 'Nội dung gửi lên chưa hợp lệ; xem từng trường.',
      en: 'The request is not valid. See each field.',
    },
    fields,
  });
}
