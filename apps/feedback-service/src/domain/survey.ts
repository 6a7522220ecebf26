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
  answeredAt?: Date;
}

/**
 * Hands the token out, once: two who are each given one could answer for each other. The one who was given it may be shown
 * the same again (ADR 0058).
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
        en: 'The survey token of this dossier was handed out once and is not shown again. Use the one received, or repeat that request under the same Idempotency-Key; if it is lost, say your opinion in a feedback instead.',
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
 * What an answer must hold: whoever is dissatisfied says why.
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
        message: { vi: 'Cần có khi chọn không hài lòng.', en: 'Needed when the level is DISSATISFIED.' },
      },
    ],
  });
}

/** One answer for a token that is unknown, used or expired: telling them apart would tell a guesser something. */
export function tokenNotUsable(): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'survey.token-not-usable',
    message: {
      vi: 'Mã khảo sát không đúng, đã được dùng hoặc đã hết hạn. Nếu bạn chưa trả lời, hãy góp ý bằng phản ánh, kiến nghị.',
      en: 'The survey token is wrong, was used already or has expired. If you have not answered yet, say your opinion in a feedback.',
    },
  });
}
