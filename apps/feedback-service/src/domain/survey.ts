import { DomainError, type SatisfactionLevel } from '@motcua/contracts';

/** The question put after a dossier is resolved; its wording is part of what an answer means. */
export const QUESTION_VERSION = 1;

/** One satisfaction question about one resolved dossier. */
export interface SurveyInvitation {
  id: string;
  dossierId: string;
  dossierCode?: string;
  agencyCode: string;
  procedureCode: string;
  fieldCode: string;
  resolvedAt: Date;
  questionVersion: number;
  issuedAt?: Date;
  issuedTo?: 'OWNER' | 'COUNTER';
  expiresAt?: Date;
}

/**
 * Hands the token out once: two people with a token each could answer for each other. The person who was given it may be shown
 * the same token again (ADR 0058).
 * @throws DomainError `survey.token-already-issued`
 */
export function issueToken(
  invitation: SurveyInvitation,
  to: 'OWNER' | 'COUNTER',
  validDays: number,
  at: Date,
): SurveyInvitation {
  if (invitation.issuedAt) {
    throw new DomainError({
      kind: 'conflict',
      code: 'survey.token-already-issued',
      message: {
        vi: 'Mã khảo sát của hồ sơ này đã được cấp một lần và không cấp lại. Hãy dùng mã đã nhận, hoặc gửi lại đúng yêu cầu trước với cùng Idempotency-Key; nếu đã mất, hãy góp ý bằng phản ánh, kiến nghị.',
        en: 'The survey token of this dossier has already been issued and is not shown again. Use that token, or repeat the request with the same Idempotency-Key. If the token is lost, file feedback instead.',
      },
      details: {
        issuedAt: invitation.issuedAt.toISOString(),
        issuedTo: invitation.issuedTo,
        expiresAt: invitation.expiresAt?.toISOString(),
      },
    });
  }
  const expiresAt = new Date(at.getTime() + validDays * 86_400_000);
  return { ...invitation, issuedAt: at, issuedTo: to, expiresAt };
}

export interface SurveyAnswerInput {
  level: SatisfactionLevel;
  reason?: string;
}

/**
 * A dissatisfied person must give a reason.
 * @throws DomainError `survey.reason-missing`
 */
export function checkAnswer(input: SurveyAnswerInput): void {
  if (input.level !== 'DISSATISFIED' || input.reason?.trim()) return;
  throw new DomainError({
    kind: 'invalid',
    code: 'survey.reason-missing',
    message: { vi: 'Hãy cho biết lý do không hài lòng.', en: 'Say why you are dissatisfied.' },
    fields: [
      {
        path: 'reason',
        code: 'required-when-dissatisfied',
        message: { vi: 'Cần có khi chọn không hài lòng.', en: 'Required when the level is DISSATISFIED.' },
      },
    ],
  });
}

/** One refusal for a token that is unknown, used or expired: to tell them apart would help somebody who guesses tokens. */
export function tokenNotUsable(): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'survey.token-not-usable',
    message: {
      vi: 'Mã khảo sát không đúng, đã được dùng hoặc đã hết hạn. Nếu bạn chưa trả lời, hãy góp ý bằng phản ánh, kiến nghị.',
      en: 'The survey token is invalid, already used or expired. If you have not answered yet, file feedback instead.',
    },
  });
}
