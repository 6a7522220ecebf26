import { DomainError, type SubmitDossierRequest } from '@motcua/contracts';
import { Clock, type Caller, type Command } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import type { Opening } from '../domain/dossier.js';
import { expectIdentities } from '../domain/person-data.js';
import { agencyOf } from './caller-scope.js';
import { openedDossier } from './opened-dossier.js';
import { Dossiers, ReferenceData, type Changed, type Submitting } from './ports.js';

/** Opens a dossier: for oneself, for a citizen at the counter, or for a portal's user. */
@Injectable()
export class SubmitDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `forbidden` for another agency's counter, `invalid` for a number of no paper, `precondition` for an
   * agency or procedure that is not in force today, an agency that is not competent and one that does not receive for it;
   * `unavailable` when that cannot be told.
   */
  execute(command: Command<SubmitDossierRequest>): Promise<Changed> {
    return this.dossiers.open(command, () => this.submitted(command.caller, command.input));
  }

  private async submitted(caller: Caller, request: SubmitDossierRequest): ReturnType<Submitting> {
    const { ownerSubject, ...intake } = intakeOf(caller, request);
    const { applicant, subjectType, procedureCode, caseCode } = request;
    const representative = request.representative ?? undefined;
    expectIdentities(subjectType, { applicant, representative });
    const asked = { ...intake, subjectType, procedureCode, caseCode };
    return {
      event: await openedDossier(this.referenceData, asked, this.clock.now()),
      record: {
        applicant,
        representative,
        requestContent: request.requestContent ?? undefined,
        resultDelivery: request.resultDelivery ?? 'COUNTER',
        ownerSubject,
      },
    };
  }
}

interface Intake extends Pick<Opening, 'agencyCode' | 'receivingAgencyCode' | 'channel'> {
  ownerSubject?: string;
}

/** The role of the caller decides the agencies, the channel and the owner of a dossier. */
function intakeOf(caller: Caller, request: SubmitDossierRequest): Intake {
  if (caller.has('one-stop-officer')) {
    const own = agencyOf(caller);
    if (request.receivingAgencyCode && request.receivingAgencyCode !== own) {
      throw new DomainError({
        kind: 'forbidden',
        code: 'dossier.other-agency',
        message: {
          vi: `Cán bộ một cửa chỉ ghi nhận hồ sơ nộp tại quầy của cơ quan mình (${own}).`,
          en: `An officer can submit dossiers only at the counter of the own agency (${own}).`,
        },
        fields: [{ path: 'receivingAgencyCode', message: { vi: `phải là ${own}`, en: `must be ${own}` } }],
      });
    }
    return {
      agencyCode: request.agencyCode ?? own,
      receivingAgencyCode: own,
      channel: request.channel ?? 'DIRECT',
      ownerSubject: request.ownerSubject ?? undefined,
    };
  }
  const channel = request.channel ?? 'ONLINE';
  if (channel !== 'ONLINE') {
    throw wrongField('channel', 'dossier.channel-of-counter', {
      vi: 'Chỉ quầy một cửa ghi nhận kênh này; người nộp và cổng dùng ONLINE.',
      en: 'Only a counter records this channel; applicants and portals use ONLINE.',
    });
  }
  if (!request.agencyCode) {
    throw wrongField('agencyCode', 'dossier.agency-missing', {
      vi: 'Cần cho biết cơ quan giải quyết.',
      en: 'Name the agency that is competent for the dossier.',
    });
  }
  const forOneself = caller.has('applicant');
  if (forOneself && request.ownerSubject && request.ownerSubject !== caller.subject) {
    throw wrongField('ownerSubject', 'dossier.owner-is-caller', {
      vi: 'Người nộp cho chính mình không chỉ định tài khoản khác.',
      en: 'You cannot name another account when submitting for yourself.',
    });
  }
  return {
    agencyCode: request.agencyCode,
    receivingAgencyCode: request.receivingAgencyCode ?? request.agencyCode,
    channel,
    ownerSubject: forOneself ? caller.subject : (request.ownerSubject ?? undefined),
  };
}

function wrongField(path: string, code: string, message: { vi: string; en: string }): DomainError {
  return new DomainError({ kind: 'invalid', code, message, fields: [{ path, message }] });
}
