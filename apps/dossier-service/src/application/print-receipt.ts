import { DomainError, type ResultDelivery } from '@motcua/contracts';
import { Injectable } from '@nestjs/common';
import { isCounted, type CountedDossier, type Dossier } from '../domain/dossier.js';
import { DossierReadings, Dossiers, ReferenceData, type Persons, type ReadCommand } from './ports.js';
import { findReadable, isOwner } from './read-dossier.js';
import { dossierNotFound, worksFor } from './caller-scope.js';

/** What Form 01 says. */
export interface Receipt {
  dossier: CountedDossier;
  /** That gave it: the dossier may be with its successor by now. */
  agencyCode: string;
  agencyName: string;
  procedureName: string;
  persons: Persons;
  resultDelivery: ResultDelivery;
  /** Token subject. */
  receivedBy: string;
}

/** What Form 01 says, for the agency that gives it and the applicant who gets it. */
@Injectable()
export class PrintReceipt {
  constructor(
    private readonly dossiers: Dossiers,
    private readonly readings: DossierReadings,
    private readonly referenceData: ReferenceData,
  ) {}

  /** @throws DomainError `not-found` also for who may not have it, `conflict` when there is no receipt. */
  async execute({ id, caller }: ReadCommand): Promise<Receipt> {
    const dossier = await findReadable(this.dossiers, caller, id);
    if (!worksFor(caller, dossier.agencyCode) && !(await isOwner(this.dossiers, caller, id))) throw dossierNotFound();
    if (!isCounted(dossier)) throw noReceipt(dossier);
    const { procedure } = dossier;
    const persons = await this.readings.persons(id, {
      reader: caller,
      purpose: 'RECEIPT',
      operation: 'readDossierReceipt',
    });
    const { resultDelivery, acceptedBy, acceptedAt } = await this.readings.receiptFacts(id);
    const agencyCode = acceptedAt ?? dossier.agencyCode;
    return {
      dossier,
      agencyCode,
      agencyName: (await this.referenceData.agency(agencyCode))?.name ?? agencyCode,
      procedureName: await this.referenceData.procedureName(procedure.id, procedure.version),
      persons,
      resultDelivery,
      receivedBy: acceptedBy ?? '',
    };
  }
}

function noReceipt(dossier: Dossier): DomainError {
  return new DomainError({
    kind: 'conflict',
    code: 'dossier.no-receipt',
    message: {
      vi: 'Hồ sơ này không có giấy tiếp nhận: chưa được tiếp nhận, hoặc chuyển từ hệ thống cũ.',
      en: 'This dossier has no receipt: it has not been accepted, or it was imported from a legacy system.',
    },
    details: { dossierStatus: dossier.status, origin: dossier.origin },
  });
}
