import type { IssuedBallot } from '../application/surveys.js';
import type { HeldIssues } from '../domain/issued-ballots.js';
import { tokenReplaced, type SurveyInvitation } from '../domain/survey.js';
import type { AnswerKind, BallotRow, HeldIssuesRow, InvitationRow } from './entities.js';

export function kindOf({ agency_code, procedure_code, field_code, question_version }: AnswerKind): AnswerKind {
  return { agency_code, procedure_code, field_code, question_version };
}

/** What stands under one of these hashes: a ballot, or the token that an earlier version had issued. */
export function issuedOf(
  invitation: InvitationRow,
  ballot: BallotRow | null,
  tokenHashes: Buffer[],
): IssuedBallot | undefined {
  if (ballot?.replaced_at) throw tokenReplaced();
  const { token_hash } = ballot ?? invitation;
  const chosen = tokenHashes.findIndex((hash) => token_hash?.equals(hash));
  if (chosen < 0) return undefined;
  if (ballot) {
    const { channel, issued_at, expires_at } = ballot;
    return { ballot: { channel, issuedAt: issued_at, expiresAt: expires_at }, chosen };
  }
  const { issuedAt, expiresAt } = toInvitation(invitation).earlier!;
  return { ballot: { issuedAt, expiresAt }, chosen };
}

export function toHeldIssues(row: HeldIssuesRow): HeldIssues {
  return {
    id: row.id,
    agencyCode: row.agency_code,
    procedureCode: row.procedure_code,
    fieldCode: row.field_code,
    channel: row.channel,
    issuedOn: row.issued_on,
    ballots: row.ballots,
  };
}

export function toInvitation(row: InvitationRow): SurveyInvitation {
  return {
    id: row.id,
    dossierId: row.dossier_id,
    dossierCode: row.dossier_code ?? undefined,
    agencyCode: row.agency_code,
    procedureCode: row.procedure_code,
    fieldCode: row.field_code,
    resolvedAt: row.resolved_at,
    questionVersion: row.question_version,
    earlier:
      row.issued_at && row.issued_to && row.expires_at
        ? { issuedAt: row.issued_at, issuedTo: row.issued_to, expiresAt: row.expires_at }
        : undefined,
  };
}
