import { DomainError, type Channel, type DossierView, type SubmitDossierRequest } from '@motcua/contracts';
import { Clock, type Answer, type Caller } from '@motcua/platform';
import { localDate } from '@motcua/working-time';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import type { Procedure } from '../domain/dossier.js';
import { submit } from '../domain/intake.js';
import { Dossiers, ReferenceData, type PublishedProcedure } from './ports.js';
import { agencyOf } from './scope.js';

export interface SubmitDossierCommand {
  caller: Caller;
  idempotencyKey?: string;
  request: SubmitDossierRequest;
}

/** Opens a dossier: for oneself, for a citizen at the counter, or for a portal's user. */
@Injectable()
export class SubmitDossier {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly referenceData: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `forbidden` for another agency's counter, `precondition` for an agency or procedure that is not
   * in force today, `unavailable` when that cannot be told.
   */
  async execute({ caller, idempotencyKey, request }: SubmitDossierCommand): Promise<Answer<DossierView>> {
    const { agencyCode, channel, ownerSubject } = intakeOf(caller, request);
    const today = localDate(this.clock.now());
    const agency = await this.referenceData.agency(agencyCode);
    if (!agency || agency.validFrom > today || (agency.validTo && agency.validTo < today)) {
      throw notInForce('agencyCode', 'agency.not-in-force', 'Cơ quan', 'Agency', agencyCode);
    }
    const published = await this.referenceData.procedureInForce(request.procedureCode, today);
    if (!published) {
      throw notInForce('procedureCode', 'procedure.not-in-force', 'Thủ tục', 'Procedure', request.procedureCode);
    }
    const procedure = caseOf(published, request.caseCode ?? undefined);
    return this.dossiers.open(
      { caller, idempotencyKey, content: request },
      {
        applicant: request.applicant,
        representative: request.representative ?? undefined,
        requestContent: request.requestContent ?? undefined,
        resultDelivery: request.resultDelivery ?? 'COUNTER',
        ownerSubject,
      },
      () =>
        submit(
          {
            id: uuid(),
            agencyCode,
            procedure,
            online: published.online,
            channel,
            subjectType: request.subjectType,
          },
          this.clock.now(),
        ),
    );
  }
}

interface Intake {
  agencyCode: string;
  channel: Channel;
  ownerSubject?: string;
}

/** Who submits decides where it goes, how it came and whose it is. */
function intakeOf(caller: Caller, request: SubmitDossierRequest): Intake {
  if (caller.has('one-stop-officer')) {
    const own = agencyOf(caller);
    if (request.agencyCode && request.agencyCode !== own) {
      throw new DomainError({
        kind: 'forbidden',
        code: 'dossier.other-agency',
        message: {
          vi: `Cán bộ một cửa chỉ tiếp nhận hồ sơ cho cơ quan mình (${own}).`,
          en: `A counter takes in dossiers of its own agency only (${own}).`,
        },
        fields: [{ path: 'agencyCode', message: { vi: `phải là ${own}`, en: `must be ${own}` } }],
      });
    }
    return {
      agencyCode: own,
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
      en: 'Say which agency is to answer for it.',
    });
  }
  const forOneself = caller.has('applicant');
  if (forOneself && request.ownerSubject && request.ownerSubject !== caller.subject) {
    throw wrongField('ownerSubject', 'dossier.owner-is-caller', {
      vi: 'Người nộp cho chính mình không chỉ định tài khoản khác.',
      en: 'Who submits for oneself cannot name another account.',
    });
  }
  return {
    agencyCode: request.agencyCode,
    channel,
    ownerSubject: forOneself ? caller.subject : (request.ownerSubject ?? undefined),
  };
}

function caseOf(published: PublishedProcedure, caseCode: string | undefined): Procedure {
  const { id, code, version, fieldCode, cases } = published;
  const chosen = caseCode ? cases.find((one) => one.caseCode === caseCode) : cases.length === 1 ? cases[0] : undefined;
  if (!chosen) {
    const known = cases.map((one) => one.caseCode).join(', ');
    throw wrongField('caseCode', 'procedure.case-unknown', {
      vi: `Chọn một trường hợp của thủ tục: ${known}.`,
      en: `Choose a case of the procedure: ${known}.`,
    });
  }
  return { id, code, version, fieldCode, ...chosen };
}

function notInForce(path: string, code: string, vi: string, en: string, value: string): DomainError {
  return new DomainError({
    kind: 'precondition',
    code,
    message: {
      vi: `${vi} ${value} không có hiệu lực vào ngày này, hoặc không tồn tại.`,
      en: `${en} ${value} is not in force today, or does not exist.`,
    },
    fields: [{ path, message: { vi: 'không có hiệu lực', en: 'is not in force' } }],
  });
}

function wrongField(path: string, code: string, message: { vi: string; en: string }): DomainError {
  return new DomainError({ kind: 'invalid', code, message, fields: [{ path, message }] });
}
