import {
  DomainError,
  type ActorKind,
  type DossierStanding,
  type SatisfactionLevel,
  type SurveyChannel,
} from '@motcua/contracts';

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
  /** The one token of a survey from before each channel had its own. */
  earlier?: { issuedAt: Date; issuedTo: 'OWNER' | 'COUNTER'; expiresAt: Date };
}

/** The right to answer once, through one channel. */
export interface Ballot {
  channel: SurveyChannel;
  issuedAt: Date;
  expiresAt: Date;
}

/** Who answers with a ballot. Each answers once, through whichever of the own channels, and none uses up the ballot of another. */
export type Voter = 'APPLICANT' | 'AGENCY_NAMED' | 'COUNTER';

export function voterOf(channel: SurveyChannel): Voter {
  return channel === 'OWNER' || channel === 'PORTAL' ? 'APPLICANT' : channel;
}

/** Who asks for the ballot of a dossier, as dossier-service knows the caller. */
export interface BallotSeeker {
  /** A one-stop officer of the agency that has the dossier. */
  atCounter: boolean;
  /** As whom the caller may speak for the applicant; absent for everybody else. */
  standing?: { as: DossierStanding; submittedBy?: ActorKind };
}

/**
 * The channel of the ballot that a caller may have (Decision 766/QĐ-TTg judges agencies by the answers of applicants). Whom the agency
 * itself named as owner, or of whom it is not known who named them, may be anybody whom the agency likes: such an answer judges nobody.
 */
export function channelFor({ atCounter, standing }: BallotSeeker): SurveyChannel | undefined {
  if (atCounter) return 'COUNTER';
  if (!standing) return undefined;
  const bySelf = standing.submittedBy === 'APPLICANT' || standing.submittedBy === 'PORTAL';
  if (standing.as === 'OWNER') return bySelf ? 'OWNER' : 'AGENCY_NAMED';
  return standing.submittedBy === 'PORTAL' ? 'PORTAL' : undefined;
}

/**
 * A ballot of a channel replaces the earlier one of that channel, and none of another. Whoever had the one token of an earlier version
 * keeps it: whether it was used cannot be told without it, and a second one could be a second vote.
 * @throws DomainError `survey.token-already-issued`
 */
export function issueBallot(
  { earlier }: SurveyInvitation,
  channel: SurveyChannel,
  validDays: number,
  at: Date,
): Ballot {
  if (earlier && (earlier.issuedTo === 'COUNTER') === (channel === 'COUNTER')) {
    throw new DomainError({
      kind: 'conflict',
      code: 'survey.token-already-issued',
      message: {
        vi: 'Mã khảo sát của hồ sơ này đã được cấp một lần và không cấp lại. Hãy dùng mã đã nhận, hoặc gửi lại đúng yêu cầu trước với cùng Idempotency-Key; nếu đã mất, hãy góp ý bằng phản ánh, kiến nghị.',
        en: 'The survey token of this dossier has already been issued and is not shown again. Use that token, or repeat the request with the same Idempotency-Key. If the token is lost, file feedback instead.',
      },
      details: {
        issuedAt: earlier.issuedAt.toISOString(),
        issuedTo: earlier.issuedTo,
        expiresAt: earlier.expiresAt.toISOString(),
      },
    });
  }
  return { channel, issuedAt: at, expiresAt: new Date(at.getTime() + validDays * 86_400_000) };
}

/** For a request that is repeated after another one: to show its token again would bring back one that was replaced. */
export function tokenReplaced(): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'survey.token-replaced',
    message: {
      vi: 'Mã khảo sát của yêu cầu này đã được thay bằng mã cấp sau. Hãy dùng mã mới nhất, hoặc yêu cầu mã mới với Idempotency-Key khác.',
      en: 'A later token has replaced the one of this request. Use the latest, or ask for a new one under another Idempotency-Key.',
    },
  });
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

/** One refusal for a token that is unknown, replaced, used or expired: to tell them apart would help somebody who guesses tokens. */
export function tokenNotUsable(): DomainError {
  return new DomainError({
    kind: 'precondition',
    code: 'survey.token-not-usable',
    message: {
      vi: 'Mã khảo sát không đúng, đã được thay, đã được dùng hoặc đã hết hạn. Nếu bạn chưa trả lời, hãy góp ý bằng phản ánh, kiến nghị.',
      en: 'The survey token is invalid, replaced, already used or expired. If you have not answered yet, file feedback instead.',
    },
  });
}
