import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  DomainError,
  type ActorKind,
  type DossierStanding,
  type DossierStatus,
  type SurveyChannel,
} from '@motcua/contracts';
import { Clock, PersonalDataCipher, type Caller } from '@motcua/platform';
import { FeedbackServiceConfig } from '../config.js';
import { channelFor, issueBallot } from '../domain/survey.js';
import { Surveys, type IssuedBallot } from './surveys.js';

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
  /** Absent of a token from before ballots had one. */
  channel?: SurveyChannel;
}

/** A dossier as the caller sees it at the dossier service. */
export interface SeenDossier {
  /** Whose counter hands the result over: the receiving agency. */
  counterAgencyCode: string;
  status: DossierStatus;
  /** As whom the caller may speak for the applicant; absent for everybody else. */
  standing?: { as: DossierStanding; submittedBy?: ActorKind };
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

/** What shows that a token of an earlier version was used: without the token nobody can tell that it belongs to the hash. */
export function markOfToken(token: string): Buffer {
  return createHash('sha256').update('motcua survey token used\0').update(token).digest();
}

/**
 * Issues a one-time token of a resolved dossier: the applicant's to its owner or to the portal that submitted it, one of its own to the
 * counter of its agency. None takes another's away (ADR 120).
 */
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
    const shown = ({ ballot, chosen }: IssuedBallot): IssuedToken => ({
      surveyId: invitation!.id,
      token: tokens[chosen]!,
      expiresAt: ballot.expiresAt,
      channel: ballot.channel,
    });
    const earlier =
      invitation && key !== undefined && (await this.surveys.issuedUnder(invitation.id, tokens.map(hashOfToken)));
    if (earlier) return shown(earlier);
    const dossierId = invitation?.dossierId ?? (isUuid(dossierIdOrCode) ? dossierIdOrCode : undefined);
    if (!dossierId) throw surveyNotFound();
    const dossier = await this.dossiers.see(dossierId, bearer);
    const channel = dossier && channelFor({ atCounter: isCounterOf(caller, dossier), standing: dossier.standing });
    if (!dossier || !channel) throw surveyNotFound();
    if (!invitation) throw notInvited(dossier);
    return shown(
      await this.surveys.issue(invitation.id, tokens.map(hashOfToken), (current) =>
        issueBallot(current, channel, this.config.SURVEY_TOKEN_DAYS, this.clock.now()),
      ),
    );
  }

  /** Those that may have been handed out under this key, the one to hand out now first. */
  private tokensFor(invitationId: string, caller: Caller, key: string | undefined): Buffer[] {
    if (key === undefined) return [randomBytes(TOKEN_BYTES)];
    return this.cipher.derivedSecrets(JSON.stringify(['survey token', invitationId, caller.subject, key]));
  }
}

function isCounterOf(caller: Caller, { counterAgencyCode }: SeenDossier): boolean {
  return caller.has('one-stop-officer') && caller.agency === counterAgencyCode;
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
