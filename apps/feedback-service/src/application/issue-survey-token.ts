import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, type DossierStatus } from '@motcua/contracts';
import { Clock, PersonalDataCipher, type Caller } from '@motcua/platform';
import { FeedbackServiceConfig } from '../config.js';
import { issueToken } from '../domain/survey.js';
import { Surveys, type IssuedSurvey } from './surveys.js';

export interface IssueSurveyTokenCommand {
  dossierIdOrCode: string;
  caller: Caller;
  /** The caller's own token: the dossier service decides whose the dossier is (ADR 0006). */
  bearer: string;
  /** Asked again under the same one, the same caller is shown the same token (ADR 0058). */
  idempotencyKey?: string;
}

export interface IssuedToken {
  surveyId: string;
  token: string;
  expiresAt: Date;
}

/** A dossier as its owner or an officer of its agency sees it at the dossier service. */
export interface SeenDossier {
  agencyCode: string;
  status: DossierStatus;
}

/** The dossier service, asked in the caller's own name. */
export abstract class DossierAccess {
  /**
   * The dossier if the bearer of `token` may see it, else undefined.
   * @throws DomainError `dossier-service.unavailable`
   */
  abstract see(dossierId: string, token: string): Promise<SeenDossier | undefined>;
}

/** 256 bits, random or derived under a secret of the service. Nobody can guess one, so a plain hash protects it. */
const TOKEN_BYTES = 32;

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** What shows that a token was used: without the token nobody can tell that it belongs to the hash. */
export function markOfToken(token: string): Buffer {
  return createHash('sha256').update('motcua survey token used\0').update(token).digest();
}

/** Hands the one-time token of a resolved dossier to its owner, or to the counter of its agency. */
@Injectable()
export class IssueSurveyToken {
  constructor(
    private readonly surveys: Surveys,
    private readonly dossiers: DossierAccess,
    private readonly config: FeedbackServiceConfig,
    private readonly cipher: PersonalDataCipher,
    private readonly clock: Clock,
  ) {}

  async execute(command: IssueSurveyTokenCommand): Promise<IssuedToken> {
    const { dossierIdOrCode, caller, bearer, idempotencyKey: key } = command;
    const invitation = await this.surveys.find(dossierIdOrCode);
    const tokens = invitation
      ? this.tokensFor(invitation.id, caller, key).map((bytes) => bytes.toString('base64url'))
      : [];
    const shown = ({ issued, chosen }: IssuedSurvey): IssuedToken => ({
      surveyId: issued.id,
      token: tokens[chosen]!,
      expiresAt: issued.expiresAt!,
    });
    const earlier =
      invitation && key !== undefined && (await this.surveys.issuedUnder(invitation.id, tokens.map(hashOfToken)));
    if (earlier) return shown(earlier);
    const dossierId = invitation?.dossierId ?? (isUuid(dossierIdOrCode) ? dossierIdOrCode : undefined);
    if (!dossierId) throw surveyNotFound();
    const dossier = await this.dossiers.see(dossierId, bearer);
    const to = dossier && recipient(caller, dossier);
    if (!dossier || !to) throw surveyNotFound();
    if (!invitation) throw notInvited(dossier);
    return shown(
      await this.surveys.issue(invitation.id, tokens.map(hashOfToken), (current) =>
        issueToken(current, to, this.config.SURVEY_TOKEN_DAYS, this.clock.now()),
      ),
    );
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
 * As whom the caller sees the dossier. A caller is known to be its owner only if their roles show them no other person's; an
 * officer who is also a citizen uses the citizen's token.
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
      en: 'No survey is open for this dossier. A survey opens when the dossier is resolved.',
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
      en: 'The dossier is not resolved yet, so no survey is open for it.',
    },
    details: { dossierStatus: dossier.status },
  });
}
