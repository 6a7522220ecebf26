import { DomainError, type DossierPersonsView, type DossierReceipt } from '@motcua/contracts';
import type { Caller } from '@motcua/platform';
import { Injectable } from '@nestjs/common';
import { isAccepted, type Dossier } from '../domain/dossier.js';
import { dossierNotFound } from './not-found.js';
import { DossierReadings, Dossiers, ReferenceData } from './ports.js';
import { findReadable, isOwner } from './read-dossier.js';
import { worksFor } from './scope.js';

/** What Form 01 says, for the agency that gives it and the applicant who gets it. */
@Injectable()
export class PrintReceipt {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** @throws DomainError `not-found` also for who may not have it, `conflict` when there is no receipt. */
  async execute(caller: Caller, id: string): Promise<DossierReceipt> {
    const dossier = await findReadable(this.dossiers, caller, id);
    if (!worksFor(caller, dossier.agencyCode) && !(await isOwner(this.dossiers, caller, id))) throw dossierNotFound();
    if (!isAccepted(dossier) || !dossier.code || dossier.origin === 'IMPORTED') throw noReceipt(dossier);
    const { procedure, acceptedAt, deadline } = dossier;
    const persons: DossierPersonsView = await this.readings.persons(id, {
      reader: caller,
      purpose: 'RECEIPT',
      operation: 'readDossierReceipt',
    });
    const { resultDelivery, acceptedBy } = await this.readings.receiptFacts(id);
    const dueAt = deadline?.state === 'RUNNING' ? deadline.dueAt : undefined;
    return {
      form: '01',
      code: dossier.code,
      agencyCode: dossier.agencyCode,
      agencyName: (await this.referenceData.agency(dossier.agencyCode))?.name ?? dossier.agencyCode,
      procedureCode: procedure.code,
      procedureName: await this.referenceData.procedureName(procedure.id, procedure.version),
      applicant: persons.applicant,
      representative: persons.representative,
      requestContent: persons.requestContent,
      budget: procedure.budget,
      receivedAt: acceptedAt!.toISOString(),
      receivedText: printed(acceptedAt!),
      dueAt: dueAt?.toISOString(),
      dueText: dueAt && printed(dueAt),
      resultDelivery,
      receivedBy: acceptedBy ?? '',
    };
  }
}

const PARTS = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  hourCycle: 'h23',
  hour: '2-digit',
  minute: '2-digit',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
});

/** Hour, minute and day as Form 01 prints them. */
function printed(at: Date): string {
  const part = Object.fromEntries(PARTS.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part['hour']} giờ ${part['minute']} phút, ngày ${part['day']}/${part['month']}/${part['year']}`;
}

function noReceipt(dossier: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.no-receipt',
    message: {
      vi: 'Hồ sơ này không có giấy tiếp nhận: chưa được tiếp nhận, hoặc chuyển từ hệ thống cũ.',
      en: 'This dossier has no receipt: it is not accepted, or was taken over from a legacy system.',
    },
    details: { status: dossier.status, origin: dossier.origin },
  });
}
