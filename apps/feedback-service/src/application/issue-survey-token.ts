import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@motcua/contracts';
import { Clock, PersonalDataCipher, type Caller } from '@motcua/platform';
import { FeedbackServiceConfig } from '../config.js';
import { issueToken, type SurveyInvitation } from '../domain/survey.js';
import { DossierAccess, Surveys, type SeenDossier } from './ports.js';

export interface IssuedToken {
  surveyId: string;
  token: string;
  expiresAt: Date;
}

/** 256 bits, random or derived under a secret of the service: nobody guesses one, so that a plain hash keeps it. */
const TOKEN_BYTES = 32;

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Hands the one-time token of a resolved dossier to its owner, or to the counter of its agency. */
@Injectable()
export class IssueSurveyToken {
  constructor(
    @Inject(Surveys) private readonly surveys: Surveys,
    @Inject(DossierAccess) private readonly dossiers: DossierAccess,
    @Inject(FeedbackServiceConfig) private readonly config: FeedbackServiceConfig,
    @Inject(PersonalDataCipher) private readonly cipher: PersonalDataCipher,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * @param bearer the caller's own token: the dossier service decides whose the dossier is (ADR 0006)
   * @param key asked again under the same one, the same caller is shown the same token (ADR 0058)
   */
  async execute(dossierIdOrCode: string, caller: Caller, bearer: string, key?: string): Promise<IssuedToken> {
    const invitation = await this.surveys.find(dossierIdOrCode);
    const dossierId = invitation?.dossierId ?? (isUuid(dossierIdOrCode) ? dossierIdOrCode : undefined);
    if (!dossierId) throw surveyNotFound();
    const dossier = await this.dossiers.see(dossierId, bearer);
    const to = dossier && recipient(caller, dossier);
    if (!dossier || !to) throw surveyNotFound();
    if (!invitation) throw notInvited(dossier);
    const tokens = this.tokensFor(invitation.id, caller, key).map((bytes) => bytes.toString('base64url'));
    const { issued, chosen } = await this.surveys.issue(
      invitation.id,
      tokens.map(hashOfToken),
      (current: SurveyInvitation) => issueToken(current, to, this.config.SURVEY_TOKEN_DAYS, this.clock.now()),
    );
    return { surveyId: issued.id, token: tokens[chosen]!, expiresAt: issued.expiresAt! };
  }

  /** Those that may have been handed out under this key, the one to hand out now first. */
  private tokensFor(invitationId: string, caller: Caller, key: string | undefined): Buffer[] {
    if (key === undefined) return [randomBytes(TOKEN_BYTES)];
    return this.cipher.derivedSecrets(JSON.stringify(['survey token', invitationId, caller.subject, key]));
  }
}

/** Roles that see dossiers which are not their bearer's own, whatever the agency. */
const SEE_EVERYWHERE = ['procedure-control', 'reform-office', 'portal-client', 'operations', 'service'] as const;

/**
 * As whom the caller sees the dossier. Only whoever sees nobody else's is known to be its owner; an officer who is also a
 * citizen shows the citizen's token.
 */
function recipient(caller: Caller, dossier: SeenDossier): 'OWNER' | 'COUNTER' | undefined {
  const ofItsAgency = caller.agency === dossier.agencyCode;
  if (caller.has('one-stop-officer') && ofItsAgency) return 'COUNTER';
  const seesOthers = caller.has(...SEE_EVERYWHERE) || (caller.has('processing-officer', 'agency-head') && ofItsAgency);
  return caller.has('applicant') && !seesOthers ? 'OWNER' : undefined;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The same whether there is no such dossier, no survey of it, or it is somebody else's. */
function surveyNotFound(): DomainError {
  return new DomainError({
    kind: 'not-found',
    code: 'survey.not-found',
    message: {
      vi: 'Không có khảo sát cho hồ sơ này trong phạm vi của bạn. Khảo sát chỉ có sau khi hồ sơ giải quyết xong.',
      en: 'There is no survey about such a dossier of yours. There is one only after the dossier was resolved.',
    },
  });
}

function notInvited(dossier: SeenDossier): DomainError {
  if (dossier.status === 'RESOLVED' || dossier.status === 'DELIVERED') {
    return new DomainError({
      kind: 'unavailable',
      code: 'survey.not-ready',
      message: {
        vi: 'Khảo sát của hồ sơ này đang được chuẩn bị. Hãy thử lại sau ít giây.',
        en: 'The survey of this dossier is being prepared. Try again in a few seconds.',
      },
      retryAfterSeconds: 3,
    });
  }
  return new DomainError({
    kind: 'precondition',
    code: 'survey.dossier-not-resolved',
    message: {
      vi: 'Hồ sơ chưa giải quyết xong nên chưa có khảo sát.',
      en: 'The dossier is not resolved yet, so there is no survey about it.',
    },
    details: { status: dossier.status },
  });
}
